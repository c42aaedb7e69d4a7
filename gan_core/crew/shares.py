"""How a process shares its time among runs: each gets its turn, watched ones a little more.

Stride scheduling (Waldspurger and Weihl 1995): a run's clock advances by the time that it took,
divided by its weight; the run whose clock is behind goes next.
"""

from __future__ import annotations

from collections.abc import Iterable

WATCHED, UNWATCHED = 1.3, 1.0
"""Weights: somebody who watches sees more steps, and nobody gets less than 1/1.5 of another."""


class Shares:
    """Clocks of the runs that share one process, in seconds of processor time by weight."""

    def __init__(self) -> None:
        self.clocks: dict[str, float] = {}
        self.weights: dict[str, float] = {}

    def join(self, name: str) -> None:
        """Let a run take part from now on; it owes and is owed nothing."""
        self.clocks.setdefault(name, min(self.clocks.values(), default=0.0))

    def leave(self, name: str) -> None:
        """Forget a run that rests or has gone."""
        self.clocks.pop(name, None)

    def watch(self, names: Iterable[str]) -> None:
        """Take over which runs somebody is watching."""
        self.weights = dict.fromkeys(names, WATCHED)

    def next(self, among: Iterable[str]) -> str:
        """Return which of these runs goes next; they have joined."""
        return min(among, key=self.clocks.__getitem__)

    def took(self, name: str, seconds: float) -> None:
        """Add a turn's time to a run's clock."""
        if name in self.clocks:
            self.clocks[name] += seconds / self.weights.get(name, UNWATCHED)
