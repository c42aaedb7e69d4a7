"""Is a face an outlier among real ones? Three tests, each calibrated on real faces.

A test gives each face an outlier score; thresholds are read from held-out real faces, so that five
of a hundred of those are flagged whatever the space. On the map only the border counts. In feature
space both ends do: garbage lies too far away, and blurred averages lie too near, more mode-like
than any real face.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gan_core.faces.neighbours import Doubles, Neighbours, nearest
from gan_core.metrics.proportions import beta_binomial_interval

Flags = npt.NDArray[np.bool_]

LEVEL = 0.05
"""Share of real faces that a test flags."""

NEIGHBOURS = 10
"""Nearest real faces that the tests in feature space look at."""

BORDER_NEIGHBOURS = 30
"""Nearest real faces around which a gap is looked for on the map."""

OUTER_SHARE = 1 / 3
"""Share of real faces that lie in the outer part of a map, where the gaps are widest."""

OWN_PLACE = 1e-12
"""Points of the map so near are the same one, from which there is no direction."""


@dataclass(frozen=True)
class Surroundings:
    """What tests look at: faces among M reference faces.

    ``near`` are the faces' nearest reference faces, ``own`` those of the reference faces
    themselves; ``places`` (N, 2) and ``reference_places`` (M, 2) lie on the map.
    """

    near: Neighbours
    own: Neighbours
    places: Doubles
    reference_places: Doubles


def knn_distance(around: Surroundings) -> Doubles:
    """Return the logarithm of the mean distance to the 10 nearest reference faces, (N,)."""
    found: Doubles = np.log(around.near.first(NEIGHBOURS).distances.mean(1))
    return found


def local_outlier_factor(around: Surroundings) -> Doubles:
    """Return the logarithm of the local outlier factor, (N,): 0 where as dense as around it.

    The mean of the neighbours' local reachability densities over the face's own (Breunig et al.
    2000, definitions 5 to 7), with 10 neighbours, of faces that are not among the reference ones.

    scikit-learn's ``LocalOutlierFactor`` agrees to 5e-13, but takes these distances only as whole
    matrices: for 20,000 reference faces 3.2 GB have to be kept against 3.2 MB of neighbours.
    """
    own, near = around.own.first(NEIGHBOURS), around.near.first(NEIGHBOURS)
    reach = own.distances[:, -1]
    density = 1 / np.maximum(own.distances, reach[own.indices]).mean(1)
    mine = 1 / np.maximum(near.distances, reach[near.indices]).mean(1)
    found: Doubles = np.log(density[near.indices].mean(1) / mine)
    return found


def border_gap(around: Surroundings) -> Doubles:
    """Return the widest gap in degrees between the directions to the 30 nearest points, (N,).

    A point inside the cloud has neighbours on all sides and a small gap; one at its border has
    none on one side: 180 degrees or more. Only the map is looked at.
    """
    found = []
    for place in around.places:
        away = around.reference_places - place
        lengths = np.linalg.norm(away, axis=1)[None]
        away = away[nearest(lengths, BORDER_NEIGHBOURS).indices[0]]
        away = away[np.abs(away).max(1) > OWN_PLACE]
        turns = np.sort(np.arctan2(away[:, 1], away[:, 0]))
        gaps = np.diff(turns, append=turns[:1] + 2 * np.pi)
        found.append(np.degrees(gaps.max()) if len(turns) else 360.0)
    return np.array(found)


@dataclass(frozen=True)
class OutlierTest:
    """A test: its outlier score, and whether low ones are flagged as high ones are."""

    score: Callable[[Surroundings], Doubles]
    both_ends: bool


TESTS = {
    "border": OutlierTest(border_gap, both_ends=False),
    "neighbours": OutlierTest(knn_distance, both_ends=True),
    "lof": OutlierTest(local_outlier_factor, both_ends=True),
}
"""How the map is read in latent-thesis (docs/references.md), and two in feature space."""


@dataclass(frozen=True)
class Verdict:
    """What a test says of faces: outlier ``scores`` (N,), ``percentiles`` (N,) and flags (N,).

    A percentile is the share of held-out real faces that score lower, in [0, 1]. ``too_far`` and
    ``too_typical`` are the two reasons of a flag.
    """

    scores: Doubles
    percentiles: Doubles
    too_far: Flags
    too_typical: Flags

    @property
    def flagged(self) -> Flags:
        """Whether a face is an outlier by this test."""
        return self.too_far | self.too_typical

    @property
    def outer(self) -> Flags:
        """Whether a face scores as the highest third of the real ones: on the map, its outside."""
        found: Flags = self.percentiles >= 1 - OUTER_SHARE
        return found


def apply_thresholds(test: OutlierTest, scores: Doubles, calibration: Doubles) -> Verdict:
    """Return what a test says of scores (N,), by sorted ones of held-out real faces (M,)."""
    low, high = thresholds(test, calibration)
    # Half of what is equal counts as lower, so that ties do not lean to a side.
    below = np.searchsorted(calibration, scores, side="left")
    upto = np.searchsorted(calibration, scores, side="right")
    return Verdict(
        scores=scores,
        percentiles=(below + upto) / (2 * len(calibration)),
        too_far=scores > high,
        too_typical=scores < low,
    )


def thresholds(test: OutlierTest, calibration: Doubles) -> tuple[float, float]:
    """Return below and above which a score is flagged; minus infinity where low ones are usual.

    Beyond the r-th of n sorted scores a new one of the same kind lies with a chance of r / (n + 1),
    whatever their distribution (split conformal prediction, Vovk et al. 2005): r is the largest
    with which no more than ``LEVEL`` is flagged. With too few scores nothing is.
    """
    count = len(calibration)
    rank = flag_rank(test, count)
    if not rank:
        return -np.inf, np.inf
    low = float(calibration[rank - 1]) if test.both_ends else -np.inf
    return low, float(calibration[count - rank])


def flag_rank(test: OutlierTest, calibrated: int) -> int:
    """Return beyond which of so many sorted scores, from each end that counts, a face is flagged.

    0 where there are too few for any flag.
    """
    return int(LEVEL * (calibrated + 1) / (2 if test.both_ends else 1))


@dataclass(frozen=True)
class Chance:
    """What a test flags of faces that are like the calibrating ones.

    ``expected`` faces, in at least 95 of 100 cases between the two of ``interval``; ``share`` is
    flagged at each end that counts.
    """

    expected: float
    interval: tuple[int, int]
    share: float


def chance_flags(test: OutlierTest, calibrated: int, count: int) -> Chance:
    """Return what chance alone flags of ``count`` faces by thresholds of ``calibrated`` ones.

    The share beyond the r-th score from each of e ends is Beta(er, n + 1 - er)-distributed over
    draws of the n calibrating faces, whatever the scores' distribution, so that flags are
    beta-binomial: the thresholds' own error is part of it.
    """
    rank = flag_rank(test, calibrated)
    if not rank:
        return Chance(0.0, (0, 0), 0.0)
    hits = rank * (2 if test.both_ends else 1)
    return Chance(
        expected=count * hits / (calibrated + 1),
        interval=beta_binomial_interval(count, hits, calibrated + 1 - hits),
        share=rank / (calibrated + 1),
    )
