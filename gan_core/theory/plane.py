"""Distributions on the plane: weighted sums of round normals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gan_core.settings.base import SettingsError
from gan_core.theory.components import FARTHEST, NARROWEST, WIDEST, Array
from gan_core.theory.distributions import checked_weights

if TYPE_CHECKING:
    # torch takes seconds to import, and only sampling needs it.
    import torch
    from torch import Tensor

LOG_TAU = math.log(2 * math.pi)


@dataclass(frozen=True)
class PlaneMixture:
    """A weighted sum of round normals N(mean, sd^2 I) on the plane.

    ``means`` holds (x, y) and ``sds`` one standard deviation for each of 1 to 16 parts. Weights
    are divided by their sum, which must be 1 within 1e-6. Points are arrays (..., 2). Raises
    ``SettingsError``.
    """

    weights: tuple[float, ...]
    means: tuple[tuple[float, float], ...]
    sds: tuple[float, ...]

    dimensions = 2

    def __post_init__(self) -> None:
        """Check counts and limits."""
        if not len(self.weights) == len(self.means) == len(self.sds):
            raise SettingsError(
                f"{len(self.weights)} weights, {len(self.means)} means and {len(self.sds)} sds; "
                f"accepted: as many of each"
            )
        object.__setattr__(self, "weights", checked_weights(self.weights))
        for mean in self.means:
            # Written so that NaN is refused too.
            if len(mean) != 2 or not all(abs(place) <= FARTHEST for place in mean):
                raise SettingsError(
                    f"mean {mean} is out of range; accepted: two numbers within {FARTHEST:g} of 0"
                )
        for sd in self.sds:
            if not NARROWEST <= sd <= WIDEST:
                raise SettingsError(
                    f"sd={sd:g} is out of range; accepted: {NARROWEST:g} to {WIDEST:g}"
                )

    def log_density(self, points: Array) -> Array:
        """Return the logarithm of the density at points (..., 2), (...)."""
        found = np.full(np.shape(points)[:-1], -np.inf)
        for weight, mean, sd in zip(self.weights, self.means, self.sds, strict=True):
            squared = np.square((points - np.asarray(mean)) / sd).sum(axis=-1)
            found = np.logaddexp(found, math.log(weight) - LOG_TAU - 2 * math.log(sd) - squared / 2)
        return found

    def density(self, points: Array) -> Array:
        """Return the density at points (..., 2), (...)."""
        return np.exp(self.log_density(points))

    def atoms(self) -> dict[float, float]:
        """Return nothing: a round normal has no atoms."""
        return {}

    @property
    def mean(self) -> Array:
        """Expected point, (2,)."""
        mean: Array = np.asarray(self.weights) @ np.asarray(self.means)
        return mean

    @property
    def sd(self) -> Array:
        """Standard deviation along each axis, (2,)."""
        around = np.square(np.asarray(self.means) - self.mean)
        spread = around + np.square(np.asarray(self.sds))[:, None]
        sd: Array = np.sqrt(np.asarray(self.weights) @ spread)
        return sd

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Part of the plane that pictures show, (x0, x1, y0, y1): four sd around every part."""
        means, reach = np.asarray(self.means), 4 * np.asarray(self.sds)[:, None]
        low, high = (means - reach).min(axis=0), (means + reach).max(axis=0)
        return float(low[0]), float(high[0]), float(low[1]), float(high[1])

    def sample(self, count: int, *, generator: torch.Generator) -> Tensor:
        """Return (count, 2) independent draws in float64, on the generator's device."""
        import torch

        weights, means, sds = (
            torch.tensor(numbers, dtype=torch.float64, device=generator.device)
            for numbers in (self.weights, self.means, self.sds)
        )
        parts = torch.multinomial(weights, count, replacement=True, generator=generator)
        noise = torch.empty(count, 2, dtype=torch.float64, device=generator.device)
        points: Tensor = means[parts] + sds[parts, None] * noise.normal_(generator=generator)
        return points
