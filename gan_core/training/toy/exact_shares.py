"""How much of a toy distribution lies in each bin of the histogram that a run is measured with."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from gan_core.data.toy import ToyDistribution
from gan_core.metrics.divergence import bin_shares

BINS = 40
CURVE_SAMPLES = 200_000


def exact_shares(distribution: ToyDistribution) -> npt.NDArray[np.float64]:
    """Probability of each bin and of the outside: exact for Gaussians, else from many samples."""
    if distribution.curve is not None:
        rng = np.random.default_rng(0)
        many = distribution.sample(CURVE_SAMPLES, rng=rng)
        return bin_shares(many, distribution.extent, bins=BINS)
    x0, x1, y0, y1 = distribution.extent
    x_means, y_means = distribution.means.T
    columns = _interval_shares(np.linspace(x0, x1, BINS + 1), x_means, distribution.sigma)
    rows = _interval_shares(np.linspace(y0, y1, BINS + 1), y_means, distribution.sigma)
    inside = (rows.T @ columns).ravel() / len(distribution.means)
    return np.append(inside, max(0.0, 1.0 - inside.sum()))


def _interval_shares(
    edges: npt.NDArray[np.float64], means: npt.NDArray[np.float64], sigma: float
) -> npt.NDArray[np.float64]:
    """Probability of each interval under each normal, (means, intervals)."""
    scaled = (edges[None, :] - means[:, None]) / (sigma * math.sqrt(2))
    cumulative = 0.5 * (1 + np.vectorize(math.erf)(scaled))
    return np.asarray(np.diff(cumulative, axis=1))
