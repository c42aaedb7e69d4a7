"""Scores of the WGAN document's runs, known by hand."""

import numpy as np
import pytest

from benchmarks.recorded_runs import preset_of, radiation, star_share
from gan_core.runs.replays import FOLDER, load_replay

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


def test_a_recorded_runs_preset_is_found_by_its_settings():
    assert preset_of(load_replay(FOLDER / "wgan-noclip.safetensors")) == "wgan-noclip"
