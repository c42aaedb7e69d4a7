"""Divergences between known distributions: KL both ways, JS, total variation, W1.

In one dimension, where no other is named. Densities are compared with densities and atoms with
atoms, as the measures are (Lebesgue's decomposition); infinite where one has mass that the other
cannot have. In closed form where one is known, else by adaptive quadrature to 1e-9 of what is
integrated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gan_core.theory.components import Array, Normal
from gan_core.theory.discriminators import log_ratio
from gan_core.theory.distributions import Distribution
from gan_core.theory.expectations import integrate, shared_nodes
from gan_core.theory.plane import PlaneMixture

LOG_2, LOG_4 = math.log(2), math.log(4)
ROUNDING = 1e-15


@dataclass(frozen=True)
class Divergences:
    """KL both ways and JS in nats, total variation in [0, 1], W1 in the points' unit."""

    kl: float
    reverse_kl: float
    js: float
    tv: float
    w1: float

    @property
    def value_at_optimum(self) -> float:
        """The value function at D*: 2 JSD - log 4 (Goodfellow et al. 2014, eq. 6)."""
        return value_at_optimum(self.js)


def divergences(p: Distribution, q: Distribution) -> Divergences:
    """Return all divergences of q, the fakes, from p, the data."""
    return Divergences(
        kl=kl_divergence(p, q),
        reverse_kl=kl_divergence(q, p),
        js=jensen_shannon(p, q),
        tv=total_variation(p, q),
        w1=wasserstein_1(p, q),
    )


def value_at_optimum(js: float) -> float:
    """Return 2 JSD - log 4, in [-log 4, 0].

    Goodfellow et al. 2014, eq. 6; latent-thesis (docs/references.md), 5.3.2.
    """
    return 2 * js - LOG_4


def kl_divergence(p: Distribution, q: Distribution) -> float:
    """Return KL(p || q) = E_p log(p / q) in nats; infinite where p has mass and q none.

    Two normals: log(s_q / s_p) + (s_p^2 + (m_p - m_q)^2) / (2 s_q^2) - 1/2 (appendix A of
    latent-thesis, docs/references.md).
    """
    if len(p.parts) == len(q.parts) == 1:
        first, second = p.parts[0], q.parts[0]
        if isinstance(first, Normal) and isinstance(second, Normal):
            return kl_of_normals(first, second)
    return kl_by_quadrature(p, q)


def kl_of_normals(p: Normal, q: Normal) -> float:
    """Return KL(p || q) of two normals in closed form."""
    ratio = p.sd / q.sd
    return 0.5 * (ratio**2 - 1) - math.log(ratio) + 0.5 * ((p.mean - q.mean) / q.sd) ** 2


def kl_by_quadrature(p: Distribution, q: Distribution) -> float:
    """Return KL(p || q) of any pair: an integral over the densities and a sum over the atoms."""
    edges = _edges(p, q)
    middles = 0.5 * (edges[:-1] + edges[1:])
    # Uniforms begin and end at edges, so a panel is wholly inside of a density or outside.
    if np.any(np.isfinite(p.log_density(middles)) & np.isneginf(q.log_density(middles))):
        return math.inf

    def integrand(points: Array) -> Array:
        log_p, log_q = p.log_density(points), q.log_density(points)
        found = np.zeros_like(log_p)
        seen = np.isfinite(log_p)
        found[seen] = np.exp(log_p[seen]) * (log_p[seen] - log_q[seen])
        return found

    total = integrate(integrand, edges)
    atoms = q.atoms()
    for place, mass in p.atoms().items():
        if place not in atoms:
            return math.inf
        total += mass * math.log(mass / atoms[place])
    return max(0.0, total)


def jensen_shannon(p: Distribution, q: Distribution) -> float:
    """Return JSD = KL(p || m) / 2 + KL(q || m) / 2 with m = (p + q) / 2, in [0, log 2] nats."""

    def integrand(points: Array) -> Array:
        log_p, log_q = p.log_density(points), q.log_density(points)
        return _towards_middle(log_p, log_q) + _towards_middle(log_q, log_p)

    total = integrate(integrand, _edges(p, q))
    for first, second in _atom_masses(p, q):
        middle = 0.5 * (first + second)
        total += sum(mass * math.log(mass / middle) for mass in (first, second) if mass)
    return min(max(0.0, 0.5 * total), LOG_2)


def _towards_middle(log_p: Array, log_q: Array) -> Array:
    """Return p log(2 p / (p + q)), from logarithms, 0 where p is 0."""
    found = np.zeros_like(log_p)
    seen = np.isfinite(log_p)
    found[seen] = np.exp(log_p[seen]) * (LOG_2 - np.logaddexp(0, log_q[seen] - log_p[seen]))
    return found


def total_variation(p: Distribution, q: Distribution) -> float:
    """Return TV = integral of |p - q| / 2: the most by which a probability differs, in [0, 1]."""
    total = integrate(lambda points: np.abs(p.density(points) - q.density(points)), _edges(p, q))
    total += sum(abs(first - second) for first, second in _atom_masses(p, q))
    return min(0.5 * total, 1.0)


def wasserstein_1(p: Distribution, q: Distribution) -> float:
    """Return W1, the earth mover's distance, in the points' unit: the integral of |F_p - F_q|.

    In one dimension that is the least mean distance over which mass has to be moved (Vallender
    1974; Arjovsky et al. 2017, eq. 1).
    """
    edges = _edges(p, q)
    # Differences of distribution functions are exact to rounding, not to a share of themselves.
    floor = ROUNDING * float(edges[-1] - edges[0])
    return integrate(lambda points: np.abs(p.cdf(points) - q.cdf(points)), edges, floor=floor)


def plane_jensen_shannon(p: PlaneMixture, q: PlaneMixture) -> float:
    """Return the JSD in [0, log 2] nats of mixtures on the plane, by quadrature to 1e-7.

    Raises ``SettingsError`` when parts of very different widths would need millions of nodes.
    """
    nodes = shared_nodes(p, q)
    logits = log_ratio(p, q, nodes.points)
    js = 0.5 * nodes.expected(LOG_2 - np.logaddexp(0, -logits), LOG_2 - np.logaddexp(0, logits))
    return min(max(0.0, js), LOG_2)


def sampled_divergences(p: Distribution, q: Distribution, real: Array, fake: Array) -> Divergences:
    """Return the divergences as means over points (N,) of p and as many of q.

    KL, JS and TV are means of what the best D says at each point, log(p / q); infinite KL shows as
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


def _edges(p: Distribution, q: Distribution) -> Array:
    return np.union1d(p.edges, q.edges)


def _atom_masses(p: Distribution, q: Distribution) -> list[tuple[float, float]]:
    """Return the masses of p and q at every place where one of them has an atom."""
    of_p, of_q = p.atoms(), q.atoms()
    return [(of_p.get(at, 0.0), of_q.get(at, 0.0)) for at in sorted(of_p.keys() | of_q.keys())]
