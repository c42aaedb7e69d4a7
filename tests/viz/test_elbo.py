"""Figures from AE to VAE: what is drawn, where, and what stands out."""

import numpy as np
import pytest

from gan_core.viz.elbo import (
    BoundPart,
    Estimate,
    LatentMap,
    estimates_figure,
    map_figure,
    maps_figure,
    parts_figure,
)
from gan_core.viz.palette import PALETTE

THEMES = ["light", "dark"]
MEANS = np.array([[0.0, 1.0], [2.0, -1.0], [0.5, 0.5]])
MAP = LatentMap("one", MEANS, np.array([0, 1, 0]), 3.0)


@pytest.mark.parametrize("theme", THEMES)
def test_the_chosen_map_is_framed(theme):
    drawn = maps_figure([MAP, MAP], chosen=1, theme=theme)
    assert drawn.layout.xaxis.linecolor == PALETTE[theme]["grid"]
    assert drawn.layout.xaxis2.linecolor == PALETTE[theme]["fake"]
    assert drawn.layout.xaxis2.title.text == "<b>one</b>"
    # Dots and two rings of the prior in each.
    assert len(drawn.data) == 6
    assert drawn.data[0].marker.color[1] == PALETTE[theme]["digits"][1]


@pytest.mark.parametrize("theme", THEMES)
def test_a_large_map_names_its_digits_and_draws_widths(theme):
    widths = np.array([[0.1, 0.2], [np.nan, np.nan], [np.nan, np.nan]])
    drawn = map_figure(MAP, widths, title="map", axes=("a", "b"), theme=theme)
    assert [note.text for note in drawn.layout.annotations] == ["<b>0</b>", "<b>1</b>"]
    outline = drawn.data[1]
    assert np.nanmax(outline.x) == pytest.approx(0.1)
    assert np.nanmax(outline.y) == pytest.approx(1.2, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_parts_stack_up_to_the_cost(theme):
    parts = [BoundPart("ae", 10.0, (), -14.0), BoundPart("1", 12.0, (2.0, 1.0), -13.0)]
    drawn = parts_figure(
        parts, chosen=1, titles=("l", "r"),
        names=["reconstruction", "one", "two", "bound", "exact"],
        axes=("beta", "nats"), theme=theme,
    )  # fmt: skip
    bars = [trace for trace in drawn.data if trace.type == "bar"]
    assert [list(bar.y) for bar in bars] == [[10.0, 12.0], [0.0, 2.0], [0.0, 1.0]]
    lines = {trace.name: list(trace.y) for trace in drawn.data if trace.type == "scatter"}
    assert lines == {"bound": [None, 15.0], "exact": [14.0, 13.0]}
    assert drawn.layout.yaxis2.range == (11.0, 17.0)


@pytest.mark.parametrize("theme", THEMES)
def test_an_estimate_has_its_band_and_the_exact_value(theme):
    one = Estimate(
        "latent", np.array([5, 10]), np.array([1.0, 2.0]), np.array([0.0, 1.5]),
        np.array([2.0, 2.5]), 1.8,
    )  # fmt: skip
    drawn = estimates_figure([one, one], names=("e", "b", "x"), x="n", y="nats", theme=theme)
    band, mean, exact = drawn.data[:3]
    assert list(band.y) == [2.0, 2.5, 1.5, 0.0]
    assert list(mean.y) == [1.0, 2.0]
    assert list(exact.y) == [1.8, 1.8]
    assert [trace.showlegend for trace in drawn.data] == [True] * 3 + [False] * 3
