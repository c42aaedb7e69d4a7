"""Packs of runs that keep to the same step: which has to move next, and where all stand."""

from __future__ import annotations

from collections.abc import Sequence

from gan_core.training.toy.stack import ToyPack


class Lockstep:
    """Looks at packs and moves none."""

    def __init__(self, packs: Sequence[ToyPack]) -> None:
        self.packs = packs

    @property
    def whole(self) -> list[ToyPack]:
        """Packs with a run that did not break."""
        return [pack for pack in self.packs if len(pack.broken) < len(pack.members)]

    @property
    def step(self) -> int:
        """Where all runs stand that did not break; the last step that any reached, if all did."""
        if self.whole:
            return min(pack.steps_done for pack in self.whole)
        reached = (member.steps_done for pack in self.packs for member in pack.members)
        return max(reached, default=0)

    @property
    def behind(self) -> ToyPack:
        """A pack that has to move before any other may; there is one unless ``done``."""
        return min((pack for pack in self.packs if not pack.done), key=lambda pack: pack.steps_done)

    @property
    def level(self) -> bool:
        """Whether all runs that did not break are at the same step."""
        return len({pack.steps_done for pack in self.whole}) <= 1

    @property
    def done(self) -> bool:
        """Whether no run can move any more."""
        return all(pack.done for pack in self.packs)
