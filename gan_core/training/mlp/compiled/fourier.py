"""Fourier features of K batches (K, N, d) under frequencies (K, F, d), and their Jacobian.

Features (K, N, d + 2 F) are the point, the sines of its phases and their cosines.
"""

from __future__ import annotations

import numpy as np
from numba import prange

from gan_core.training.mlp.compiled.building import compiled
from gan_core.training.mlp.compiled.products import HALF, ONE, ZERO, Floats

TILE = 32
QUARTERS = np.float32(0.63661977236758134)
HIGH, MIDDLE, LOW = np.float32(1.5703125), np.float32(4.8375129e-4), np.float32(7.5497899e-8)
"""A quarter turn in three parts (Cody and Waite): phases up to some thousands lose nothing."""

S3, S5, S7 = np.float32(-0.16666667), np.float32(0.0083333310), np.float32(-1.9840874e-4)
S9 = np.float32(2.7525562e-6)
C4, C6, C8 = np.float32(0.041666666), np.float32(-0.0013888867), np.float32(2.4760495e-5)


@compiled(ordered=True)
def remainder(phase: np.float32) -> tuple[np.int32, np.float32]:
    """Return how many quarter turns a phase has, and what is left, within an eighth of a turn."""
    turns = np.floor(phase * QUARTERS + HALF)
    return np.int32(turns), phase - turns * HIGH - turns * MIDDLE - turns * LOW


@compiled()
def sine_of(quarter: np.int32, r: np.float32) -> np.float32:
    """Return sin(r + quarter pi / 2) for r within an eighth of a turn."""
    u = r * r
    sine = r + r * u * (S3 + u * (S5 + u * (S7 + u * S9)))
    cosine = ONE - HALF * u + u * u * (C4 + u * (C6 + u * C8))
    value = cosine if quarter & 1 else sine
    return -value if quarter & 2 else value


@compiled(parallel=True)
def features(points: Floats, frequencies: Floats, out: Floats) -> None:
    """Fill out (K, N, d + 2 F)."""
    count, rows, dimensions = points.shape
    waves = frequencies.shape[1]
    tiles = (rows + TILE - 1) // TILE
    for job in prange(count * tiles):
        r, start = job // tiles, job % tiles * TILE
        turned = frequencies[r].T.copy()
        phases = np.empty(waves, np.float32)
        for i in range(start, min(start + TILE, rows)):
            point = points[r, i]
            sines = out[r, i][dimensions : dimensions + waves]
            cosines = out[r, i][dimensions + waves :]
            out[r, i][:dimensions] = point
            phases[:] = ZERO
            for axis in range(dimensions):
                line, here = turned[axis], point[axis]
                for f in range(waves):
                    phases[f] += here * line[f]
            for f in range(waves):
                quarter, rest = remainder(phases[f])
                sines[f] = sine_of(quarter, rest)
                cosines[f] = sine_of(quarter + np.int32(1), rest)


@compiled(parallel=True)
def pull(gradient: Floats, made: Floats, first: int, frequencies: Floats, out: Floats) -> None:
    """Fill out (K, N, d) with J^T g of features ``made``, whose rows from ``first`` on count."""
    count, rows, dimensions = out.shape
    waves = frequencies.shape[1]
    tiles = (rows + TILE - 1) // TILE
    for job in prange(count * tiles):
        r, start = job // tiles, job % tiles * TILE
        by_phase = np.empty(waves, np.float32)
        turned = frequencies[r].T.copy()
        for i in range(start, min(start + TILE, rows)):
            g, here = gradient[r, i], made[r, first + i]
            by_sine, by_cosine = g[dimensions : dimensions + waves], g[dimensions + waves :]
            sines, cosines = here[dimensions : dimensions + waves], here[dimensions + waves :]
            for f in range(waves):
                by_phase[f] = by_sine[f] * cosines[f] - by_cosine[f] * sines[f]
            for axis in range(dimensions):
                line = turned[axis]
                total = g[axis]
                for f in range(waves):
                    total += by_phase[f] * line[f]
                out[r, i, axis] = total


@compiled(parallel=True)
def push(direction: Floats, made: Floats, first: int, frequencies: Floats, out: Floats) -> None:
    """Fill out (K, N, d + 2 F) with J t: how the features change along a direction (K, N, d)."""
    count, rows, dimensions = direction.shape
    waves = frequencies.shape[1]
    tiles = (rows + TILE - 1) // TILE
    for job in prange(count * tiles):
        r, start = job // tiles, job % tiles * TILE
        turned = frequencies[r].T.copy()
        turns = np.empty(waves, np.float32)
        for i in range(start, min(start + TILE, rows)):
            t, here = direction[r, i], made[r, first + i]
            sines, cosines = here[dimensions : dimensions + waves], here[dimensions + waves :]
            out[r, i][:dimensions] = t
            turns[:] = ZERO
            for axis in range(dimensions):
                line, along = turned[axis], t[axis]
                for f in range(waves):
                    turns[f] += along * line[f]
            to_sines = out[r, i][dimensions : dimensions + waves]
            to_cosines = out[r, i][dimensions + waves :]
            for f in range(waves):
                to_sines[f] = turns[f] * cosines[f]
                to_cosines[f] = -turns[f] * sines[f]
