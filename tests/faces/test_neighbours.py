"""Distances with the part that components leave out, by hand."""

import tracemalloc

import numpy as np
import pytest

from gan_core.faces import neighbours
from gan_core.faces.neighbours import (
    distances,
    nearest,
    nearest_among,
    nearest_others,
    own_distances,
)


def test_what_is_left_out_counts_for_both():
    rows, others = np.array([[0.0, 0.0, 2.0]]), np.array([[3.0, 4.0, 6.0]])
    # 3^2 + 4^2 + 2^2 + 6^2
    assert distances(rows, others)[0, 0] == pytest.approx(np.sqrt(65))


def test_it_estimates_distances_of_all_features():
    random = np.random.default_rng(0)
    whole = random.normal(size=(2, 60, 2000))
    reduced = [np.column_stack([x[:, :5], np.linalg.norm(x[:, 5:], axis=1)]) for x in whole]
    found = distances(*reduced)
    exact = np.linalg.norm(whole[0][:, None] - whole[1][None], axis=2)
    assert np.abs(found / exact - 1).max() < 0.1


def test_a_face_is_at_no_distance_from_itself():
    rows = np.array([[0.0, 1.0], [3.0, 2.0]])
    assert own_distances(rows).tolist() == [
        [0, pytest.approx(14**0.5)],
        [pytest.approx(14**0.5), 0],
    ]


def test_the_nearest_come_first_and_equal_ones_by_index():
    matrix = np.array([[2.0, 1.0, 1.0, 0.0]])
    found = nearest(matrix, 3)
    assert found.indices.tolist() == [[3, 1, 2]]
    assert found.distances.tolist() == [[0, 1, 1]]
    assert found.first(1).indices.tolist() == [[3]]


@pytest.mark.parametrize("count", [1, 7, 20, 40, 41, 60])
def test_they_are_those_of_sorting_all_whatever_is_equal(count):
    matrix = np.random.default_rng(0).integers(0, 6, (200, 41)).astype(np.float64)
    found = nearest(matrix, count)
    assert np.array_equal(found.indices, matrix.argsort(axis=1, kind="stable")[:, :count])
    assert np.array_equal(found.distances, np.sort(matrix, axis=1)[:, :count])


def test_nobody_is_their_own_neighbour():
    rows = np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]])
    assert nearest_others(rows, 1).indices.tolist() == [[1], [0], [1]]


def test_blocks_make_no_difference(monkeypatch):
    rows = np.random.default_rng(0).normal(size=(90, 5))
    whole = nearest_others(rows, 6), nearest_among(rows[:7], rows, 6)
    monkeypatch.setattr(neighbours, "AT_A_TIME", 200)
    blocks = nearest_others(rows, 6), nearest_among(rows[:7], rows, 6)
    for one, other in zip(whole, blocks, strict=True):
        assert np.array_equal(one.indices, other.indices)
        assert np.array_equal(one.distances, other.distances)
    matrix = own_distances(rows)
    np.fill_diagonal(matrix, np.inf)
    assert np.array_equal(whole[0].indices, nearest(matrix, 6).indices)


def test_the_nearest_of_8000_need_no_matrix_of_all():
    rows = np.random.default_rng(0).normal(size=(8000, 17))
    tracemalloc.start()
    nearest_others(rows, 10)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 8000 * 8000 * 8 / 4


def test_no_rows():
    assert distances(np.zeros((0, 3)), np.zeros((4, 3))).shape == (0, 4)
    assert nearest_among(np.zeros((0, 3)), np.zeros((4, 3)), 2).indices.shape == (0, 2)
