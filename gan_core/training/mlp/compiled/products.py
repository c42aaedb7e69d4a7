"""What passes are made of: products of matrices, activations, a network's parts of a flat vector.

Arrays are float32; rows of a matrix are contiguous but for the left factor of a product. The
derivatives of an activation are told by its output.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gan_core.training.mlp.compiled.building import compiled
from gan_core.training.mlp.compiled.tiles import (
    ROWS,
    WIDE,
    WIDTH,
    add_one,
    add_row,
    add_two,
    add_wide,
)

Floats = NDArray[np.float32]
Sizes = tuple[int, int, int, int]
"""Inputs, hidden layers, their width, and outputs of a network."""

INNER = 64
"""Terms that a product adds to all its rows before it goes on: they stay in the first cache."""

ELU, RELU, LEAKY, TANH = range(4)
CODES = {"elu": ELU, "relu": RELU, "leaky_relu": LEAKY, "tanh": TANH}
LEAKY_SLOPE = np.float32(0.2)
LOG2_E = np.float32(1.4426950408889634)
ROOT_TWO = np.float32(1.4142135623730951)
ZERO, HALF, ONE, TWO = np.float32(0), np.float32(0.5), np.float32(1), np.float32(2)
LOWEST, HIGHEST, SHIFT = np.float32(-126), np.float32(126), np.float32(127.5)
E1, E2, E3 = np.float32(0.69314718), np.float32(0.24022651), np.float32(0.05550411)
E4, E5, E6 = np.float32(0.0096181291), np.float32(0.0013333558), np.float32(0.00015403530)
"""Taylor's series of 2^x."""
L1, L3, L5 = np.float32(2.8853901), np.float32(0.96179669), np.float32(0.57707802)
L7, L9 = np.float32(0.41219858), np.float32(0.32059890)
"""That of log2((1 + t) / (1 - t))."""


@compiled()
def power_of_two(x: np.float32) -> np.float32:
    """2^x, to 2e-7 of it; x is cut to -126 and 126."""
    x = LOWEST if x < LOWEST else x
    x = HIGHEST if x > HIGHEST else x
    whole = np.int32(x + SHIFT) - np.int32(127)
    part = x - np.float32(whole)
    series = ONE + part * (E1 + part * (E2 + part * (E3 + part * (E4 + part * (E5 + part * E6)))))
    return series * np.int32((whole + np.int32(127)) << np.int32(23)).view(np.float32)


@compiled()
def log_two(x: np.float32) -> np.float32:
    """log2 of a positive x."""
    bits = np.float32(x).view(np.int32)
    whole = np.float32((bits >> np.int32(23)) - np.int32(127))
    part = np.int32((bits & np.int32(0x7FFFFF)) | np.int32(0x3F800000)).view(np.float32)
    whole = whole + ONE if part > ROOT_TWO else whole
    part = part * HALF if part > ROOT_TWO else part
    t = (part - ONE) / (part + ONE)
    u = t * t
    return whole + t * (L1 + u * (L3 + u * (L5 + u * (L7 + u * L9))))


@compiled()
def activate(code: int, rows: Floats) -> None:
    """Put an activation's outputs in the place of its inputs; NaN stays NaN."""
    for i in range(rows.shape[0]):
        row = rows[i]
        for j in range(row.size):
            z = row[j]
            if code == ELU:
                row[j] = power_of_two((z if z < ZERO else ZERO) * LOG2_E) - ONE if z <= ZERO else z
            elif code == RELU:
                row[j] = ZERO if z <= ZERO else z
            elif code == LEAKY:
                row[j] = z * LEAKY_SLOPE if z <= ZERO else z
            else:
                small = power_of_two(-TWO * LOG2_E * abs(z))
                size = (ONE - small) / (ONE + small)
                row[j] = -size if z < ZERO else size


