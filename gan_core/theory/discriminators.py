"""The best discriminators against a fixed G, and the density ratio that they know."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from gan_core.theory.components import Array
from gan_core.theory.expectations import Known


def log_ratio(p: Known, q: Known, points: Array) -> Array:
    """Return log(p / q), which is the best logit: D* = sigmoid(log(p / q)).

    ``points`` have any shape on the line and (..., 2) on the plane. Infinite where only one has
    mass, NaN where neither has. At an atom of either the masses of atoms are compared, next to
    which any density is nothing.
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


def optimal_discriminator(p: Known, q: Known, points: Array) -> Array:
    """D* = p / (p + q) in [0, 1] (Goodfellow et al. 2014, proposition 1; thesis, 5.3.1).

    NaN where neither has mass: there any D is as good.
    """
    found: Array = expit(log_ratio(p, q, points))
    return found


def optimal_least_squares_discriminator(
    p: Known, q: Known, points: Array, *, fake_label: float = 0.0, real_label: float = 1.0
) -> Array:
    """D* = (b p + a q) / (p + q) for labels a of fakes and b of reals (Mao et al. 2017, eq. 5)."""
    return fake_label + (real_label - fake_label) * optimal_discriminator(p, q, points)


def optimal_hinge_discriminator(p: Known, q: Known, points: Array) -> Array:
    """D* = sign(p - q): 1 or -1, 0 where equal, for the hinge loss (Lim and Ye 2017, eq. 15).

    The loss is p max(0, 1 - D) + q max(0, 1 + D) at each point, least at an end of [-1, 1]; in all
    2 (1 - TV). Where p = q any D in [-1, 1] is as good.
    """
    return np.sign(log_ratio(p, q, points))


def density_ratio(discriminator: Array) -> Array:
    """Return p / q as D knows it: D / (1 - D) of D in [0, 1], infinite at 1.

    By Bayes' theorem, when real and fake are equally frequent. Raises ``ValueError`` outside.
    """
    found = np.asarray(discriminator, dtype=np.float64)
    if np.any((found < 0) | (found > 1)):
        raise ValueError("D is out of range; accepted: 0 to 1")
    with np.errstate(divide="ignore"):
        return found / (1 - found)
