"""Passes for penalties on the input gradient, of K networks of one shape with one output.

The formulas, with their letters, are those of ``gan_core.training.mlp.penalty_pass``; arrays are
as in ``passes``, R rows from ``first_row`` on of a pass that has been done.
"""

from __future__ import annotations

import numpy as np
from numba import prange

from gan_core.training.mlp.compiled.building import compiled
from gan_core.training.mlp.compiled.passes import TILE
from gan_core.training.mlp.compiled.products import (
    ZERO,
    Floats,
    add_product,
    copy_row,
    dot,
    times_curvature,
    times_slope,
    turned_of,
    weights_of,
)


@compiled()
def input_gradient_rows(
    flat: Floats, turned: Floats, hidden: Floats, first_row: int, before: Floats, down: Floats,
    to_inputs: Floats, code: int, r: int, start: int,
) -> None:  # fmt: skip
    """Fill a tile of rows of the r-th network."""
    layers, _, rows, width = down.shape
    sizes = (to_inputs.shape[2], layers, width, 1)
    stop = min(start + TILE, rows)
    for layer in range(layers, 0, -1):
        here, below = before[layer - 1, r, start:stop], down[layer - 1, r, start:stop]
        weights = weights_of(flat[r], layer, sizes)
        if layer == layers:
            for i in range(stop - start):
                copy_row(weights[0], here[i])
        else:
            here[:] = ZERO
            add_product(down[layer, r, start:stop][:, 0:], weights, here, 0, width)
        for i in range(stop - start):
            copy_row(here[i], below[i])
        times_slope(code, below, hidden[layer - 1, r, first_row + start : first_row + stop])
    first = turned_of(turned[r], 0, sizes)
    for i in range(start, stop):
        for f in range(first.shape[0]):
            to_inputs[r, i, f] = dot(first[f], down[0, r, i])


@compiled(parallel=True)
def input_gradients(
    flat: Floats, turned: Floats, hidden: Floats, first_row: int, before: Floats, down: Floats,
    to_inputs: Floats, code: int,
) -> None:  # fmt: skip
    """Fill ``to_inputs`` (K, R, I) with the slope of the output, and u_l and v_l (L, K, R, H)."""
    tiles = (down.shape[2] + TILE - 1) // TILE
    for job in prange(down.shape[1] * tiles):
        r, start = job // tiles, job % tiles * TILE
        input_gradient_rows(
            flat, turned, hidden, first_row, before, down, to_inputs, code, r, start
        )


@compiled()
def push_rows(
    flat: Floats, turned: Floats, push: Floats, hidden: Floats, first_row: int, before: Floats,
    up: Floats, bends: Floats, code: int, curved: bool, r: int, start: int,
) -> None:  # fmt: skip
    """Fill a tile of rows of the r-th network."""
    layers, _, rows, width = up.shape
    sizes = (push.shape[2], layers, width, 1)
    stop = min(start + TILE, rows)
    at, until = first_row + start, first_row + stop
    below = push[r, start:stop]
    for layer in range(layers):
        here, output = up[layer, r, start:stop], hidden[layer, r, at:until]
        here[:] = ZERO
        add_product(below[:, 0:], turned_of(turned[r], layer, sizes), here, 0, width)
        if curved:
            bend = bends[layer, r, start:stop]
            for i in range(stop - start):
                for j in range(width):
                    bend[i, j] = before[layer, r, start + i, j] * here[i, j]
            times_curvature(code, bend, output)
        times_slope(code, here, output)
        below = here
    if curved:
        flow = np.empty((stop - start, width), np.float32)
        for layer in range(layers - 1, 0, -1):
            flow[:] = ZERO
            above, weights = bends[layer, r, start:stop], weights_of(flat[r], layer, sizes)
            add_product(above[:, 0:], weights, flow, 0, width)
            times_slope(code, flow, hidden[layer - 1, r, at:until])
            for i in range(stop - start):
                for j in range(width):
                    bends[layer - 1, r, start + i, j] += flow[i, j]


@compiled(parallel=True)
def push_back(
    flat: Floats, turned: Floats, push: Floats, hidden: Floats, first_row: int, before: Floats,
    up: Floats, bends: Floats, code: int, curved: bool,
) -> None:  # fmt: skip
    """Fill ``up`` (L, K, R, H) with t_l, from push (K, R, I), which is t_0.

    Where the activation is ``curved``, ``bends`` (L, K, R, H) are filled with what flows back
    through the forward pass into each activation.
    """
    tiles = (up.shape[2] + TILE - 1) // TILE
    for job in prange(up.shape[1] * tiles):
        r, start = job // tiles, job % tiles * TILE
        push_rows(flat, turned, push, hidden, first_row, before, up, bends, code, curved, r, start)
