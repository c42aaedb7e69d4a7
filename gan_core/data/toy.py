"""Two-dimensional data sets: grid of Gaussians, ring of eight, two moons, spiral, drawn points."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gan_core.data.drawn import Drawing, drawing
from gan_core.settings.drawn import REACH
from gan_core.settings.toy import DRAWN, ToySettings

Points = npt.NDArray[np.float32]
RING_MODES = 8
RING_RADIUS = 2.0
HIGH_QUALITY_SIGMAS = 3.0
"""A sample within this many sigma of its nearest centre is a high-quality one (PacGAN, 4.1)."""


@dataclass(frozen=True)
class ToyDistribution:
    """A distribution over the plane that can be sampled and drawn.

    ``centers`` is (K, 2) for Gaussian mixtures and (0, 2) for curves; ``curve`` gives (N, 2)
    noise-free points at positions (N,) in [0, 1) along a curve and is None for mixtures;
    ``extent`` is (x0, x1, y0, y1), the part of the plane that pictures and histograms cover.
    ``drawn`` are points that somebody drew, each the mean of a Gaussian; ``centers`` are then one
    point of each cluster.
    """

    centers: npt.NDArray[np.float64]
    curve: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]] | None
    sigma: float
    extent: tuple[float, float, float, float]
    drawn: Drawing | None = None

    @property
    def means(self) -> npt.NDArray[np.float64]:
        """The means (N, 2) of the Gaussians that all points come from; none for curves."""
        return self.centers if self.drawn is None else self.drawn.points

    def sample(self, count: int, *, rng: np.random.Generator) -> Points:
        """Return ``count`` independent points, (count, 2) float32."""
        if self.curve is None:
            base = self.means[rng.integers(len(self.means), size=count)]
        else:
            base = self.curve(rng.random(count))
        return (base + self.sigma * rng.standard_normal((count, 2))).astype(np.float32)

    def sample_evenly(self, count: int, *, rng: np.random.Generator) -> Points:
        """Return ``count`` points, equally many from each mean but for one (curves: any)."""
        if self.curve is not None:
            return self.sample(count, rng=rng)
        base = self.means[np.arange(count) * len(self.means) // count]
        return (base + self.sigma * rng.standard_normal(base.shape)).astype(np.float32)


def _square_extent(half_width: float) -> tuple[float, float, float, float]:
    return (-half_width, half_width, -half_width, half_width)


def grid_of_gaussians(settings: ToySettings) -> ToyDistribution:
    """Return K x K Gaussians around the origin, row by row from the lower left (PacGAN, 4.1)."""
    ticks = (np.arange(settings.grid) - (settings.grid - 1) / 2) * settings.spacing
    columns, rows = np.meshgrid(ticks, ticks)
    margin = max(settings.spacing, 4 * settings.sigma)
    half_width = max(-float(ticks[0]), 0.5 * settings.spacing) + margin
    centers = np.stack([columns.ravel(), rows.ravel()], axis=1)
    return ToyDistribution(centers, None, settings.sigma, _square_extent(half_width))


def ring_of_gaussians(settings: ToySettings) -> ToyDistribution:
    """Return eight Gaussians on a circle of radius 2."""
    angles = 2 * np.pi * np.arange(RING_MODES) / RING_MODES
    centers = RING_RADIUS * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return ToyDistribution(centers, None, settings.sigma, _square_extent(3.2))


def _moons_curve(position: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    upper = position < 0.5
    angle = math.pi * np.where(upper, 2 * position, 2 * position - 1)
    sign = np.where(upper, 1.0, -1.0)
    x = np.where(upper, -0.5, 0.5) + sign * np.cos(angle)
    y = np.where(upper, -0.25, 0.25) + sign * np.sin(angle)
    return np.stack([2 * x, 2 * y], axis=1)


def two_moons(settings: ToySettings) -> ToyDistribution:
    """Return two interleaving half circles of radius 2."""
    return ToyDistribution(np.empty((0, 2)), _moons_curve, settings.sigma, _square_extent(4.0))


def _spiral_curve(position: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    # The square root spreads points evenly along the arm, whose length grows with the angle.
    angle = 4 * math.pi * np.sqrt(position)
    return np.stack([angle * np.cos(angle), angle * np.sin(angle)], axis=1) / math.pi


def spiral(settings: ToySettings) -> ToyDistribution:
    """Return a spiral that winds twice around the origin, out to radius 4."""
    return ToyDistribution(np.empty((0, 2)), _spiral_curve, settings.sigma, _square_extent(5.0))


def drawn_points(settings: ToySettings) -> ToyDistribution:
    """Return a Gaussian around each drawn point; the plane is as wide as a grid of five centres."""
    scale = 2 * settings.spacing / REACH
    found = drawing(settings.drawn)
    scaled = replace(found, points=scale * found.points, centers=scale * found.centers)
    half_width = 2 * settings.spacing + max(settings.spacing / 2, 4 * settings.sigma)
    extent = _square_extent(half_width)
    return ToyDistribution(scaled.centers, None, settings.sigma, extent, scaled)


DISTRIBUTIONS: dict[str, Callable[[ToySettings], ToyDistribution]] = {
    "grid": grid_of_gaussians,
    "ring": ring_of_gaussians,
    "moons": two_moons,
    "spiral": spiral,
    DRAWN: drawn_points,
}


def toy_distribution(settings: ToySettings) -> ToyDistribution:
    """Return the distribution that ``settings.data`` names."""
    return DISTRIBUTIONS[settings.data](settings)


def training_points(settings: ToySettings) -> Points:
    """Return the run's real points, (sample_count, 2) float32, drawn from its seed alone."""
    rng = np.random.default_rng([settings.seed, 1])
    return toy_distribution(settings).sample_evenly(settings.sample_count, rng=rng)
