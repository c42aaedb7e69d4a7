"""The Coulomb potential of K batches at their own points."""

from __future__ import annotations

import numpy as np
from numba import prange

from gan_core.training.mlp.compiled.building import compiled
from gan_core.training.mlp.compiled.products import (
    HALF,
    ONE,
    Floats,
    dot,
    log_two,
    power_of_two,
)

TILE = 32


@compiled()
def potential_rows(
    across: Floats,
    charges: Floats,
    least: np.float32,
    exponent: np.float32,
    out: Floats,
    start: int,
) -> None:
    """Fill a tile of one batch's potential."""
    dimensions, total = across.shape
    kernel = np.empty(total, np.float32)
    for i in range(start, min(start + TILE, total)):
        kernel[:] = least
        for axis in range(dimensions):
            line = across[axis]
            here = line[i]
            for j in range(total):
                kernel[j] += (here - line[j]) * (here - line[j])
        if exponent == -HALF:
            for j in range(total):
                kernel[j] = ONE / np.sqrt(kernel[j])
        else:
            for j in range(total):
                kernel[j] = power_of_two(exponent * log_two(kernel[j]))
        out[i] = dot(charges, kernel)


@compiled(parallel=True)
def potential(
    across: Floats, charges: Floats, least: np.float32, exponent: np.float32, out: Floats
) -> None:
    """Fill out (K, N): the sum of charge times (distance^2 + least)^exponent over all points.

    ``across`` (K, d, N) holds the points' coordinates one after the other, charges are (N,).
    """
    tiles = (across.shape[2] + TILE - 1) // TILE
    for job in prange(across.shape[0] * tiles):
        r, start = job // tiles, job % tiles * TILE
        potential_rows(across[r], charges, least, exponent, out[r], start)
