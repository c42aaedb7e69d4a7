"""Densities, distribution functions, quantiles and samples against values by hand."""

import math

import numpy as np
import pytest
import torch
from scipy.integrate import quad

from gan_core.settings.base import SettingsError
from gan_core.theory.components import Normal, Point, Uniform
from gan_core.theory.distributions import Distribution, evenly_spaced, normal, point, uniform
from gan_core.theory.plane import PlaneMixture

MIXED = Distribution((0.25, 0.25, 0.5), (Point(0), Uniform(-1, 1), Normal(2, 0.5)))


def at(*points):
    return np.array(points, dtype=float)


def test_densities_by_hand():
    assert normal(0, 1).density(at(0, 1)).tolist() == pytest.approx([0.39894228, 0.24197072])
    assert normal(3, 2).density(at(3)).tolist() == pytest.approx([0.19947114])
    assert uniform(0, 4).density(at(-1, 0, 2, 4, 5)).tolist() == [0, 0.25, 0.25, 0.25, 0]
    assert point(1).density(at(0, 1)).tolist() == [0, 0]
    assert MIXED.density(at(0.5, 2)).tolist() == pytest.approx(
        [0.125 + 0.5 * 0.00886370, 0.5 * 0.79788456], abs=1e-7
    )


def test_densities_keep_their_logarithm_where_they_underflow():
    assert normal(0, 1).log_density(at(100)).item() == pytest.approx(-5000 - 0.91893853)
    assert np.isneginf(uniform(0, 1).log_density(at(2))).all()


def test_a_density_integrates_to_what_is_no_atom():
    found, _ = quad(lambda x: MIXED.density(at(x)).item(), -5, 8, points=[-1, 1])
    assert found == pytest.approx(0.75, abs=1e-7)
    assert MIXED.atoms() == {0.0: 0.25}


def test_atoms_at_one_place_add_up():
    assert Distribution((0.5, 0.5), (Point(1), Point(1))).atoms() == {1.0: 1.0}


def test_distribution_functions_by_hand():
    assert normal(0, 1).cdf(at(-1.959964, 0, 1)).tolist() == pytest.approx([0.025, 0.5, 0.8413447])
    assert uniform(0, 4).cdf(at(-1, 1, 9)).tolist() == [0, 0.25, 1]
    assert point(1).cdf(at(0.999, 1)).tolist() == [0, 1]
    assert MIXED.cdf(at(-0.5, 0, 2)).tolist() == pytest.approx(
        [0.0625, 0.375 + 0.5 * 3.167e-5, 0.75], abs=1e-6
    )


def test_quantiles_by_hand():
    assert normal(1, 2).quantile(at(0.5, 0.975)).tolist() == pytest.approx([1, 4.919928])
    assert uniform(2, 4).quantile(at(0, 0.25, 1)).tolist() == [2, 2.5, 4]
    assert point(3).quantile(at(0, 0.5, 1)).tolist() == [3, 3, 3]
    two = Distribution((0.3, 0.7), (Point(0), Point(5)))
    assert two.quantile(at(0, 0.29, 0.3, 0.31, 1)).tolist() == [0, 0, 0, 5, 5]
    gap = Distribution((0.5, 0.5), (Uniform(0, 1), Uniform(9, 10)))
    assert gap.quantile(at(0.25, 0.5, 0.75)).tolist() == pytest.approx([0.5, 1, 9.5])


def test_quantiles_undo_the_distribution_function():
    shares = np.linspace(0.001, 0.999, 77)
    found = MIXED.quantile(shares)
    assert (MIXED.cdf(found) >= shares - 1e-12).all()
    assert (MIXED.cdf(found - 1e-9) < shares + 1e-8).all()
    assert np.isneginf(MIXED.quantile(at(0))).all()
    assert np.isposinf(MIXED.quantile(at(1))).all()
    with pytest.raises(ValueError, match="0 to 1"):
        MIXED.quantile(at(1.1))


