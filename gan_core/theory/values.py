"""What a given D is worth against known distributions: the value function and D's other losses.

Each takes D's output at the nodes of p and q, D* as well as a trained network's.
"""

from __future__ import annotations

import numpy as np

from gan_core.theory.components import Array
from gan_core.theory.divergences import LOG_4
from gan_core.theory.expectations import SharedNodes


def softplus(numbers: Array) -> Array:
    """log(1 + e^s) without overflow; 0 at minus infinity."""
    return np.logaddexp(0, numbers)


def value_function(nodes: SharedNodes, logits: Array) -> float:
    """V(D) = E_p log D + E_q log(1 - D) of logits (M,) (Goodfellow et al. 2014, eq. 1).

    At most 2 JSD - log 4, which D* = sigmoid(log(p / q)) reaches; minus infinity for a D that is
    certain and wrong.
    """
    return nodes.expected(-softplus(-logits), -softplus(logits))


def js_estimate(value: float) -> float:
    """Return the JSD in nats that a value function stands for: (V + log 4) / 2, at most the true.

    Negative for a D that is worse than D = 1/2.
    """
    return 0.5 * (value + LOG_4)


def least_squares_loss(
    nodes: SharedNodes, outputs: Array, *, fake_label: float = 0.0, real_label: float = 1.0
) -> float:
    """E_p (D - b)^2 / 2 + E_q (D - a)^2 / 2 for fake label a, real b (Mao et al. 2017, eq. 2).

    At least E_p q / (p + q) (b - a)^2 / 2: 1/4 at p = q with labels 0 and 1.
    """
    real, fake = np.square(outputs - real_label), np.square(outputs - fake_label)
    return nodes.expected(0.5 * real, 0.5 * fake)


def hinge_loss(nodes: SharedNodes, outputs: Array) -> float:
    """E_p max(0, 1 - D) + E_q max(0, 1 + D) (Lim and Ye 2017, eq. 15); at least 2 (1 - TV)."""
    return nodes.expected(np.maximum(0, 1 - outputs), np.maximum(0, 1 + outputs))


def mean_difference(nodes: SharedNodes, outputs: Array) -> float:
    """E_p f - E_q f, which the best critic of slope at most 1 makes W1 (Arjovsky et al., eq. 2)."""
    return nodes.expected(outputs, -outputs)
