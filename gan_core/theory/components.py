"""What distributions in one dimension are made of: a normal, a uniform, a point mass."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from gan_core.settings.base import Settings, SettingsError, number

Array = npt.NDArray[np.float64]

FARTHEST, NARROWEST, WIDEST = 1000.0, 0.001, 1000.0
"""Limits of places and widths: between them float64 resolves every density to 1e-9."""

REACH = 14
"""Standard deviations within which a normal is integrated: 2e-44 of its mass is outside."""

LOG_ROOT_TAU = 0.5 * math.log(2 * math.pi)


@dataclass(frozen=True)
class Normal(Settings):
    """The normal distribution N(mean, sd^2)."""

    mean: float = number(0.0, -FARTHEST, FARTHEST, "Mean.")
    sd: float = number(1.0, NARROWEST, WIDEST, "Standard deviation.")

    def log_density(self, points: Array) -> Array:
        """Return the logarithm of the density at points of any shape."""
        scaled = (points - self.mean) / self.sd
        density: Array = -0.5 * scaled * scaled - (LOG_ROOT_TAU + math.log(self.sd))
        return density

    def cdf(self, points: Array) -> Array:
        """Return the share of the mass at or below each point."""
        shares: Array = ndtr((points - self.mean) / self.sd)
        return shares

    def quantile(self, shares: Array) -> Array:
        """Return the smallest point with ``cdf`` at least the share, shares in [0, 1]."""
        points: Array = self.mean + self.sd * ndtri(shares)
        return points

    @property
    def edges(self) -> Sequence[float]:
        """Places between which the density is smooth at the scale of their distance."""
        return [self.mean + self.sd * step for step in range(-REACH, REACH + 1)]


@dataclass(frozen=True)
class Uniform(Settings):
    """The uniform distribution on [low, high]."""

    low: float = number(0.0, -FARTHEST, FARTHEST, "Left end.")
    high: float = number(1.0, -FARTHEST, FARTHEST, "Right end.")

    def __post_init__(self) -> None:
        """Check what concerns both ends."""
        super().__post_init__()
        if self.high - self.low < NARROWEST:
            raise SettingsError(
                f"high={self.high:g} is not above low={self.low:g}; accepted: at least "
                f"{NARROWEST:g} more"
            )

    @property
    def width(self) -> float:
        """Distance of the ends."""
        return self.high - self.low

    @property
    def mean(self) -> float:
        """The middle."""
        return 0.5 * (self.low + self.high)

    @property
    def sd(self) -> float:
        """Standard deviation: width / sqrt(12)."""
        return self.width / math.sqrt(12)

    def log_density(self, points: Array) -> Array:
        """Return the logarithm of the density at points of any shape, minus infinity outside."""
        inside = (points >= self.low) & (points <= self.high)
        return np.where(inside, -math.log(self.width), -np.inf)

    def cdf(self, points: Array) -> Array:
        """Return the share of the mass at or below each point."""
        return np.clip((points - self.low) / self.width, 0, 1)

    def quantile(self, shares: Array) -> Array:
        """Return the smallest point with ``cdf`` at least the share, shares in [0, 1]."""
        return self.low + self.width * shares

    @property
    def edges(self) -> Sequence[float]:
        """Places between which the density is smooth at the scale of their distance."""
        return [self.low, self.mean, self.high]


@dataclass(frozen=True)
class Point(Settings):
    """All mass at one place: an atom, which has no density."""

    at: float = number(0.0, -FARTHEST, FARTHEST, "Place.")

    sd = 0.0

    @property
    def mean(self) -> float:
        """The place."""
        return self.at

    def log_density(self, points: Array) -> Array:
        """Return minus infinity: an atom adds nothing to the density."""
        return np.full(np.shape(points), -np.inf)

    def cdf(self, points: Array) -> Array:
        """Return the share of the mass at or below each point."""
        return np.where(points >= self.at, 1.0, 0.0)

    def quantile(self, shares: Array) -> Array:
        """Return the place, for any shares."""
        return np.full(np.shape(shares), self.at)

    @property
    def edges(self) -> Sequence[float]:
        """The place, where ``cdf`` jumps."""
        return [self.at]


Component = Normal | Uniform | Point
