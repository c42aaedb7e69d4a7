"""Distributions as text."""

import pytest

from gan_core.settings.base import SettingsError
from gan_core.theory.components import Normal, Point, Uniform
from gan_core.theory.distributions import Distribution, normal
from gan_core.theory.plane import PlaneMixture
from gan_core.theory.specification import parse_distribution, parse_known


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("normal:0,1", normal(0, 1)),
        ("normal:-1.5,2e-1", normal(-1.5, 0.2)),
        ("normal:1e+2,1", normal(100, 1)),
        ("uniform:0,1", Distribution((1.0,), (Uniform(0, 1),))),
        ("point:+3", Distribution((1.0,), (Point(3),))),
        (
            "0.5*normal:-1,0.2+0.5*normal:1,0.2",
            Distribution((0.5, 0.5), (Normal(-1, 0.2), Normal(1, 0.2))),
        ),
        (
            " 2.5e-1 * point:1e+1 + .75 * uniform: -2, 1e0 ",
            Distribution((0.25, 0.75), (Point(10), Uniform(-2, 1))),
        ),
    ],
)
def test_text_becomes_a_distribution(text, expected):
    assert parse_distribution(text) == expected


def test_thirds_add_up():
    found = parse_distribution("0.333333*point:0+0.333333*point:1+0.333333*point:2")
    assert sum(found.weights) == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is no distribution; accepted: normal:MEAN,SD"),
        ("normal", "'normal' is no distribution"),
        ("gamma:1,2", "'gamma' is unknown; accepted: normal, uniform, point"),
        ("normal:1", "has 1 numbers; accepted: normal:MEAN,SD"),
        ("point:1,2", "has 2 numbers; accepted: point:AT"),
        ("normal:0,-1", "sd=-1.0 is out of range"),
        ("normal:0,nan", "is no distribution"),
        ("normal:inf,1", "is no distribution"),
        ("normal:1_0,1", "is no distribution"),
        ("normal:1e999,1", "mean=inf is out of range"),
        ("uniform:2,1", "high=1 is not above low=2"),
        ("0.5*normal:0,1", "weights add up to 0.5"),
        ("normal:0,1+normal:1,1", "weights add up to 2"),
        ("0.5*normal:0,1+0.50001*normal:0,1", "weights add up to 1.00001; accepted: 1"),
        ("-0.5*point:0+1.5*point:1", "weight -0.5 is out of range"),
        ("normal:0,1+", "is no distribution"),
        ("normal:0,1\nx", "is no distribution"),
        ("+".join(["0.05*point:0"] * 20), "20 parts; accepted: 1 to 16"),
        ("9" * 2000, "2000 characters; accepted: up to 1000"),
    ],
)
def test_a_mistake_is_refused_in_one_line(text, words):
    with pytest.raises(SettingsError) as caught:
        parse_distribution(text)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_three_numbers_are_a_round_normal_on_the_plane():
    known = parse_known("0.25*normal:1,-2,0.5 + 0.75*normal:0,0,1")
    assert known == PlaneMixture((0.25, 0.75), ((1, -2), (0, 0)), (0.5, 1))
    assert parse_known("normal:1,2") == parse_distribution("normal:1,2")
