"""When a run on the grid succeeds, and how often the runs of one setting do."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gan_core.metrics.proportions import wilson_interval

Report = Mapping[str, Any]
Range = tuple[float, float, float]
"""Median, least and greatest."""


@dataclass(frozen=True)
class Criterion:
    """A run succeeds with so many modes and so high a quality, and so low a reverse KL if given.

    ``high_quality`` in percent; ``reverse_kl`` in nats, None to leave it out.
    """

    modes: int = 25
    high_quality: float = 60.0
    reverse_kl: float | None = None

    def met(self, report: Report) -> bool:
        """Return whether a run's report meets the criterion; data without modes never does."""
        modes, quality, divergence = (
            report[name] for name in ("modes", "high_quality", "reverse_kl")
        )
        if modes is None or modes < self.modes or quality < self.high_quality:
            return False
        return self.reverse_kl is None or (divergence is not None and divergence <= self.reverse_kl)


@dataclass(frozen=True)
class Outcome:
    """How one run ended: its last report, and whether it diverged."""

    report: Report
    diverged: bool = False


@dataclass(frozen=True)
class Tally:
    """The runs of one setting together; ranges are median, least and greatest, or None."""

    label: str
    runs: int
    successes: int
    interval: tuple[float, float]
    diverged: int
    modes: Range | None
    high_quality: Range | None
    reverse_kl: Range | None

    @property
    def rate(self) -> float:
        """Share of the runs that succeeded."""
        return self.successes / self.runs


def tally(label: str, outcomes: Sequence[Outcome], criterion: Criterion) -> Tally:
    """Return the successes of at least one run together; a run that diverged is a failure."""
    good = sum(criterion.met(one.report) and not one.diverged for one in outcomes)
    return Tally(
        label=label,
        runs=len(outcomes),
        successes=good,
        interval=wilson_interval(good, len(outcomes)),
        diverged=sum(one.diverged for one in outcomes),
        modes=_range(outcomes, "modes"),
        high_quality=_range(outcomes, "high_quality"),
        reverse_kl=_range(outcomes, "reverse_kl"),
    )


def _range(outcomes: Sequence[Outcome], name: str) -> Range | None:
    """Return the range of one score over the runs that did not diverge and have it."""
    values = [one.report[name] for one in outcomes if not one.diverged]
    known = [float(value) for value in values if value is not None]
    return (statistics.median(known), min(known), max(known)) if known else None
