"""Packs of runs that train in lockstep: which one is next, and at which step all are."""

from __future__ import annotations

from collections.abc import Sequence

from gan_core.training.toy.stack import ToyPack


class Lockstep:
    """The order in which packs advance; it does not advance them."""

    def __init__(self, packs: Sequence[ToyPack]) -> None:
        self.packs = packs

    @property
    def remaining(self) -> list[ToyPack]:
        """Packs with at least one run that has not diverged."""
        return [pack for pack in self.packs if len(pack.broken) < len(pack.members)]

    @property
    def step(self) -> int:
        """The step that all remaining runs have reached, or the last of any if all diverged."""
        if self.remaining:
            return min(pack.steps_done for pack in self.remaining)
        reached = (member.steps_done for pack in self.packs for member in pack.members)
        return max(reached, default=0)

    @property
    def behind(self) -> ToyPack:
        """The pack that has to advance next; there is one unless ``done``."""
        return min((pack for pack in self.packs if not pack.done), key=lambda pack: pack.steps_done)

    @property
    def level(self) -> bool:
        """Whether all remaining runs are at the same step."""
        return len({pack.steps_done for pack in self.remaining}) <= 1

    @property
    def done(self) -> bool:
        """Whether no run can advance any more."""
        return all(pack.done for pack in self.packs)
