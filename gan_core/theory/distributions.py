"""Distributions in one dimension: weighted sums of normals, uniforms and point masses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gan_core.settings.base import SettingsError
from gan_core.theory.components import FARTHEST, Array, Component, Normal, Point, Uniform

if TYPE_CHECKING:
    # torch takes seconds to import, and only sampling needs it.
    import torch
    from torch import Tensor

PARTS_LIMIT = 16
SMALLEST_WEIGHT = 1e-6
WEIGHTS_ERROR = 1e-6
BISECTIONS = 100


def checked_weights(weights: tuple[float, ...]) -> tuple[float, ...]:
    """Return the weights of 1 to 16 parts, divided by their sum; it must be 1 within 1e-6.

    Raises ``SettingsError`` otherwise, and for a weight outside [1e-6, 1].
    """
    if not 1 <= len(weights) <= PARTS_LIMIT:
        raise SettingsError(f"{len(weights)} parts; accepted: 1 to {PARTS_LIMIT}")
    for weight in weights:
        if not SMALLEST_WEIGHT <= weight <= 1 + WEIGHTS_ERROR:
            raise SettingsError(
                f"weight {weight:g} is out of range; accepted: {SMALLEST_WEIGHT:g} to 1"
            )
    total = math.fsum(weights)
    # A little more, since 0.333333 three times is 1e-6 off and a bit by rounding.
    if abs(total - 1) > WEIGHTS_ERROR * (1 + 1e-6):
        raise SettingsError(f"weights add up to {total:.8g}; accepted: 1 within {WEIGHTS_ERROR:g}")
    return tuple(weight / total for weight in weights)


@dataclass(frozen=True)
class Distribution:
    """A weighted sum of components in one dimension.

    Weights are divided by their sum, which must be 1 within 1e-6. Raises ``SettingsError``.
    Points are arrays of any shape, in the same unit as the components.
    """

    weights: tuple[float, ...]
    parts: tuple[Component, ...]

    dimensions = 1

    def __post_init__(self) -> None:
        """Check the weights."""
        if len(self.weights) != len(self.parts):
            raise SettingsError(
                f"{len(self.weights)} weights; accepted: one for each of {len(self.parts)} parts"
            )
        object.__setattr__(self, "weights", checked_weights(self.weights))

    def log_density(self, points: Array) -> Array:
        """Return the logarithm of the density of what is no atom; minus infinity where it is 0."""
        found = np.full(np.shape(points), -np.inf)
        for weight, part in zip(self.weights, self.parts, strict=True):
            found = np.logaddexp(found, math.log(weight) + part.log_density(points))
        return found

    def density(self, points: Array) -> Array:
        """Return the density of what is no atom (it integrates to 1 less the atoms' masses)."""
        density: Array = np.exp(self.log_density(points))
        return density

    def atoms(self) -> dict[float, float]:
        """Return the masses of the atoms by their places."""
        found: dict[float, float] = {}
        for weight, part in zip(self.weights, self.parts, strict=True):
            if isinstance(part, Point):
                found[part.at] = found.get(part.at, 0.0) + weight
        return found

    def cdf(self, points: Array) -> Array:
        """Return the share of the mass at or below each point."""
        found = np.zeros(np.shape(points))
        for weight, part in zip(self.weights, self.parts, strict=True):
            found += weight * part.cdf(points)
        return found

    def quantile(self, shares: Array) -> Array:
        """Return the smallest point with ``cdf`` at least the share, shares in [0, 1], to rounding.

        By the formula for one component, by bisection for several. Raises ``ValueError`` for
        shares outside.
        """
        shares = np.asarray(shares, dtype=np.float64)
        if not np.all((shares >= 0) & (shares <= 1)):
            raise ValueError("a share is out of range; accepted: 0 to 1")
        if len(self.parts) == 1:
            return self.parts[0].quantile(shares)
        bounds = np.stack([part.quantile(shares) for part in self.parts])
        low, high = bounds.min(axis=0), bounds.max(axis=0)
        # At 0 and 1 a normal's ends are infinite, and so are the sum's.
        inside = np.isfinite(low) & np.isfinite(high)
        left, right = low[inside], high[inside]
        enough = self.cdf(left) >= shares[inside]
        right = np.where(enough, left, right)
        for _ in range(BISECTIONS):
            middle = 0.5 * (left + right)
            above = self.cdf(middle) >= shares[inside]
            left, right = np.where(above, left, middle), np.where(above, middle, right)
        found: Array = np.where(shares > 0.5, high, low)
        found[inside] = right
        return found

    @property
    def mean(self) -> float:
        """Expected value."""
        pairs = zip(self.weights, self.parts, strict=True)
        return math.fsum(weight * part.mean for weight, part in pairs)

    @property
    def sd(self) -> float:
        """Standard deviation; 0 for a single point."""
        mean = self.mean
        pairs = zip(self.weights, self.parts, strict=True)
        spread = (weight * (part.sd**2 + (part.mean - mean) ** 2) for weight, part in pairs)
        return math.sqrt(math.fsum(spread))

    @property
    def extent(self) -> tuple[float, float]:
        """Interval that pictures show: four standard deviations of every part."""
        left = min(part.mean - 4 * part.sd for part in self.parts)
        right = max(part.mean + 4 * part.sd for part in self.parts)
        return left, right

    @property
    def edges(self) -> Array:
        """Sorted places between which density and ``cdf`` are smooth, for quadrature."""
        return np.unique(np.concatenate([np.asarray(part.edges) for part in self.parts]))

    def sample(self, count: int, *, generator: torch.Generator) -> Tensor:
        """Return (count, 1) independent draws in float64, on the generator's device."""
        import torch

        table = torch.tensor(
            [[*_start_and_width(part), isinstance(part, Normal)] for part in self.parts],
            dtype=torch.float64, device=generator.device,
        )  # fmt: skip
        if len(self.parts) > 1:
            weights = torch.tensor(self.weights, device=generator.device)
            table = table[torch.multinomial(weights, count, replacement=True, generator=generator)]
        start, width, is_normal = table.unbind(dim=1)
        noise = torch.empty(2, count, dtype=torch.float64, device=generator.device)
        noise[0].normal_(generator=generator)
        noise[1].uniform_(generator=generator)
        points: Tensor = start + width * torch.where(is_normal > 0, noise[0], noise[1])
        return points[:, None]


def _start_and_width(part: Component) -> tuple[float, float]:
    """Return what to add to standard noise, and first to multiply it by."""
    if isinstance(part, Uniform):
        return part.low, part.width
    return part.mean, part.sd


def single(part: Component) -> Distribution:
    """Return the distribution that is one component."""
    return Distribution((1.0,), (part,))


def normal(mean: float = 0.0, sd: float = 1.0) -> Distribution:
    """Return N(mean, sd^2)."""
    return single(Normal(mean, sd))


def uniform(low: float = 0.0, high: float = 1.0) -> Distribution:
    """Return the uniform distribution on [low, high]."""
    return single(Uniform(low, high))


def point(at: float = 0.0) -> Distribution:
    """Return all mass at one place."""
    return single(Point(at))


def evenly_spaced(p: Distribution, q: Distribution, count: int) -> Array:
    """Return ``count`` points over what pictures of both show, atoms and all."""
    (a, b), (c, d) = p.extent, q.extent
    left, right = min(a, c), max(b, d)
    margin = 0.5 if left == right else 0.0
    return np.linspace(max(left - margin, -2 * FARTHEST), min(right + margin, 2 * FARTHEST), count)
