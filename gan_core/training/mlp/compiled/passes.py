"""Passes of K networks of one shape: rows go through all layers in tiles, weights come in blocks.

Every number is added up by one thread in a fixed order, so the number of threads shows in no bit.
Arrays are float32 and C-contiguous: parameters (K, P) as ``MLP.flat`` lays them out, ``turned``
(K, P) for the transposed weights, inputs (K, N, I), hidden layers (L, K, N, H), outputs (K, N, O).
"""

from __future__ import annotations

from numba import prange

from gan_core.training.mlp.compiled.building import compiled
from gan_core.training.mlp.compiled.products import (
    ZERO,
    Floats,
    Sizes,
    activate,
    add_product,
    biases_of,
    copy_row,
    dot,
    times_slope,
    turned_of,
    weights_of,
)

TILE = 32
"""Rows that one thread takes through all layers; what they need stays in its caches."""

UNITS = 16
"""Units of each layer whose weight gradients are one piece of work."""


@compiled()
def turn(flat: Floats, turned: Floats, layer: int, sizes: Sizes) -> None:
    """Transpose a layer's weights."""
    weights, target = weights_of(flat, layer, sizes), turned_of(turned, layer, sizes)
    for i in range(target.shape[0]):
        for j in range(target.shape[1]):
            target[i, j] = weights[j, i]


@compiled()
def forward_rows(
    flat: Floats, inputs: Floats, hidden: Floats, outputs: Floats, turned: Floats, code: int,
    r: int, start: int,
) -> None:  # fmt: skip
    """Take a tile of rows through the r-th network."""
    layers, width = hidden.shape[0], hidden.shape[3]
    sizes = (inputs.shape[2], layers, width, outputs.shape[2])
    stop = min(start + TILE, hidden.shape[2])
    below = inputs[r, start:stop]
    for layer in range(layers):
        here = hidden[layer, r, start:stop]
        bias = biases_of(flat[r], layer, sizes)
        for i in range(stop - start):
            copy_row(bias, here[i])
        add_product(below[:, 0:], turned_of(turned[r], layer, sizes), here, 0, width)
        activate(code, here)
        below = here
    weights, bias = weights_of(flat[r], layers, sizes), biases_of(flat[r], layers, sizes)
    for i in range(stop - start):
        for o in range(outputs.shape[2]):
            outputs[r, start + i, o] = dot(weights[o], below[i]) + bias[o]


