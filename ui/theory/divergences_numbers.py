"""Divergences of two densities, exact and on samples, each computed once for all visitors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch

from gan_core.theory.closed_forms import closed_forms
from gan_core.theory.components import Array, Normal
from gan_core.theory.distributions import Distribution, normal, point, uniform
from gan_core.theory.divergences import (
    Divergences,
    jensen_shannon,
    kl_divergence,
    sampled_divergences,
    total_variation,
    wasserstein_1,
)
from ui.models.compute_threads import threads_for
from ui.theory.link_state import FARTHEST, DivergencesChoice

KEPT = 64
HILLS_AT = 2.0
INTEGRALS: dict[str, Callable[[Distribution, Distribution], float]] = {
    "kl": kl_divergence,
    "reverse_kl": lambda p, q: kl_divergence(q, p),
    "js": jensen_shannon,
    "tv": total_variation,
    "w1": wasserstein_1,
}
NAMES = tuple(INTEGRALS)
SLOPED = ("js", "w1")
"""The divergences whose slopes over the distance are shown."""

STEP = 0.1
"""The slider's; slopes are measured from one step before to one step after."""

DISTANCES = np.concatenate([[0.0, 0.001], np.arange(1, round(FARTHEST / STEP) + 1) * STEP])
"""Just beside 0 as well, since everything jumps there when points move apart."""


@dataclass(frozen=True)
class Pair:
    """Which densities, and how wide."""

    name: str
    real_width: float
    fake_width: float

    def at(self, distance: float) -> tuple[Distribution, Distribution]:
        """Return the real and the fake distribution, whose centres are so far apart."""
        real, fake = self.real_width, self.fake_width
        if self.name == "points":
            return point(0.0), point(distance)
        if self.name == "uniforms":
            ends = distance - 0.5 * fake, distance + 0.5 * fake
            return uniform(-0.5 * real, 0.5 * real), uniform(*ends)
        if self.name == "mixed":
            return uniform(-0.5 * real, 0.5 * real), normal(distance, fake)
        if self.name == "hills":
            hills = Normal(-HILLS_AT, real), Normal(HILLS_AT, real)
            return Distribution((0.5, 0.5), hills), normal(distance, fake)
        return normal(0.0, real), normal(distance, fake)


def chosen_pair(chosen: DivergencesChoice) -> Pair:
    """Return the pair that the controls ask for; points have no width."""
    if chosen.pair == "points":
        return Pair(chosen.pair, 1.0, 1.0)
    return Pair(chosen.pair, chosen.real_width, chosen.fake_width)


@dataclass(frozen=True)
class Exact:
    """A divergence, and whether a formula gives it; else it is integrated."""

    value: float
    closed: bool


@lru_cache(64 * KEPT)
def exact(pair: Pair, name: str, distance: float) -> Exact:
    """Return a divergence in closed form where there is one, else by quadrature."""
    shapes = pair.at(distance)
    known = closed_forms(*shapes)
    closed = name in known
    return Exact(known[name] if closed else INTEGRALS[name](*shapes), closed)


def exact_slope(pair: Pair, name: str, distance: float) -> float:
    """Return the mean slope of a divergence from a step before to a step after."""
    ends = (exact(pair, name, round(distance + step, 6)) for step in (-STEP, STEP))
    before, after = (one.value for one in ends)
    return (after - before) / (2 * STEP)


@dataclass(frozen=True)
class Curves:
    """Divergences and slopes over ``DISTANCES``."""

    values: dict[str, Array]
    slopes: dict[str, Array]


@lru_cache(KEPT)
def curves(pair: Pair) -> Curves:
    """Return the divergences over all distances."""
    places = [round(float(distance), 6) for distance in DISTANCES]
    return Curves(
        {name: np.array([exact(pair, name, at).value for at in places]) for name in NAMES},
        {name: np.array([exact_slope(pair, name, at) for at in places]) for name in SLOPED},
    )


@dataclass(frozen=True)
class Measured:
    """What samples of both densities say."""

    values: dict[str, float]
    slopes: dict[str, float]


@lru_cache(KEPT)
def measured(pair: Pair, distance: float, count: int, seed: int) -> Measured:
    """Return what so many samples of each say; slopes with the same samples moved a little."""
    here, before, after = (
        _sampled(pair, distance + step, count, seed) for step in (0.0, -STEP, STEP)
    )
    return Measured(
        {name: getattr(here, name) for name in NAMES},
        {n: (getattr(after, n) - getattr(before, n)) / (2 * STEP) for n in SLOPED},
    )


def _sampled(pair: Pair, distance: float, count: int, seed: int) -> Divergences:
    random = torch.Generator().manual_seed(seed)
    p, q = pair.at(distance)
    with threads_for(1):
        real, fake = (known.sample(count, generator=random)[:, 0].numpy() for known in (p, q))
    return sampled_divergences(p, q, real, fake)
