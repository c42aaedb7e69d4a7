"""Figures of shapes that move apart and of critics between two points."""

import math

import numpy as np
import pytest

from gan_core.viz.critics import Critic, CriticWords, Sweep, critic_figure
from gan_core.viz.divergences import (
    INFINITE,
    LIMIT,
    ApartWords,
    Curve,
    Divergences,
    Shape,
    apart_figure,
)

WORDS = ApartWords("real", "fake", "density", "distance", "curves", "slopes", "ln 2")
GRID = np.linspace(-1, 2, 4)
DISTANCES = np.array([0.0, 1.0, 2.0])
CURVES = [
    Curve("KL", np.array([0, 1, np.inf])),
    Curve("W1", np.array([0, 1, 2.0])),
    Curve("far", np.array([0, 9, 9.0])),
]


def drawn(standing, theme="light", atoms=None):
    shape = Shape(np.ones(4), atoms or {})
    return apart_figure(
        GRID, (shape, shape), Divergences(DISTANCES, CURVES, {1: np.array([0, 1.0, 1])}, 4.0),
        standing=standing, words=WORDS, theme=theme,
    )  # fmt: skip


def named(figure, name):
    return [one for one in figure.data if one.name == name]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_infinite_lies_on_the_ruler(theme):
    figure = drawn(2, theme)
    finite, infinite = named(figure, "KL")
    assert list(finite.y[:2]) == [0, 1]
    assert math.isnan(finite.y[2])
    assert infinite.y[2] == INFINITE * 4
    assert [finite.showlegend, infinite.showlegend] == [True, False]
    assert figure.layout.yaxis2.ticktext[-1] == "∞"
    marks = [one for one in figure.data if one.mode == "markers" and one.xaxis == "x2"]
    assert [one.text[0] for one in marks] == ["∞", "2", "9"]
    assert [one.y[0] for one in marks] == [INFINITE * 4, 2, LIMIT * 4]
    assert marks[2].marker.symbol == "triangle-up"


def test_the_axes_stay_when_the_visitor_moves():
    first, second = drawn(0), drawn(1)
    for axis in ("xaxis", "yaxis2", "yaxis3"):
        assert first.layout[axis].range == second.layout[axis].range
    lines = [shape.x0 for shape in second.layout.shapes if shape.x0 == shape.x1]
    assert lines == [1, 1]
    assert [shape.y0 for shape in second.layout.shapes if shape.y0 == shape.y1] == [math.log(2)]


def test_shapes_have_a_colour_and_a_dash_and_points_are_spikes():
    real, fake = drawn(0).data[:2]
    assert real.line.color != fake.line.color
    assert real.line.dash != fake.line.dash
    assert real.fill == "tozeroy"
    real, fake = drawn(0, atoms={0.5: 0.25, 1.0: 0.75}).data[:2]
    assert list(real.x) == [0.5, 0.5, None, 1, 1, None]
    assert list(real.y) == [0, 0.25, None, 0, 0.75, None]
    assert real.marker.symbol != fake.marker.symbol


CRITIC_WORDS = CriticWords(
    "place", "critic", "fake", "real", "slope 1", "theory", "trained", "lambda", "slope"
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_critic_beside_both_slopes_and_a_sweep(theme):
    sweep = Sweep([1, 10], [2.0, -0.5], (np.array([1.0, 10]), np.array([2, 1.1])), 10)
    figure = critic_figure(
        Critic(np.array([-1.0, 0, 1]), np.array([-1.0, 1, 3]), distance=1.0, exact_slope=3.0),
        sweep, words=CRITIC_WORDS, theme=theme,
    )  # fmt: skip
    assert list(named(figure, "slope 1")[0].y) == [0, 1]
    assert list(named(figure, "theory")[0].y) == [0, 3]
    assert [named(figure, name)[0].y[0] for name in ("fake", "real")] == [0, 2]
    dots = named(figure, "trained")[0]
    # A slope below 0 has no place on a logarithmic axis.
    assert list(dots.y) == [2, None]
    assert dots.marker.size[1] > dots.marker.size[0]
    assert list(figure.layout.xaxis2.ticktext) == ["1", "10"]
    assert "1" in figure.layout.yaxis2.ticktext
