"""Spectral normalisation of one layer of K networks, whose weights (K, O, I) lie in flat vectors.

``gan_core.training.mlp.spectral_layers`` has the same with torch's operations, and says which paper
it is from. Sums are made in a fixed order by one thread.
"""

from __future__ import annotations

import numpy as np

from gan_core.training.mlp.compiled.building import compiled
from gan_core.training.mlp.compiled.products import ONE, ZERO, Floats, dot

LENGTH_FLOOR = np.float32(1e-12)


@compiled()
def length(vector: Floats) -> np.float32:
    """Return a vector's length, at least so much that one may divide by it."""
    found = np.sqrt(dot(vector, vector))
    return found if found > LENGTH_FLOOR else LENGTH_FLOOR


@compiled()
def renew(
    raw: Floats, flat: Floats, start: int, left: Floats, right: Floats, value: Floats
) -> None:
    """Do one step of power iteration on raw weights, which begin at ``start`` of (K, P).

    Renews u (K, O), v (K, I), the singular value (K, 1), and the normalised weights in ``flat``.
    """
    outputs, inputs = left.shape[1], right.shape[1]
    for r in range(raw.shape[0]):
        weight = raw[r, start : start + outputs * inputs].reshape(outputs, inputs)
        normalised = flat[r, start : start + outputs * inputs].reshape(outputs, inputs)
        u, v = left[r], right[r]
        for i in range(inputs):
            v[i] = ZERO
        for o in range(outputs):
            for i in range(inputs):
                v[i] += weight[o, i] * u[o]
        shrink = ONE / length(v)
        for i in range(inputs):
            v[i] *= shrink
        for o in range(outputs):
            u[o] = dot(weight[o], v)
        value[r, 0] = length(u)
        shrink = ONE / value[r, 0]
        for o in range(outputs):
            u[o] *= shrink
            for i in range(inputs):
                normalised[o, i] = weight[o, i] * shrink


@compiled()
def pull_gradient(
    gradient: Floats, flat: Floats, start: int, left: Floats, right: Floats, value: Floats
) -> None:
    """Turn the gradient by normalised weights, at ``start`` of (K, P), into that by raw ones."""
    outputs, inputs = left.shape[1], right.shape[1]
    stop = start + outputs * inputs
    for r in range(gradient.shape[0]):
        along = dot(gradient[r, start:stop], flat[r, start:stop])
        rows = gradient[r, start:stop].reshape(outputs, inputs)
        u, v, shrink = left[r], right[r], ONE / value[r, 0]
        for o in range(outputs):
            share = along * u[o]
            for i in range(inputs):
                rows[o, i] = (rows[o, i] - share * v[i]) * shrink
