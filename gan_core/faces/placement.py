"""Where new faces fall on a fitted UMAP map, each by itself.

UMAP's own ``transform`` moves new points against each other, so a face lands elsewhere alone than
among others. Here a face lies at the weighted mean of its nearest reference faces, with the weights
of UMAP's graph (``transform_mode="graph"``): McInnes et al. 2018, algorithms 2 and 3.
"""

from __future__ import annotations

import numpy as np

from gan_core.faces.neighbours import Doubles, Neighbours

TOLERANCE = 1e-5
ROUNDS = 64
LEAST_WIDTH = 1e-3
"""A width is at least this share of the mean distance, as in umap-learn."""


def graph_weights(near: Doubles) -> Doubles:
    """Return how strongly a new face hangs on its neighbours at distances (N, k), in (0, 1].

    exp(-d / sigma); sigma makes the row's sum, but for its nearest, log2(k) as in umap-learn. The
    offset rho, which ties each face of the map to its nearest, is 0 for a new one.
    """
    widths = np.array([_width(row) for row in near])
    weights: Doubles = np.exp(-near / widths[:, None])
    return weights


def _width(near: Doubles) -> float:
    """Return the width at which all weights but the nearest's make log2(k), found by halving.

    umap-learn's ``smooth_knn_dist`` finds the same, after 4 s of import and 7 s of compilation.
    """
    target = np.log2(len(near))
    low, high, middle = 0.0, np.inf, 1.0
    for _ in range(ROUNDS):
        total = float(np.exp(-near[1:] / middle).sum())
        if abs(total - target) < TOLERANCE:
            break
        if total > target:
            high = middle
            middle = (low + high) / 2
        else:
            low = middle
            middle = middle * 2 if np.isinf(high) else (low + high) / 2
    return max(middle, LEAST_WIDTH * float(near.mean()), np.finfo(np.float64).tiny)


def place(near: Neighbours, coordinates: Doubles) -> Doubles:
    """Return places (N, 2) of faces on a map whose reference faces lie at ``coordinates`` (M, 2).

    ``near`` are as many neighbours as the map was fitted with.
    """
    weights = graph_weights(near.distances)
    weights /= weights.sum(1, keepdims=True)
    found: Doubles = (weights[:, :, None] * coordinates[near.indices]).sum(1)
    return found
