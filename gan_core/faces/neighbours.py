"""Distances between faces in a feature space, and who is near whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist

Doubles = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


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
    order = matrix.argsort(axis=1, kind="stable")[:, :count]
    return Neighbours(order, np.take_along_axis(matrix, order, axis=1))


def nearest_others(matrix: Doubles, count: int) -> Neighbours:
    """Return the ``count`` nearest other rows in distances (N, N) within a set."""
    others = matrix.copy()
    np.fill_diagonal(others, np.inf)
    return nearest(others, count)
