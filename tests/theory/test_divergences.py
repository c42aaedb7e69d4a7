"""Divergences against closed forms, hand-computed values and the oracles of toy-gans.md."""

import itertools
import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import erf

from gan_core.theory.components import Normal
from gan_core.theory.distributions import normal, point, uniform
from gan_core.theory.divergences import (
    divergences,
    jensen_shannon,
    kl_by_quadrature,
    kl_divergence,
    kl_of_normals,
    plane_jensen_shannon,
    total_variation,
    wasserstein_1,
)
from gan_core.theory.expectations import integrate
from gan_core.theory.plane import PlaneMixture
from gan_core.theory.specification import parse_distribution

LOG_2 = math.log(2)
MIXTURES = (
    "normal:0,1",
    "0.5*normal:-1,0.2+0.5*normal:1,0.2",
    "0.3*normal:0,2+0.7*normal:3,0.5",
    "0.6*normal:1,0.05+0.4*normal:-2,1",
)
PAIRS = list(itertools.combinations(MIXTURES, 2))


@pytest.mark.parametrize(
    ("mean", "js", "value"),
    [(0, 0, -1.386294), (1, 0.111421, -1.163451), (2, 0.336831, -0.712633)],
)
def test_two_normals_of_the_reference(mean, js, value):
    found = divergences(normal(0, 1), normal(mean, 1))
    assert found.js == pytest.approx(js, abs=1e-6)
    assert found.value_at_optimum == pytest.approx(value, abs=1e-6)
    # Equal spread: KL = d^2 / 2, TV = erf(d / sqrt 8), W1 = d.
    assert found.kl == found.reverse_kl == pytest.approx(mean**2 / 2, abs=1e-12)
    assert found.tv == pytest.approx(erf(mean / math.sqrt(8)), abs=1e-9)
    assert found.w1 == pytest.approx(mean, abs=1e-9)


def test_kl_of_normals_of_unequal_spread():
    # log 2 + (1 + 1) / 8 - 1/2, and -log 2 + (4 + 1) / 2 - 1/2.
    assert kl_divergence(normal(0, 1), normal(1, 2)) == pytest.approx(0.4431471806)
    assert kl_divergence(normal(1, 2), normal(0, 1)) == pytest.approx(1.3068528194)


@pytest.mark.parametrize(
    ("p", "q"),
    [((0, 1), (1, 2)), ((5, 0.01), (-5, 3)), ((0, 1000), (0, 999)), ((0, 0.001), (0.5, 0.002))],
)
def test_quadrature_agrees_with_the_closed_form(p, q):
    exact = kl_of_normals(Normal(*p), Normal(*q))
    assert kl_by_quadrature(normal(*p), normal(*q)) == pytest.approx(exact, rel=1e-8, abs=1e-10)


@pytest.mark.parametrize("theta", [0.001, 1, -7.5, 1000])
def test_point_masses_of_the_wgan_paper(theta):
    found = divergences(point(0), point(theta))
    assert found.kl == found.reverse_kl == math.inf
    assert found.js == LOG_2
    assert found.tv == 1
    assert found.w1 == pytest.approx(abs(theta), rel=1e-12)
    assert found.value_at_optimum == 0


@pytest.mark.parametrize("text", [*MIXTURES, "point:3", "uniform:0,1", "0.5*point:0+0.5*point:1"])
def test_nothing_is_far_from_itself(text):
    found = divergences(parse_distribution(text), parse_distribution(text))
    assert (found.kl, found.reverse_kl, found.js, found.tv, found.w1) == (0, 0, 0, 0, 0)
    assert found.value_at_optimum == pytest.approx(-1.386294, abs=1e-6)


def test_uniforms_that_overlap_by_half():
    found = divergences(uniform(0, 1), uniform(0.5, 1.5))
    assert found.kl == found.reverse_kl == math.inf
    assert found.js == pytest.approx(LOG_2 / 2)
    assert found.tv == pytest.approx(0.5)
    assert found.w1 == pytest.approx(0.5)


def test_a_uniform_within_another():
    found = divergences(uniform(0, 1), uniform(0, 2))
    assert found.kl == pytest.approx(LOG_2)
    assert found.reverse_kl == math.inf
    # Half of log(2 / 1.5) + 0.5 log(1 / 1.5) + 0.5 log 2.
    assert found.js == pytest.approx(0.2157615543)
    assert found.tv == pytest.approx(0.5)
    assert found.w1 == pytest.approx(0.5)


def test_a_uniform_against_a_normal():
    found = divergences(uniform(0, 1), normal(0, 1))
    # E_U [x^2 / 2 + log(2 pi) / 2] = 1/6 + 0.9189385.
    assert found.kl == pytest.approx(1.0856051999)
    assert found.reverse_kl == math.inf


def test_a_point_against_a_normal():
    found = divergences(point(0), normal(0, 1))
    assert found.kl == found.reverse_kl == math.inf
    assert found.js == pytest.approx(LOG_2)
    assert found.tv == 1
    # E |x| = sqrt(2 / pi).
    assert found.w1 == pytest.approx(math.sqrt(2 / math.pi))


