"""Jensen-Shannon divergence between samples and a distribution, on a grid of bins."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.special import rel_entr

Floats = npt.NDArray[np.floating]
Extent = tuple[float, float, float, float]
LOG_2 = math.log(2)


def jensen_shannon(first: Floats, second: Floats) -> float:
    """Return the JSD in nats of two probability vectors of one length.

    0 when equal, log 2 when disjoint.
    """
    middle = (first + second) / 2
    found = (rel_entr(first, middle).sum() + rel_entr(second, middle).sum()) / 2
    # Rounding may step over the ends.
    return min(max(0.0, float(found)), LOG_2)


def bin_shares(points: Floats, extent: Extent, *, bins: int) -> npt.NDArray[np.float64]:
    """Return the shares of (N, 2) points in bins x bins cells and, last, outside of them all."""
    x0, x1, y0, y1 = extent
    inside = (points[:, 0] >= x0) & (points[:, 0] < x1)
    inside &= (points[:, 1] >= y0) & (points[:, 1] < y1)
    kept = points[inside]
    columns = ((kept[:, 0] - x0) * (bins / (x1 - x0))).astype(np.int64)
    rows = ((kept[:, 1] - y0) * (bins / (y1 - y0))).astype(np.int64)
    # A float just under the edge may round up into the next cell.
    cells = np.minimum(rows, bins - 1) * bins + np.minimum(columns, bins - 1)
    counts = np.bincount(cells, minlength=bins * bins + 1)
    counts[-1] = len(points) - len(kept)
    shares: npt.NDArray[np.float64] = counts / len(points)
    return shares
