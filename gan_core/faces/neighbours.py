"""Distances between faces in a feature space, and who is near whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


def distances(rows: Doubles, others: Doubles) -> Doubles:
    """Return distances (N, M) of features (N, k + 1) and (M, k + 1), each row by itself.

    The last column is the length of what the k components leave out. What two faces leave out is
    nearly orthogonal in hundreds of dimensions, so that the squares of both lengths are added. A
    picture that is like no face at all lies far away only by this part.
    """
    left = others[:, -1] ** 2
    found = [
        np.sqrt(((others[:, :-1] - row[:-1]) ** 2).sum(1) + left + row[-1] ** 2) for row in rows
    ]
    return np.stack(found) if found else np.zeros((0, len(others)))


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


def nearest(matrix: Doubles, count: int) -> Neighbours:
    """Find the ``count`` nearest in distances (N, M); of equal ones the lower index comes first."""
    order = matrix.argsort(axis=1, kind="stable")[:, :count]
    return Neighbours(order, np.take_along_axis(matrix, order, axis=1))


def nearest_others(matrix: Doubles, count: int) -> Neighbours:
    """Find the ``count`` nearest other rows in distances (N, N) within a set."""
    others = matrix.copy()
    np.fill_diagonal(others, np.inf)
    return nearest(others, count)
