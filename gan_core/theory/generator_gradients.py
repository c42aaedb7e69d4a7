"""How strongly D's logit at a fake pushes G: the saturating loss and the repair."""

from __future__ import annotations

from collections.abc import Callable

from scipy.special import expit

from gan_core.theory.components import Array


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
