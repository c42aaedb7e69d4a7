"""Closed forms against hand-computed values and quadrature; divergences measured on points."""

import math

import numpy as np
import pytest
import torch

from gan_core.theory.closed_forms import closed_forms
from gan_core.theory.distributions import normal, point, uniform
from gan_core.theory.divergences import divergences, sampled_divergences
from gan_core.theory.specification import parse_distribution

LOG_2 = math.log(2)
PAIRS = [
    (normal(0, 1), normal(2, 1)),
    (normal(0, 1), normal(-2, 0.3)),
    (normal(1, 0.5), normal(1, 2)),
    (normal(0, 0.1), normal(0.01, 0.11)),
    (uniform(0, 1), uniform(0.25, 1.25)),
    (uniform(0, 1), uniform(0.1, 0.4)),
    (uniform(0, 1), uniform(-3, 2)),
    (uniform(0, 3), uniform(2.5, 3.5)),
    (uniform(0, 1), uniform(4, 5)),
    (point(0), point(0)),
    (point(0), point(-3)),
]


def test_closed_forms_by_hand():
    found = closed_forms(normal(0, 2), normal(3, 2))
    assert found["kl"] == found["reverse_kl"] == pytest.approx(9 / 8)
    assert found["w1"] == 3
    # Twice the mass of N(0, 1) within 3/4: 2 x 0.77337 - 1.
    assert found["tv"] == pytest.approx(0.546745, abs=1e-6)
    assert "js" not in found
    found = closed_forms(uniform(0, 1), uniform(0.25, 1.25))
    assert (found["kl"], found["tv"], found["w1"]) == (math.inf, 0.25, 0.25)
    assert found["js"] == pytest.approx(0.25 * LOG_2)
    found = closed_forms(uniform(0, 1), uniform(0, 2))
    assert found["kl"] == pytest.approx(LOG_2)
    assert (found["reverse_kl"], found["tv"], found["w1"]) == (math.inf, 0.5, 0.5)
    assert found["js"] == pytest.approx(0.2157615543)
    found = closed_forms(point(0), point(-3))
    assert found == {"kl": math.inf, "reverse_kl": math.inf, "js": LOG_2, "tv": 1, "w1": 3}
    assert set(closed_forms(point(2), point(2)).values()) == {0}


@pytest.mark.parametrize(("p", "q"), PAIRS)
def test_closed_forms_agree_with_quadrature(p, q):
    integrated = divergences(p, q)
    for name, value in closed_forms(p, q).items():
        assert value == pytest.approx(getattr(integrated, name), rel=1e-7, abs=1e-9), name


def test_other_pairs_have_none():
    hills = parse_distribution("0.5*normal:-1,1+0.5*normal:1,1")
    assert closed_forms(hills, normal(0, 1)) == {}
    assert closed_forms(uniform(0, 1), normal(0, 1)) == {}


def drawn(known, seed, count=20_000):
    return known.sample(count, generator=torch.Generator().manual_seed(seed))[:, 0].numpy()


@pytest.mark.parametrize(("p", "q"), PAIRS)
def test_points_measure_the_divergences(p, q):
    measured = sampled_divergences(p, q, drawn(p, 1), drawn(q, 2))
    exact = divergences(p, q)
    for name in ("kl", "reverse_kl", "js", "tv", "w1"):
        due = getattr(exact, name)
        assert getattr(measured, name) == pytest.approx(due, rel=0.05, abs=0.02), name


def test_three_points_by_hand():
    real, fake = np.array([0.1, 0.6, 0.8]), np.array([1.2, 0.9, 0.7])
    found = sampled_divergences(uniform(0, 1), uniform(0.5, 1.5), real, fake)
    # Real: one of three is alone. Fake: 0.7 and 0.9 are shared.
    assert found.kl == found.reverse_kl == math.inf
    assert found.js == pytest.approx(LOG_2 / 3)
    assert found.tv == pytest.approx(1 / 3)
    assert found.w1 == pytest.approx((0.6 + 0.3 + 0.4) / 3)


def test_as_many_of_each():
    with pytest.raises(ValueError, match="as many of each"):
        sampled_divergences(point(0), point(1), np.zeros(2), np.ones(3))
