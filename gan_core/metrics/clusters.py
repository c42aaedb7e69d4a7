"""Clusters covered, high-quality samples, reverse KL against points that somebody drew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from gan_core.metrics.modes import COVERED_SHARE

Floats = npt.NDArray[np.floating]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ClusterScores:
    """Scores of N samples against drawn points in K clusters.

    ``high_quality``: share of samples within the radius of a drawn point, in percent; such a sample
    belongs to the cluster of its nearest one. ``hits`` (K,): high-quality samples of each cluster.
    ``modes``: clusters with one at least. ``covered``: those with ``needed`` (K,), a fifth of what
    the cluster's share of the data would have. ``reverse_kl``: KL of the histogram of ``hits`` from
    those shares, in nats. All but ``high_quality`` are None, or of length 0, where K is 0.
    """

    high_quality: float
    hits: Counts
    needed: Counts
    modes: int | None
    covered: int | None
    reverse_kl: float | None


class ClusterScorer:
    """Scores samples against (N, 2) points, whose clusters are ``owners`` (N,), -1 for none.

    ``shares`` (K,) is how much of all points each cluster has.
    """

    def __init__(self, points: Floats, owners: Counts, shares: Floats, *, radius: float) -> None:
        self.tree = cKDTree(points)
        self.owners, self.shares, self.radius = owners, shares, radius

    def score(self, samples: Floats) -> ClusterScores:
        """Return the scores of (N, 2) samples."""
        distances, nearest = self.tree.query(samples.astype(np.float64))
        good = distances <= self.radius
        quality = 100 * float(good.mean())
        count = len(self.shares)
        owners = self.owners[nearest[good]]
        hits = np.bincount(owners[owners >= 0], minlength=count)
        needed = np.maximum(1, np.ceil(COVERED_SHARE * len(samples) * self.shares)).astype(np.int64)
        if not count:
            return ClusterScores(quality, hits, needed, None, None, None)
        return ClusterScores(
            high_quality=quality,
            hits=hits,
            needed=needed,
            modes=int((hits > 0).sum()),
            covered=int((hits >= needed).sum()),
            reverse_kl=_kl(hits, self.shares),
        )


def _kl(hits: Counts, shares: Floats) -> float | None:
    """Return the KL of hits from shares, each divided by its sum, in nats; None without a hit."""
    total = hits.sum()
    if not total:
        return None
    found = hits > 0
    measured, expected = hits[found] / total, shares[found] / shares.sum()
    return float((measured * np.log(measured / expected)).sum())
