"""What a rule did to a score, beside what seeds alone do to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CLEAR = 2.0
"""So many times the seeds' range a difference has to be, as three seeds may lie close by luck.

Were scores normal, chance alone would exceed it in 9 of 100 comparisons.
"""


@dataclass(frozen=True)
class Effect:
    """A score with the rule and without, and ``seeds``: the same settings with several seeds."""

    on: float
    off: float
    seeds: Sequence[float]

    @property
    def chance(self) -> float:
        """How far the seeds lie apart, the least from the greatest."""
        return max(self.seeds) - min(self.seeds)

    @property
    def difference(self) -> float:
        """How much greater the score is without the rule."""
        return self.off - self.on

    @property
    def verdict(self) -> str:
        """For a distance: the rule ``helps`` or ``harms``, or does no more than ``chance``.

        A difference counts when it is more than ``CLEAR`` times that of any two of the seeds.
        """
        if abs(self.difference) <= CLEAR * self.chance:
            return "chance"
        return "helps" if self.difference > 0 else "harms"
