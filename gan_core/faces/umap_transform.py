"""Where umap-learn's ``transform`` puts new faces: latent-thesis's way, from arrays alone.

It begins at the weighted mean of a face's neighbours (``placement``) and then moves the face by
the gradient of UMAP's loss: towards its neighbours and away from real faces drawn at random
(McInnes et al. 2018, algorithm 5; umap-learn 0.5's schedule). Real faces stay where they are.
umap-learn itself would have to be imported, compiled and fitted again, which takes half a minute.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from gan_core.faces.neighbours import Doubles, Neighbours
from gan_core.faces.placement import graph_weights, place

FIRST_RATE = 0.25
"""Learning rate of the first epoch: a quarter of a fit's. It falls to 0 in a straight line."""

EPOCHS_OF_A_FIT = 3
"""For so many epochs of a fit there is one of a transform."""

NEGATIVES = 5
"""Real faces that push for each neighbour that pulls."""

MOST = 4.0
"""Each part of a gradient is cut to this."""

SOFTENED = 1e-3
"""Is added to a squared distance by which a push is divided."""


def transformed(
    near: Neighbours, coordinates: Doubles, *, epochs: int, least_distance: float, seed: int
) -> Doubles:
    """Return places (N, 2) of faces on a map whose reference faces lie at ``coordinates`` (M, 2).

    ``near`` are as many neighbours as the map was fitted with, ``epochs`` and ``least_distance``
    those of the fit. Same faces, same order and same seed, same places; who else is placed
    decides how often a face moves, and which real faces push it.
    """
    random = np.random.default_rng(seed)
    rounds = epochs // EPOCHS_OF_A_FIT
    weights = graph_weights(near.distances)
    weights[weights < weights.max() / rounds] = 0
    every = np.divide(weights.max(), weights, out=np.full_like(weights, np.inf), where=weights > 0)
    places = place(near, coordinates)
    pulls, pushes = every.copy(), every / NEGATIVES
    curve = curve_of(least_distance)
    for epoch in range(rounds):
        rate = FIRST_RATE * (1 - epoch / rounds)
        for column in range(weights.shape[1]):
            due = np.flatnonzero(pulls[:, column] <= epoch)
            if not len(due):
                continue
            towards = coordinates[near.indices[due, column]]
            places[due] += rate * _pull(places[due] - towards, curve)
            pulls[due, column] += every[due, column]
            # As many as have become due since the neighbour pulled last.
            steps = every[due, column] / NEGATIVES
            count = ((epoch - pushes[due, column]) / steps).astype(np.int64)
            pushes[due, column] += count * steps
            others = random.integers(len(coordinates), size=(len(due), max(1, count.max())))
            counts = np.arange(others.shape[1]) < count[:, None]
            push = _push(places[due][:, None] - coordinates[others], curve)
            places[due] += rate * (push * counts[:, :, None]).sum(1)
    return places


@cache
def curve_of(least_distance: float) -> tuple[float, float]:
    """Return a and b with which 1 / (1 + a d^2b) is nearest to UMAP's wished similarity.

    That is 1 up to the least distance and exp(least - d) beyond, at 300 distances from 0 to 3.
    """
    from scipy.optimize import curve_fit

    away = np.linspace(0, 3, 300)
    wished = np.where(away < least_distance, 1.0, np.exp(least_distance - away))
    (a, b), _ = curve_fit(lambda d, a, b: 1 / (1 + a * d ** (2 * b)), away, wished)
    return float(a), float(b)


def _pull(away: Doubles, curve: tuple[float, float]) -> Doubles:
    """Return how neighbours pull faces that lie ``away`` (N, 2) from them."""
    a, b = curve
    squared = (away**2).sum(-1, keepdims=True).clip(min=np.finfo(np.float64).tiny)
    found: Doubles = -2 * a * b * squared ** (b - 1) / (1 + a * squared**b) * away
    return found.clip(-MOST, MOST)


def _push(away: Doubles, curve: tuple[float, float]) -> Doubles:
    """Return how real faces push faces that lie ``away`` (N, K, 2) from them."""
    a, b = curve
    squared = (away**2).sum(-1, keepdims=True)
    found: Doubles = 2 * b / ((SOFTENED + squared) * (1 + a * squared**b)) * away
    return found.clip(-MOST, MOST)
