"""Scores of the WGAN document's runs, known by hand; the shipped table as the docs have it."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import losses
from benchmarks.experiments import radiation, star_share
from gan_core.recipes.toy import BEST_PRESETS

ROOT = Path(__file__).resolve().parents[2]
PLACES = np.linspace(-60, 60, 49)
X, Y = np.meshgrid(PLACES, PLACES)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (np.arctan2(Y, X + 1e-6) ** 2, 1.0),
        (np.hypot(X, Y) ** 2, 0.0),
        (X, 0.5),
        (2 * X - Y, 0.5),
    ],
    ids=["rays", "circles", "columns", "oblique lines"],
)
def test_contours_that_radiate(field, expected):
    assert radiation(field, extent=60.0, spacing=20.0) == pytest.approx(expected, abs=0.03)


def test_a_perfect_star_on_nine_centres():
    # Eight rays of one centre each; on each a quarter of the way is near its end. Beside the
    # middle they are near it too: a quarter of a straight ray, a quarter over root 2 of a diagonal.
    straight, diagonal = 0.25 + 0.25, 2 * 0.25 / np.sqrt(2)
    expected = 100 * (1 + 4 * straight + 4 * diagonal) / 9
    assert star_share(3) == pytest.approx(expected, rel=1e-3)


def test_a_perfect_star_on_the_documents_grid():
    assert star_share() == pytest.approx(38.5, abs=0.05)


def test_the_shipped_table_of_losses_is_whole_and_as_written():
    runs = losses.read_runs()
    # Runs of other settings than the presets' are not read.
    assert len(runs) == len(json.loads(losses.PATH.read_text("utf-8"))["runs"]) == 80
    assert {(run["loss"], run["seed"]) for run in runs} == set(
        itertools.product(BEST_PRESETS, range(10))
    )
    written = (ROOT / "docs" / "experiments.md").read_text("utf-8").splitlines()
    for row in losses.table(runs).splitlines()[2:]:
        _, loss, preset, _, modes, quality, kl, successes, _ = map(str.strip, row.split("|"))
        line = next(x for x in written if x.count("|") == 8 and f"| {preset} |" in x)
        assert [modes, quality, kl] == [cell.strip() for cell in line.split("|")[3:6]], loss
        assert line.split("|")[7].strip() == successes
