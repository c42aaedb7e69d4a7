"""Distances between faces in a feature space, and who is near whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist

Doubles = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

AT_A_TIME = 4_000_000
"""Distances that are looked at in one go: 32 MB."""


def distances(rows: Doubles, others: Doubles) -> Doubles:
    """Return distances (N, M) of features (N, k + 1) and (M, k + 1), each row by itself.

    The last column is the length of what the k components leave out. What two faces leave out is
    nearly orthogonal in hundreds of dimensions, so that the squares of both lengths are added. A
    picture that is like no face at all lies far away only by this part.
    """
    # scikit-learn's distances differ by up to 2e-13 between a face alone and among 64; these by 0.
    squared = cdist(rows[:, :-1], others[:, :-1], "sqeuclidean")
    squared += others[:, -1] ** 2
    squared += rows[:, -1:] ** 2
    found: Doubles = np.sqrt(squared)
    return found


def own_distances(rows: Doubles) -> Doubles:
    """Return distances (N, N) within a set; 0 from a face to itself."""
    found = distances(rows, rows)
    np.fill_diagonal(found, 0.0)
    return found


@dataclass(frozen=True)
class Neighbours:
    """Indices (N, k) of the nearest reference faces and their distances (N, k), nearest first."""

    indices: Indices
    distances: Doubles

    def first(self, count: int) -> Neighbours:
        """Return the ``count`` nearest of them."""
        return Neighbours(self.indices[:, :count], self.distances[:, :count])

    def rows(self, chosen: slice) -> Neighbours:
        """Return those of some of the faces."""
        return Neighbours(self.indices[chosen], self.distances[chosen])


def nearest(matrix: Doubles, count: int) -> Neighbours:
    """Return the ``count`` nearest in distances (N, M); of equal ones the lower index comes first.

    scikit-learn's ``NearestNeighbors`` gives equal ones in no order: 0, 2, 1, 4 of 40 that are.
    """
    if count >= matrix.shape[1]:
        order = matrix.argsort(axis=1, kind="stable")
    else:
        # To put 20 of 8,000 first takes a tenth of the time of sorting all.
        order = np.sort(matrix.argpartition(count - 1, axis=1)[:, :count], axis=1)
        found = np.take_along_axis(matrix, order, axis=1)
        inner = found.argsort(axis=1, kind="stable")
        order = np.take_along_axis(order, inner, axis=1)
        # Of those that are as far as the last one, any may have been taken.
        last = found.max(axis=1, keepdims=True)
        for row in np.flatnonzero((matrix <= last).sum(1) > count):
            order[row] = matrix[row].argsort(kind="stable")[:count]
    return Neighbours(order, np.take_along_axis(matrix, order, axis=1))


def nearest_among(rows: Doubles, others: Doubles, count: int) -> Neighbours:
    """Return the ``count`` nearest of ``others`` (M, k + 1) of each of ``rows`` (N, k + 1).

    Distances are computed a block of rows at a time: of 8,000 faces all would take 512 MB.
    """
    parts = [
        nearest(distances(rows[block], others), count) for block in _blocks(len(rows), len(others))
    ]
    return _joined(parts)


def nearest_others(rows: Doubles, count: int) -> Neighbours:
    """Return the ``count`` nearest other rows of each of a set (N, k + 1), likewise."""
    parts = []
    for block in _blocks(len(rows), len(rows)):
        matrix = distances(rows[block], rows)
        own = np.arange(block.start, block.stop)
        matrix[own - block.start, own] = np.inf
        parts.append(nearest(matrix, count))
    return _joined(parts)


def _blocks(rows: int, others: int) -> list[slice]:
    step = max(1, AT_A_TIME // max(1, others))
    return [slice(start, min(rows, start + step)) for start in range(0, max(1, rows), step)]


def _joined(parts: list[Neighbours]) -> Neighbours:
    return Neighbours(
        np.concatenate([part.indices for part in parts]),
        np.concatenate([part.distances for part in parts]),
    )
