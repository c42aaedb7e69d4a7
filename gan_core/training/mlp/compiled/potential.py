"""The Coulomb potential of K batches at their own points."""

from __future__ import annotations

import numpy as np
from numba import prange

from gan_core.training.mlp.compiled.building import compiled
from gan_core.training.mlp.compiled.products import (
    HALF,
    ONE,
    ZERO,
    Floats,
    log_two,
    power_of_two,
)

TILE = 32


@compiled(parallel=True)
def potential(
    across: Floats, charges: Floats, least: np.float32, exponent: np.float32, out: Floats
) -> None:
    """Fill out (K, N): the sum of charge times (distance^2 + least)^exponent over all points.

    ``across`` (K, d, N) holds the points' coordinates one after the other, charges are (N,).
    """
    count, dimensions, total = across.shape
    tiles = (total + TILE - 1) // TILE
    for job in prange(count * tiles):
        r, start = job // tiles, job % tiles * TILE
        kernel = np.empty(total, np.float32)
        for i in range(start, min(start + TILE, total)):
            kernel[:] = least
            for axis in range(dimensions):
                line = across[r, axis]
                here = line[i]
                for j in range(total):
                    kernel[j] += (here - line[j]) * (here - line[j])
            if exponent == -HALF:
                for j in range(total):
                    kernel[j] = ONE / np.sqrt(kernel[j])
            else:
                for j in range(total):
                    kernel[j] = power_of_two(exponent * log_two(kernel[j]))
            sum_of_all = ZERO
            for j in range(total):
                sum_of_all += charges[j] * kernel[j]
            out[r, i] = sum_of_all
