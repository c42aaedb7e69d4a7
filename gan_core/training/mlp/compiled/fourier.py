"""Fourier features of K batches (K, N, d) under frequencies (K, F, d), and their Jacobian.

Features (K, N, d + 2 F) are the point, the sines of its phases and their cosines.
"""

from __future__ import annotations

import numpy as np
from numba import prange

from gan_core.training.mlp.compiled.building import compiled
from gan_core.training.mlp.compiled.products import HALF, ONE, ZERO, Floats, copy_row, dot

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


@compiled()
def phases_of(vector: Floats, turned: Floats, out: Floats) -> None:
    """Fill out (F,) with a vector's products with all frequencies (d, F)."""
    out[:] = ZERO
    for axis in range(turned.shape[0]):
        line, here = turned[axis], vector[axis]
        for f in range(out.size):
            out[f] += here * line[f]


@compiled()
def feature_row(point: Floats, turned: Floats, phases: Floats, out: Floats) -> None:
    """Fill a point's features (d + 2 F); turned frequencies are (d, F)."""
    dimensions, waves = turned.shape
    sines, cosines = out[dimensions : dimensions + waves], out[dimensions + waves :]
    copy_row(point, out)
    phases_of(point, turned, phases)
    for f in range(waves):
        quarter, rest = remainder(phases[f])
        sines[f] = sine_of(quarter, rest)
        cosines[f] = sine_of(quarter + np.int32(1), rest)


@compiled()
def pull_row(gradient: Floats, made: Floats, turned: Floats, by_phase: Floats, out: Floats) -> None:
    """Fill out (d,) with J^T g of one point's features."""
    dimensions, waves = turned.shape
    by_sine, by_cosine = gradient[dimensions : dimensions + waves], gradient[dimensions + waves :]
    sines, cosines = made[dimensions : dimensions + waves], made[dimensions + waves :]
    for f in range(waves):
        by_phase[f] = by_sine[f] * cosines[f] - by_cosine[f] * sines[f]
    for axis in range(dimensions):
        out[axis] = gradient[axis] + dot(by_phase, turned[axis])


@compiled()
def push_row(direction: Floats, made: Floats, turned: Floats, turns: Floats, out: Floats) -> None:
    """Fill out (d + 2 F) with J t of one point's features."""
    dimensions, waves = turned.shape
    sines, cosines = made[dimensions : dimensions + waves], made[dimensions + waves :]
    to_sines, to_cosines = out[dimensions : dimensions + waves], out[dimensions + waves :]
    copy_row(direction, out)
    phases_of(direction, turned, turns)
    for f in range(waves):
        to_sines[f] = turns[f] * cosines[f]
        to_cosines[f] = -turns[f] * sines[f]


FEATURES, PULL, PUSH = range(3)


@compiled()
def tile_of_rows(
    task: int, given: Floats, made: Floats, first: int, frequencies: Floats, out: Floats, start: int
) -> None:
    """Do a task for a tile of one batch's rows."""
    turned = frequencies.T.copy()
    room = np.empty(turned.shape[1], np.float32)
    for i in range(start, min(start + TILE, out.shape[0])):
        if task == FEATURES:
            feature_row(given[i], turned, room, out[i])
        elif task == PULL:
            pull_row(given[i], made[first + i], turned, room, out[i])
        else:
            push_row(given[i], made[first + i], turned, room, out[i])


@compiled(parallel=True)
def carry_out(
    task: int, given: Floats, made: Floats, first: int, frequencies: Floats, out: Floats
) -> None:
    """Fill out: with features of given points, J^T of given gradients, or J of given directions.

    ``made`` are features (K, M, d + 2 F), whose rows from ``first`` on are those of the points.
    """
    tiles = (out.shape[1] + TILE - 1) // TILE
    for job in prange(out.shape[0] * tiles):
        r, start = job // tiles, job % tiles * TILE
        tile_of_rows(task, given[r], made[r], first, frequencies[r], out[r], start)
