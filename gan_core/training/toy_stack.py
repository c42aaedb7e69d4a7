"""Many toy runs at once: those that can share their matrix products move as one stack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import torch

from gan_core.settings import ToySettings
from gan_core.training.toy_member import DivergenceError, ToyMember
from gan_core.training.toy_trainer import ToyTrainer


class ToyPack(Protocol):
    """Runs that move together; a member that breaks stays where it broke, the others go on.

    ``places[i]`` is the position of ``members[i]`` among the settings that ``make_packs`` was
    given; ``broken`` maps an index of ``members`` to what became NaN or infinite.
    """

    members: Sequence[ToyMember]
    places: Sequence[int]
    broken: dict[int, DivergenceError]

    @property
    def steps_done(self) -> int:
        """Whole steps that every unbroken member has done."""

    @property
    def done(self) -> bool:
        """Whether all members are at their last step or broken."""

    def step(self) -> None:
        """Do one D-and-G update of every member."""


class SinglePack:
    """A pack of one."""

    def __init__(
        self, settings: ToySettings, place: int, *, device: torch.device, steps: int | None
    ) -> None:
        self.trainer = ToyTrainer(settings, device=device, steps=steps)
        self.members: Sequence[ToyMember] = [self.trainer]
        self.places: Sequence[int] = [place]
        self.broken: dict[int, DivergenceError] = {}

    @property
    def steps_done(self) -> int:
        """Whole steps so far."""
        return self.trainer.steps_done

    @property
    def done(self) -> bool:
        """Whether the run is at its last step or broken."""
        return bool(self.broken) or self.trainer.steps_done >= self.trainer.total_steps

    def step(self) -> None:
        """Do one D-and-G update, unless the run is broken."""
        if self.broken:
            return
        try:
            self.trainer.step()
        except DivergenceError as error:
            self.broken[0] = error


def make_packs(
    settings: Sequence[ToySettings], *, device: torch.device, steps: int | None = None
) -> list[ToyPack]:
    """Build untrained runs of these settings, in as few packs as their shapes allow."""
    return [
        SinglePack(each, place, device=device, steps=steps) for place, each in enumerate(settings)
    ]
