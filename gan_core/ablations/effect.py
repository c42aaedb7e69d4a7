"""What an ablation does to a score, beside what the seed alone does to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CLEAR = 2.0
"""A difference counts from so many times the seeds' range on: three seeds may lie close by luck.

If scores were normal, chance alone would exceed it in 9 of 100 comparisons.
"""


@dataclass(frozen=True)
class Effect:
    """A score with a guideline, ``on``, and in its ablation, ``off``; ``seeds`` of one setting."""

    on: float
    off: float
    seeds: Sequence[float]

    @property
    def chance(self) -> float:
        """The range of the seeds' scores."""
        return max(self.seeds) - min(self.seeds)

    @property
    def difference(self) -> float:
        """How much greater the score is in the ablation."""
        return self.off - self.on

    @property
    def verdict(self) -> str:
        """For a distance: the guideline ``helps`` or ``harms``, or does no more than ``chance``.

        A difference counts when it is more than ``CLEAR`` times that of any two of the seeds.
        """
        if abs(self.difference) <= CLEAR * self.chance:
            return "chance"
        return "helps" if self.difference > 0 else "harms"