def test_mean_and_sd():
    assert uniform(0, 6).sd == pytest.approx(math.sqrt(3))
    assert point(2).sd == 0
    # E x = 1; E x^2 = 0 + (1/3) / 4 + (4 + 1/4) / 2.
    assert MIXED.mean == pytest.approx(1)
    assert MIXED.sd == pytest.approx(math.sqrt(1 / 12 + 4.25 / 2 - 1))


def test_samples_follow_the_distribution_function():
    points = MIXED.sample(40_000, generator=torch.Generator().manual_seed(0)).numpy()
    assert points.shape == (40_000, 1)
    # Kolmogorov's bound: 1.95 / sqrt(n) is passed once in a thousand times.
    for place in (-0.5, -1e-9, 0.0, 0.5, 1.5, 2.0, 2.5):
        share = (points <= place).mean()
        assert share == pytest.approx(MIXED.cdf(at(place)).item(), abs=1.95 / 200)
    assert (points == 0).mean() == pytest.approx(0.25, abs=0.01)


def test_a_seed_repeats_its_samples():
    first, second = (MIXED.sample(9, generator=torch.Generator().manual_seed(3)) for _ in range(2))
    assert torch.equal(first, second)


def test_shown_points_cover_both():
    points = evenly_spaced(normal(0, 1), point(9), 14)
    assert points[[0, -1]].tolist() == [-4, 9]
    assert len(evenly_spaced(point(1), point(1), 5)) == 5


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: normal(0, 0), "sd=0 is out of range; accepted: a number 0.001 to 1000"),
        (lambda: normal(math.nan, 1), "mean=nan is out of range"),
        (lambda: uniform(1, 1), "high=1 is not above low=1"),
        (lambda: point(1e9), "at=1000000000.0 is out of range"),
        (lambda: Distribution((), ()), "0 parts; accepted: 1 to 16"),
        (lambda: Distribution((0.5, 0.4), (Point(0), Point(1))), "add up to 0.9; accepted: 1"),
        (lambda: Distribution((1.0, 0.0), (Point(0), Point(1))), "weight 0 is out of range"),
        (lambda: Distribution((1.0,), (Point(0), Point(1))), "1 weights; accepted: one for each"),
        (lambda: Distribution((math.nan,), (Point(0),)), "weight nan is out of range"),
        (lambda: PlaneMixture((1.0,), ((0, math.nan),), (1,)), "within 1000 of 0"),
        (lambda: PlaneMixture((1.0,), ((0, 0),), (0.0,)), "sd=0 is out of range"),
        (lambda: PlaneMixture((1.0,), ((0, 0),), ()), "0 sds; accepted: as many of each"),
    ],
)
def test_what_is_out_of_range_is_refused_in_one_line(make, words):
    with pytest.raises(SettingsError) as caught:
        make()
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_plane_mixture_by_hand():
    mixture = PlaneMixture((0.5, 0.5), ((-1, 0), (1, 0)), (1, 0.5))
    # 1 / (2 pi s^2) e^(-r^2 / (2 s^2)), half of each.
    expected = 0.5 * math.exp(-0.5) / (2 * math.pi) + 0.5 * math.exp(-2) / (0.5 * math.pi)
    assert mixture.density(np.zeros((1, 2))).item() == pytest.approx(expected)
    assert mixture.mean.tolist() == [0, 0]
    assert mixture.sd.tolist() == pytest.approx([math.sqrt(1.625), math.sqrt(0.625)])
    assert mixture.extent == (-5, 3, -4, 4)


def test_plane_samples_have_its_mean_and_spread():
    mixture = PlaneMixture((0.2, 0.8), ((-1, 0), (1, 3)), (1, 0.5))
    points = mixture.sample(40_000, generator=torch.Generator().manual_seed(0)).numpy()
    assert points.mean(axis=0).tolist() == pytest.approx([0.6, 2.4], abs=0.03)
    assert points.std(axis=0).tolist() == pytest.approx(mixture.sd.tolist(), rel=0.02)
