"""Divergences in closed form, for pairs of one kind: two normals, two uniforms, two points.

What has none, such as JS of normals, is left out; ``divergences`` integrates it.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import erf, ndtr

from gan_core.theory.components import Normal, Point, Uniform
from gan_core.theory.distributions import Distribution
from gan_core.theory.divergences import LOG_2, kl_of_normals


def closed_forms(p: Distribution, q: Distribution) -> dict[str, float]:
    """Return the divergences of which a formula is known, by the names of ``Divergences``."""
    if len(p.parts) == len(q.parts) == 1:
        match p.parts[0], q.parts[0]:
            case Normal() as first, Normal() as second:
                return _of_normals(first, second)
            case Uniform() as first, Uniform() as second:
                return _of_uniforms(first, second)
            case Point() as first, Point() as second:
                return _of_points(first, second)
    return {}


def _of_normals(p: Normal, q: Normal) -> dict[str, float]:
    return {
        "kl": kl_of_normals(p, q),
        "reverse_kl": kl_of_normals(q, p),
        "tv": _total_variation_of_normals(p, q),
        "w1": _mean_of_folded(q.mean - p.mean, abs(q.sd - p.sd)),
    }


def _mean_of_folded(mean: float, sd: float) -> float:
    """Return E |mean + sd z| of a standard normal z: W1 of normals, whose quantiles so differ.

    sd sqrt(2 / pi) exp(-mean^2 / (2 sd^2)) + mean erf(mean / (sd sqrt 2)); |mean| for sd 0.
    """
    if not sd:
        return abs(mean)
    ratio = mean / sd
    spread = sd * math.sqrt(2 / math.pi) * math.exp(-0.5 * ratio * ratio)
    return spread + mean * float(erf(ratio / math.sqrt(2)))


def _total_variation_of_normals(p: Normal, q: Normal) -> float:
    """Return half the mass that differs, between the places where the densities are equal.

    Equal spreads cross once, in the middle: TV = erf(distance / (sd sqrt 8)).
    """
    distance = abs(q.mean - p.mean)
    if p.sd == q.sd:
        return float(erf(distance / (p.sd * math.sqrt(8))))
    # Where the logarithms of the densities are equal: a quadratic with two roots.
    gap = 1 / p.sd**2 - 1 / q.sd**2
    half = distance / q.sd**2
    constant = 2 * math.log(p.sd / q.sd) - (distance / q.sd) ** 2
    root = math.sqrt(half * half - gap * constant)
    places = np.sort(np.array([(-half - root) / gap, (-half + root) / gap]))
    inside = np.diff(ndtr(places / p.sd)) - np.diff(ndtr((places - distance) / q.sd))
    return abs(float(inside[0]))


def _of_uniforms(p: Uniform, q: Uniform) -> dict[str, float]:
    shared = max(0.0, min(p.high, q.high) - max(p.low, q.low))
    mixed = 1 / p.width + 1 / q.width
    js = LOG_2
    if shared:
        # Alone each adds log 2; where both are, what is left of it.
        logs = sum(math.log(2 / (one.width * mixed)) / one.width for one in (p, q))
        alone = sum((1 - shared / one.width) * LOG_2 for one in (p, q))
        js = 0.5 * (alone + shared * logs)
    distance, wider = abs(q.mean - p.mean), abs(q.width - p.width)
    return {
        "kl": _of_uniform_within(p, q),
        "reverse_kl": _of_uniform_within(q, p),
        "js": js,
        "tv": 1 - shared / max(p.width, q.width),
        # Quantiles differ by distance + wider (share - 1/2), which may change its sign.
        "w1": distance if 2 * distance >= wider else distance**2 / wider + wider / 4,
    }


def _of_uniform_within(inner: Uniform, outer: Uniform) -> float:
    within = outer.low <= inner.low and inner.high <= outer.high
    return math.log(outer.width / inner.width) if within else math.inf


def _of_points(p: Point, q: Point) -> dict[str, float]:
    """Return the example of the WGAN paper (Arjovsky et al. 2017, example 1)."""
    if p.at == q.at:
        return {"kl": 0.0, "reverse_kl": 0.0, "js": 0.0, "tv": 0.0, "w1": 0.0}
    return {
        "kl": math.inf,
        "reverse_kl": math.inf,
        "js": LOG_2,
        "tv": 1.0,
        "w1": abs(q.at - p.at),
    }