@compiled()
def times_slope(code: int, rows: Floats, outputs: Floats) -> None:
    """Multiply by the activation's first derivative."""
    for i in range(rows.shape[0]):
        row, output = rows[i], outputs[i]
        for j in range(row.size):
            out = output[j]
            if code == ELU:
                row[j] *= out + ONE if out < ZERO else ONE
            elif code == RELU:
                row[j] *= ZERO if out <= ZERO else ONE
            elif code == LEAKY:
                row[j] *= LEAKY_SLOPE if out <= ZERO else ONE
            else:
                row[j] *= ONE - out * out


@compiled()
def times_curvature(code: int, rows: Floats, outputs: Floats) -> None:
    """Multiply by the activation's second derivative; ELU and tanh have one."""
    for i in range(rows.shape[0]):
        row, output = rows[i], outputs[i]
        for j in range(row.size):
            out = output[j]
            if code == ELU:
                row[j] *= out + ONE if out < ZERO else ZERO
            else:
                row[j] *= -TWO * out * (ONE - out * out)


@compiled()
def add_rest(
    left: Floats, right: Floats, out: Floats, first: int, last: int, start: int, stop: int
) -> None:
    """Do the same where columns do not fill a register, with the terms from start to stop."""
    for i in range(left.shape[0]):
        row = out[i][first:last]
        for k in range(start, stop):
            factor, line = left[i, k], right[k][first:last]
            for j in range(last - first):
                row[j] += factor * line[j]


@compiled()
def add_product(left: Floats, right: Floats, out: Floats, first: int, last: int) -> None:
    """Add left (M, N) times right to out, in the columns from ``first`` to ``last`` of both."""
    rows, inner = left.shape
    fours = rows // ROWS * ROWS
    for start in range(0, inner, INNER):
        stop, column = min(start + INNER, inner), first
        while column + WIDTH <= last:
            vectors = min((last - column) // WIDTH, WIDE)
            for i in range(0, fours, ROWS):
                if vectors == WIDE:
                    add_wide(left, right, out, i, column, start, stop)
                elif vectors >= 2:
                    add_two(left, right, out, i, column, start, stop)
                else:
                    add_one(left, right, out, i, column, start, stop)
            vectors = WIDE if vectors == WIDE else min(vectors, 2)
            for i in range(fours, rows):
                for vector in range(vectors):
                    add_row(left, right, out, i, column + vector * WIDTH, start, stop)
            column += vectors * WIDTH
        if column < last:
            add_rest(left, right, out, column, last, start, stop)


@compiled()
def copy_row(source: Floats, target: Floats) -> None:
    """Copy a vector; a slice would be compiled with the text of an error in it."""
    for j in range(source.size):
        target[j] = source[j]


@compiled()
def dot(one: Floats, other: Floats) -> np.float32:
    """Return the sum of products."""
    total = ZERO
    for j in range(one.size):
        total += one[j] * other[j]
    return total


@compiled()
def weights_of(flat: Floats, layer: int, sizes: Sizes) -> Floats:
    """Return the weights (out, in) of a layer."""
    inputs, layers, width, outputs = sizes
    start = width * (inputs + 1) + (layer - 1) * width * (width + 1) if layer else 0
    rows, columns = outputs if layer == layers else width, width if layer else inputs
    return flat[start : start + rows * columns].reshape(rows, columns)


@compiled()
def biases_of(flat: Floats, layer: int, sizes: Sizes) -> Floats:
    """Return the biases (out,) of a layer; they follow its weights."""
    inputs, layers, width, outputs = sizes
    rows = outputs if layer == layers else width
    start = width * (inputs + 1) + layer * width * (width + 1) - width
    if layer == layers:
        start += (outputs - width) * width
    return flat[start : start + rows] if layer else flat[width * inputs : width * (inputs + 1)]


@compiled()
def turned_of(turned: Floats, layer: int, sizes: Sizes) -> Floats:
    """Return the transposed weights (in, out) of a hidden layer."""
    inputs, _, width, _ = sizes
    start = width * inputs + (layer - 1) * width * width if layer else 0
    columns = width if layer else inputs
    return turned[start : start + columns * width].reshape(columns, width)
