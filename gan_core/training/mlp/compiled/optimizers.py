"""Updates of parameters (K, P) in one pass over the memory, each row with its own numbers (K,).

``gan_core.training.mlp.flat_optimizers`` has the same with torch's operations, and says which
paper each is from.
"""

from __future__ import annotations

import numpy as np

from gan_core.training.mlp.compiled.building import compiled
from gan_core.training.mlp.compiled.products import HALF, ONE, Floats


@compiled()
def toward(start: np.float32, end: np.float32, share: np.float32) -> np.float32:
    """Return what lies a share of the way from start to end, as ``torch.lerp``."""
    distance = end - start
    return start + share * distance if share < HALF else end - distance * (ONE - share)


@compiled()
def move_average(average: Floats, values: Floats, share: np.float32) -> None:
    """Move an average (P,) a share of the way to the values."""
    for j in range(average.size):
        average[j] = toward(average[j], values[j], share)


@compiled()
def adam(
    parameters: Floats, gradient: Floats, mean: Floats, square: Floats, rise1: Floats,
    rise2: Floats, scale: Floats, epsilon: Floats,
) -> None:  # fmt: skip
    """Do an update of ``FlatAdam``."""
    for r in range(parameters.shape[0]):
        share1, share2, rate, least = rise1[r], rise2[r], scale[r], epsilon[r]
        p, g, m, s = parameters[r], gradient[r], mean[r], square[r]
        for j in range(p.size):
            s[j] = toward(s[j], g[j] * g[j], share2)
            m[j] = toward(m[j], g[j], share1)
            p[j] -= rate * (m[j] / (np.sqrt(s[j]) + least))


@compiled()
def rmsprop(
    parameters: Floats, gradient: Floats, square: Floats, velocity: Floats, rise: Floats,
    rate: Floats, momentum: np.float32, epsilon: np.float32,
) -> None:  # fmt: skip
    """Do an update of ``FlatRMSProp``."""
    for r in range(parameters.shape[0]):
        share, step = rise[r], rate[r]
        p, g, s, v = parameters[r], gradient[r], square[r], velocity[r]
        for j in range(p.size):
            s[j] = toward(s[j], g[j] * g[j], share)
            v[j] = momentum * v[j] + g[j] / (np.sqrt(s[j]) + epsilon)
            p[j] -= step * v[j]


@compiled()
def sgd(
    parameters: Floats, gradient: Floats, velocity: Floats, rate: Floats, momentum: np.float32
) -> None:
    """Do an update of ``FlatSGD``."""
    for r in range(parameters.shape[0]):
        step, p, g, v = rate[r], parameters[r], gradient[r], velocity[r]
        for j in range(p.size):
            v[j] = momentum * v[j] + g[j]
            p[j] -= step * v[j]