@compiled(parallel=True)
def forward(
    flat: Floats, inputs: Floats, hidden: Floats, outputs: Floats, turned: Floats, code: int
) -> None:
    """Fill ``hidden``, ``outputs`` and ``turned``."""
    layers, count, rows, width = hidden.shape
    sizes = (inputs.shape[2], layers, width, outputs.shape[2])
    for job in prange(count * layers):
        turn(flat[job // layers], turned[job // layers], job % layers, sizes)
    tiles = (rows + TILE - 1) // TILE
    for job in prange(count * tiles):
        r, start = job // tiles, job % tiles * TILE
        forward_rows(flat, inputs, hidden, outputs, turned, code, r, start)


@compiled()
def backward_rows(
    flat: Floats, turned: Floats, hidden: Floats, slopes: Floats, gradients: Floats,
    to_inputs: Floats, code: int, r: int, start: int,
) -> None:  # fmt: skip
    """Take a tile of rows down through the r-th network."""
    layers, width = hidden.shape[0], hidden.shape[3]
    sizes = (to_inputs.shape[2], layers, width, slopes.shape[2])
    stop = min(start + TILE, hidden.shape[2])
    above = slopes[r, start:stop]
    for layer in range(layers, 0, -1):
        here = gradients[layer - 1, r, start:stop]
        here[:] = ZERO
        add_product(above[:, 0:], weights_of(flat[r], layer, sizes), here, 0, width)
        times_slope(code, here, hidden[layer - 1, r, start:stop])
        above = here
    if to_inputs.shape[0]:
        first = turned_of(turned[r], 0, sizes)
        for i in range(stop - start):
            for f in range(first.shape[0]):
                to_inputs[r, start + i, f] = dot(first[f], above[i])


@compiled(parallel=True)
def backward(
    flat: Floats, turned: Floats, hidden: Floats, slopes: Floats, gradients: Floats,
    to_inputs: Floats, code: int,
) -> None:  # fmt: skip
    """Take slopes (K, N, O) at the outputs down: fill gradients (L, K, N, H) before activations.

    ``to_inputs`` (K, N, I) is filled too, or is (0, 0, I) where nobody wants it.
    """
    tiles = (hidden.shape[2] + TILE - 1) // TILE
    for job in prange(hidden.shape[1] * tiles):
        r, start = job // tiles, job % tiles * TILE
        backward_rows(flat, turned, hidden, slopes, gradients, to_inputs, code, r, start)


@compiled()
def add_first_block(
    fed: Floats, gradients: Floats, weights: Floats, turned: Floats, first: int, last: int
) -> None:
    """Add the first layer's weight gradients of some units.

    There may be two inputs only, so the product is computed transposed, in ``turned`` (I, H).
    """
    for i in range(turned.shape[0]):
        turned[i][first:last] = ZERO
    add_product(fed.T[0 : turned.shape[0]], gradients, turned, first, last)
    for i in range(turned.shape[0]):
        for j in range(first, last):
            weights[j, i] += turned[i, j]


@compiled()
def add_biases(gradients: Floats, bias: Floats, first: int, last: int) -> None:
    """Add the gradients (N, H) of some units over all rows."""
    part = bias[first:last]
    for i in range(gradients.shape[0]):
        row = gradients[i][first:last]
        for j in range(last - first):
            part[j] += row[j]


@compiled()
def add_units(
    inputs: Floats, hidden: Floats, slopes: Floats, gradients: Floats, first_row: int,
    gradient: Floats, narrow: Floats, biased: bool, r: int, first: int,
) -> None:  # fmt: skip
    """Add the weight gradients of a block of units of the r-th network."""
    layers, _, rows, width = gradients.shape
    outputs, stop_row = slopes.shape[2], first_row + rows
    sizes = (inputs.shape[2], layers, width, outputs)
    last = min(first + UNITS, width)
    add_first_block(
        inputs[r, first_row:stop_row], gradients[0, r], weights_of(gradient[r], 0, sizes),
        narrow[r], first, last,
    )  # fmt: skip
    for layer in range(1, layers):
        block = weights_of(gradient[r], layer, sizes)[first:last]
        fed = hidden[layer - 1, r, first_row:stop_row]
        add_product(gradients[layer, r].T[first:last], fed, block, 0, width)
    weights, fed = weights_of(gradient[r], layers, sizes), hidden[layers - 1, r]
    add_product(slopes[r].T[0:outputs], fed[first_row:stop_row], weights, first, last)
    if biased:
        for layer in range(layers):
            add_biases(gradients[layer, r], biases_of(gradient[r], layer, sizes), first, last)
    if biased and first == 0:
        add_biases(slopes[r], biases_of(gradient[r], layers, sizes), 0, outputs)


@compiled(parallel=True)
def weight_gradients(
    inputs: Floats, hidden: Floats, slopes: Floats, gradients: Floats, first_row: int,
    gradient: Floats, narrow: Floats, biased: bool,
) -> None:  # fmt: skip
    """Add to the gradient (K, P) what flows into each layer times what it was fed.

    What it was fed are rows from ``first_row`` on of inputs and hidden layers; ``gradients``
    (L, K, N, H) and ``slopes`` (K, N, O) have their own. Without ``biased``, biases stay as they
    are; ``narrow`` (K, I, H) is room to work in.
    """
    blocks = (gradients.shape[3] + UNITS - 1) // UNITS
    for job in prange(gradients.shape[1] * blocks):
        r, first = job // blocks, job % blocks * UNITS
        add_units(inputs, hidden, slopes, gradients, first_row, gradient, narrow, biased, r, first)
