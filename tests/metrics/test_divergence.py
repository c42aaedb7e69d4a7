"""Jensen-Shannon divergence against known cases."""

import math

import numpy as np
import pytest

from gan_core.metrics.divergence import bin_shares, jensen_shannon

UNIT = (0.0, 1.0, 0.0, 1.0)


def binned_normal(mean, bins=4000):
    cumulative = [0.5 * math.erfc((mean - x) / math.sqrt(2)) for x in np.linspace(-9, 11, bins + 1)]
    return np.diff(cumulative)


def test_equal_is_0():
    p = np.array([0.2, 0.3, 0.5])
    assert jensen_shannon(p, p) == 0


def test_disjoint_is_ln_2():
    assert jensen_shannon(np.array([1.0, 0]), np.array([0, 1.0])) == pytest.approx(math.log(2))


def test_a_case_by_hand():
    # Middle (3/4, 1/4): half of ln(4/3) plus half of (ln(2/3) + ln 2) / 2.
    js = jensen_shannon(np.array([1.0, 0]), np.array([0.5, 0.5]))
    assert js == pytest.approx(0.75 * math.log(4 / 3))
    assert js == pytest.approx(jensen_shannon(np.array([0.5, 0.5]), np.array([1.0, 0])))


@pytest.mark.parametrize(("mean", "expected"), [(1.0, 0.111421), (2.0, 0.336831)])
def test_two_normals(mean, expected):
    js = jensen_shannon(binned_normal(0.0), binned_normal(mean))
    assert js == pytest.approx(expected, abs=2e-6)


@pytest.mark.parametrize("theta", [0.001, 1.0, 50.0])
def test_point_masses_are_ln_2_apart_however_near(theta):
    edges = np.array([-1.0, theta / 2, 100.0])
    first, second = (np.histogram([x], edges)[0].astype(float) for x in (0.0, theta))
    assert jensen_shannon(first, second) == pytest.approx(math.log(2))


def test_bins_run_along_x_and_then_y_and_end_with_the_outside():
    points = np.array([[0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9], [0.9, 0.9], [2, 0.5]])
    assert bin_shares(points, UNIT, bins=2).tolist() == pytest.approx(
        [1 / 6, 1 / 6, 1 / 6, 2 / 6, 1 / 6]
    )


def test_the_lower_edge_is_in_and_the_upper_out():
    points = np.array([[0.0, 0.0], [1.0, 0.5], [0.5, 1.0], [-1e-9, 0.5], [0.5, -1e-9]])
    assert bin_shares(points, UNIT, bins=4)[-1] == pytest.approx(4 / 5)


def test_a_float_just_under_the_edge_stays_in_the_last_cell():
    under = np.nextafter(np.float32(8), np.float32(0))
    points = np.array([[under, under]], np.float32)
    shares = bin_shares(points, (-6.0, 8.0, -6.0, 8.0), bins=40)
    assert shares[40 * 40 - 1] == 1


def test_all_points_outside():
    shares = bin_shares(np.full((5, 2), 1e30, np.float32), UNIT, bins=3)
    assert shares.tolist() == [0] * 9 + [1]


def test_shares_add_up_to_1():
    points = np.random.default_rng(0).normal(0.5, 0.4, (1000, 2))
    shares = bin_shares(points, UNIT, bins=7)
    assert shares.sum() == pytest.approx(1)
    assert 0 < shares[-1] < 1