def test_shared_atoms_are_compared_by_their_masses():
    p = parse_distribution("0.5*point:0+0.5*point:2")
    q = parse_distribution("0.25*point:0+0.75*point:2")
    found = divergences(p, q)
    assert found.kl == pytest.approx(0.5 * LOG_2 + 0.5 * math.log(2 / 3))
    assert found.reverse_kl == pytest.approx(0.75 * math.log(1.5) - 0.25 * LOG_2)
    assert found.tv == pytest.approx(0.25)
    assert found.w1 == pytest.approx(0.5)


def test_atoms_and_densities_are_not_compared_with_each_other():
    mixed = parse_distribution("0.5*point:0+0.5*uniform:0,1")
    found = divergences(uniform(0, 1), mixed)
    assert found.kl == pytest.approx(LOG_2)
    assert found.reverse_kl == math.inf
    # Density 1 against 1/2 and nothing against an atom of 1/2: as a uniform within another.
    assert found.js == pytest.approx(0.2157615543)
    assert found.tv == pytest.approx(0.5)
    assert found.w1 == pytest.approx(0.25)


def plain(function):
    return quad(function, -14, 14, limit=2000, epsabs=1e-10, points=np.arange(-13, 14, 0.5))[0]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_mixtures_against_a_plain_integral(first, second):
    p, q = parse_distribution(first), parse_distribution(second)

    def density(known, x):
        return sum(
            w * math.exp(-(((x - c.mean) / c.sd) ** 2) / 2) / (c.sd * math.sqrt(2 * math.pi))
            for w, c in zip(known.weights, known.parts, strict=True)
        )

    def pointwise(x):
        a, b = density(p, x), density(q, x)
        middle = (a + b) / 2
        return sum(y * math.log(y / middle) for y in (a, b) if y > 0) / 2

    def cdf(known, x):
        return sum(
            w * 0.5 * (1 + math.erf((x - c.mean) / (c.sd * math.sqrt(2))))
            for w, c in zip(known.weights, known.parts, strict=True)
        )

    assert jensen_shannon(p, q) == pytest.approx(plain(pointwise), abs=1e-7)
    assert total_variation(p, q) == pytest.approx(
        plain(lambda x: abs(density(p, x) - density(q, x)) / 2), abs=1e-6
    )
    assert wasserstein_1(p, q) == pytest.approx(
        plain(lambda x: abs(cdf(p, x) - cdf(q, x))), abs=1e-6
    )


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_w1_is_the_mean_distance_of_quantiles(first, second):
    p, q = parse_distribution(first), parse_distribution(second)
    shares = (np.arange(20_000) + 0.5) / 20_000
    plainly = np.abs(p.quantile(shares) - q.quantile(shares)).mean()
    assert wasserstein_1(p, q) == pytest.approx(plainly, rel=1e-3)


def test_kl_sees_a_fold_far_from_any_mode():
    # log q folds at 0 on a scale of 1/500; p is smooth there. E_p: -log p - (-log q) by hand:
    # log q = -(|x| - 500)^2 / 2 - log 2 - log sqrt(2 pi) away from 0, E|x| = 1000 sqrt(2 / pi).
    p, q = normal(0, 1000), parse_distribution("0.5*normal:-500,1+0.5*normal:500,1")
    away = (1e6 - 1000 * 1000 * math.sqrt(2 / math.pi) + 250_000) / 2
    expected = away + LOG_2 - math.log(1000) - 0.5
    assert kl_divergence(p, q) == pytest.approx(expected, rel=1e-6)


def test_integrals_with_kinks_and_jumps():
    edges = np.array([0.0, 1.0])
    assert integrate(lambda x: np.abs(x - 0.3), edges) == pytest.approx(0.29, abs=1e-8)
    assert integrate(lambda x: 1.0 * (x > 0.3), edges) == pytest.approx(0.7, abs=1e-8)
    assert integrate(np.exp, np.array([0.0])) == 0


@pytest.mark.parametrize("shift", [(0.5, 0.0), (0.6, 0.8), (0.0, 3.0)])
def test_on_the_plane_only_the_distance_counts(shift):
    distance = math.hypot(*shift)
    found = plane_jensen_shannon(
        PlaneMixture((1.0,), ((0, 0),), (1,)), PlaneMixture((1.0,), (shift,), (1,))
    )
    assert found == pytest.approx(jensen_shannon(normal(0, 1), normal(distance, 1)), abs=1e-7)
    if distance == 1:
        assert found == pytest.approx(0.111421, abs=1e-6)


def test_rings_on_the_plane():
    # N(0, I) against N(0, s^2 I): of r^2 / 2, which is exponential, by a plain integral.
    s = 0.5
    found = plane_jensen_shannon(
        PlaneMixture((1.0,), ((0, 0),), (1,)), PlaneMixture((1.0,), ((0, 0),), (s,))
    )

    def pointwise(x):
        a, b = math.exp(-x), math.exp(-x / s**2) / s**2
        return sum(y * math.log(2 * y / (a + b)) for y in (a, b) if y > 0) / 2

    assert found == pytest.approx(quad(pointwise, 0, 60, limit=500)[0], abs=1e-7)
