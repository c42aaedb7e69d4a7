"""Divergences measured on points that were drawn, by what the best D says of them."""

from __future__ import annotations

import numpy as np

from gan_core.theory.components import Array
from gan_core.theory.discriminators import log_ratio
from gan_core.theory.distributions import Distribution
from gan_core.theory.divergences import LOG_2, Divergences


def sampled_divergences(p: Distribution, q: Distribution, real: Array, fake: Array) -> Divergences:
    """Return the divergences as means over points (N,) of p and as many of q.

    KL, JS and TV are means of what the true log(p / q) says at each point; infinite KL shows as
    soon as one point lies where the other has no mass. W1 needs no density: it is the mean
    distance of the sorted points. Small errors may make KL and JS of near pairs negative.
    Raises ``ValueError`` for different numbers of points.
    """
    if real.shape != fake.shape:
        raise ValueError(f"{real.shape} and {fake.shape} points; accepted: as many of each")
    at_real, at_fake = log_ratio(p, q, real), log_ratio(p, q, fake)
    return Divergences(
        kl=float(at_real.mean()),
        reverse_kl=float((-at_fake).mean()),
        js=LOG_2 - 0.5 * float(np.logaddexp(0, -at_real).mean() + np.logaddexp(0, at_fake).mean()),
        # The most by which a probability differs: that of the places where p is the larger.
        tv=float((at_real > 0).mean() - (at_fake > 0).mean()),
        w1=float(np.abs(np.sort(real) - np.sort(fake)).mean()),
    )
