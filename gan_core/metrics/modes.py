"""Modes covered, high-quality samples, reverse KL: the 2D-grid benchmark (VEEGAN; PacGAN, 4.1)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]

COVERED_SHARE = 0.2
"""Of an even share of all samples, 1/K: what a mode needs to count as covered."""


@dataclass(frozen=True)
class ModeScores:
    """Scores of N samples against K centres.

    ``modes``: centres with at least one high-quality sample, the published rule, under which a
    uniform smear covers most. ``covered``: those with ``covered_from`` samples at least, a fifth of
    an even share. ``high_quality``: share of samples
    within the radius of their nearest centre, in percent. ``reverse_kl``: KL of the histogram of
    high-quality samples from the uniform one, in nats; None when there is no such sample.
    ``hits`` (K,): high-quality samples of each centre. ``sigmas`` (K,): their standard deviation
    per coordinate around their own mean, nan for fewer than two.
    """

    modes: int
    covered: int
    covered_from: int
    high_quality: float
    reverse_kl: float | None
    hits: npt.NDArray[np.int64]
    sigmas: npt.NDArray[np.float64]


def covered_from(samples: int, centers: int) -> int:
    """Return from how many of so many samples on a mode counts as covered."""
    return max(1, math.ceil(COVERED_SHARE * samples / centers))


def score_modes(samples: Floats, centers: Floats, *, radius: float) -> ModeScores:
    """Return scores of (N, 2) samples against (K, 2) centres; ``radius`` is 3 sigma as a rule."""
    samples = samples.astype(np.float64)
    # |a - b|^2 by one matrix product; the cancellation (1e-12 here) is far below radius^2.
    squared = (samples**2).sum(1)[:, None] - 2 * samples @ centers.T + (centers**2).sum(1)[None, :]
    nearest = squared.argmin(axis=1)
    good = squared[np.arange(len(samples)), nearest] <= radius**2
    kept, owner = samples[good], nearest[good]
    count = len(centers)
    hits = np.bincount(owner, minlength=count)
    safe = np.maximum(hits, 1)
    means = np.stack(
        [np.bincount(owner, kept[:, axis], minlength=count) / safe for axis in (0, 1)], axis=1
    )
    spread = ((kept - means[owner]) ** 2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        sigmas = np.sqrt(np.bincount(owner, spread, minlength=count) / (2 * (hits - 1)))
    sigmas[hits < 2] = np.nan
    needed = covered_from(len(samples), count)
    return ModeScores(
        modes=int((hits > 0).sum()),
        covered=int((hits >= needed).sum()),
        covered_from=needed,
        high_quality=100 * float(good.mean()),
        reverse_kl=_kl_from_uniform(hits),
        hits=hits,
        sigmas=sigmas,
    )


def _kl_from_uniform(hits: npt.NDArray[np.int64]) -> float | None:
    """Return ln K - H(c) of a histogram over K bins, in nats."""
    total = hits.sum()
    if total == 0:
        return None
    shares = hits[hits > 0] / total
    return float(np.log(len(hits)) + (shares * np.log(shares)).sum())
