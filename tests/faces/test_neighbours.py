"""Distances with the part that components leave out, by hand."""

import numpy as np
import pytest

from gan_core.faces.neighbours import distances, nearest, nearest_others, own_distances


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


def test_nobody_is_their_own_neighbour():
    matrix = np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 3.0], [2.0, 3.0, 0.0]])
    assert nearest_others(matrix, 1).indices.tolist() == [[1], [0], [0]]
    assert matrix[0, 0] == 0


def test_no_rows():
    assert distances(np.zeros((0, 3)), np.zeros((4, 3))).shape == (0, 4)
