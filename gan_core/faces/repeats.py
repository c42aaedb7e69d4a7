"""Does a set of faces repeat itself? A test of the whole set, where scores see a face at a time.

Each face's nearest other one in the set is set beside its nearest real one. Copies lie much nearer
to each other than to any real face; faces drawn as real ones are do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial.distance import cdist

from gan_core.faces.neighbours import Doubles, Indices
from gan_core.faces.outliers import LEVEL

LEAST = 2
"""Faces that a set needs."""

MOST_REAL = 1000
"""Real faces that a set is compared with."""

LOWEST = 0.1
"""Share of a set's faces, those nearest to another one, that the test looks at."""

DRAWS = 399
"""Sets of real faces of the same size that it is compared with."""

TINY = 1e-9
"""A real face that is the same counts as so far away, so that ratios stay finite."""


@dataclass(frozen=True)
class Repeats:
    """What the test says of a set of N faces.

    ``ratios`` (N,): a face's distance to its nearest other one in the set over that to its nearest
    real one; ``partners`` (N,): which other one. ``score`` is the mean of the lowest tenth of the
    ratios, ``usual`` what 5 of 100 sets of real faces stay below, ``p_value`` the share of sets of
    real faces, this one among them, with no higher score.
    """

    ratios: Doubles
    partners: Indices
    score: float
    usual: float
    p_value: float

    @property
    def repeated(self) -> bool:
        """Whether the set repeats itself more than all but 5 of 100 sets of real faces."""
        return self.p_value <= LEVEL


@dataclass(frozen=True)
class RepeatTest:
    """The test for sets of ``count`` faces beside reference faces by their ``features`` (M, k + 1).

    It looks at the k components. What they leave out has a length but no direction, so that a face
    and its copy would lie as far from each other by it as two strangers. Raises ``ValueError``
    unless 2 <= count <= M / 2.
    """

    features: Doubles
    count: int

    def __post_init__(self) -> None:
        most = most_compared(len(self.features))
        if not LEAST <= self.count <= most:
            raise ValueError(f"{self.count} faces; accepted: {LEAST} to {most}")

    @cached_property
    def _real(self) -> Doubles:
        return np.ascontiguousarray(self.features[:, :-1])

    @cached_property
    def usual_scores(self) -> Doubles:
        """Return sorted scores of sets of real faces, each beside the real ones not in it."""
        matrix = cdist(self._real, self._real)
        random = np.random.default_rng(0)
        found = []
        for _draw in range(DRAWS):
            order = random.permutation(len(matrix))
            inside, others = order[: self.count], order[self.count :]
            within = matrix[np.ix_(inside, inside)]
            ratios, _partners = _ratios(within, matrix[np.ix_(inside, others)])
            found.append(_lowest(ratios))
        return np.sort(found)

    def repeats(self, features: Doubles) -> Repeats:
        """Return what the test says of faces by their features (count, k + 1)."""
        rows = features[:, :-1]
        # As many real ones as a set of real faces has beside it.
        beside = self._real[: len(self._real) - self.count]
        ratios, partners = _ratios(cdist(rows, rows), cdist(rows, beside))
        score = _lowest(ratios)
        lower = int(np.searchsorted(self.usual_scores, score, side="right"))
        rank = int(LEVEL * (DRAWS + 1))
        return Repeats(
            ratios=ratios,
            partners=partners,
            score=score,
            usual=float(self.usual_scores[rank - 1]),
            p_value=(1 + lower) / (DRAWS + 1),
        )


def most_compared(reference: int) -> int:
    """Return how many faces can be compared at a time beside so many reference faces."""
    return reference // 2


def _ratios(within: Doubles, beside: Doubles) -> tuple[Doubles, Indices]:
    """Return ratios (N,) and partners (N,) by distances within a set and to real faces."""
    others = within.copy()
    np.fill_diagonal(others, np.inf)
    partners = others.argmin(1)
    nearest_real = np.maximum(beside.min(1), TINY)
    return others.min(1) / nearest_real, partners


def _lowest(ratios: Doubles) -> float:
    """Return the mean of the lowest tenth, at least of one."""
    count = max(1, int(LOWEST * len(ratios)))
    return float(np.sort(ratios)[:count].mean())
