"""Sliced Wasserstein distance against hand formulas."""

import math

import numpy as np
import pytest

from gan_core.metrics.sliced_wasserstein import half_circle, sliced_wasserstein

LINE = np.array([[1.0]])


def test_on_a_line_it_compares_sorted_values():
    first, second = np.array([[0.0], [1.0]]), np.array([[2.0], [1.0]])
    assert sliced_wasserstein(first, second, LINE) == 1
    assert sliced_wasserstein(np.array([[0.0], [4.0]]), np.array([[1.0], [7.0]]), LINE) == 2


@pytest.mark.parametrize("theta", [0.0, 0.25, -3.0])
def test_point_masses_are_as_far_apart_as_they_lie(theta):
    distance = sliced_wasserstein(np.zeros((4, 1)), np.full((4, 1), theta), LINE)
    assert distance == abs(theta)


def test_a_shift_is_the_mean_projection_of_its_vector():
    points = np.random.default_rng(0).standard_normal((200, 2))
    shift = np.array([0.3, -0.4])
    angles = [math.pi * (k + 0.5) / 32 for k in range(32)]
    expected = np.mean([abs(0.3 * math.cos(a) - 0.4 * math.sin(a)) for a in angles])
    directions = half_circle(32).astype(np.float64)
    assert sliced_wasserstein(points, points + shift, directions) == pytest.approx(expected, 1e-6)


def test_many_directions_give_two_over_pi_of_the_shift():
    points = np.zeros((3, 2))
    distance = sliced_wasserstein(points, points + np.array([3.0, 4.0]), half_circle(2000))
    assert distance == pytest.approx(5 * 2 / math.pi, rel=1e-5)


def test_the_order_of_points_does_not_matter():
    rng = np.random.default_rng(0)
    points = rng.standard_normal((50, 2))
    assert sliced_wasserstein(points, rng.permutation(points), half_circle(8)) == pytest.approx(
        0, abs=1e-12
    )


def test_half_circle_is_even_and_of_unit_length():
    directions = half_circle(32)
    assert directions.shape == (32, 2)
    assert np.linalg.norm(directions, axis=1) == pytest.approx(1, abs=1e-6)
    assert (directions[:, 1] > 0).all()
    neighbours = (directions[1:] * directions[:-1]).sum(1)
    assert neighbours == pytest.approx(math.cos(math.pi / 32), abs=1e-6)
