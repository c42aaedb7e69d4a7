"""The best discriminator against a fixed G, what any D is worth, and how its logit moves G.

D is given by its logits s, D = sigmoid(s): the best one's as well as a trained network's.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy.special import expit

from gan_core.theory.components import Array
from gan_core.theory.expectations import Known, SharedNodes


def log_ratio(p: Known, q: Known, points: Array) -> Array:
    """Return log(p / q), the best logit: D* = p / (p + q) = sigmoid(log(p / q)).

    Proposition 1 of Goodfellow et al. 2014; latent-thesis (docs/references.md), 5.3.1. ``points``
    have any shape in one dimension and (..., 2) on the plane. Infinite where only one has mass,
    NaN where neither has. At an atom of either the masses of atoms are compared, next to which
    any density is nothing.
    """
    log_p, log_q = p.log_density(points), q.log_density(points)
    for place in p.atoms().keys() | q.atoms().keys():
        here = points == place
        with np.errstate(divide="ignore"):
            log_p = np.where(here, np.log(p.atoms().get(place, 0.0)), log_p)
            log_q = np.where(here, np.log(q.atoms().get(place, 0.0)), log_q)
    neither = np.isneginf(log_p) & np.isneginf(log_q)
    with np.errstate(invalid="ignore"):
        return np.where(neither, np.nan, log_p - log_q)


def softplus(numbers: Array) -> Array:
    """Return log(1 + e^s) without overflow; 0 at minus infinity."""
    return np.logaddexp(0, numbers)


def value_function(nodes: SharedNodes, logits: Array) -> float:
    """Return V(D) = E_p log D + E_q log(1 - D) of logits (M,) (Goodfellow et al. 2014, eq. 1).

    At most 2 JSD - log 4, which D* = sigmoid(log(p / q)) reaches; minus infinity for a D that is
    certain and wrong.
    """
    return nodes.expected(-softplus(-logits), -softplus(logits))


def js_estimate(value: float) -> float:
    """Return the JSD in nats that a value function stands for: (V + log 4) / 2, at most the true.

    Negative for a D that is worse than D = 1/2.
    """
    return 0.5 * (value + math.log(4))


def saturating_gradient(logits: Array) -> Array:
    """Return the derivative of log(1 - sigmoid(s)) by s: -sigmoid(s), in (-1, 0).

    It vanishes where D is sure of a fake, s to minus infinity (Goodfellow et al. 2014, section 3).
    """
    gradient: Array = -expit(logits)
    return gradient


def nonsaturating_gradient(logits: Array) -> Array:
    """Return the derivative of -log sigmoid(s) by s: -(1 - sigmoid(s)), in (-1, 0).

    It is -1 where D is sure of a fake and vanishes where G already deceives D.
    """
    gradient: Array = -expit(-logits)
    return gradient


GENERATOR_GRADIENTS: dict[str, Callable[[Array], Array]] = {
    "minimax": saturating_gradient,
    "ns": nonsaturating_gradient,
}
"""Derivatives by the names that ``losses.adversarial`` gives the losses."""
