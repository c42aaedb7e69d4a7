"""When a group's metrics and snapshots are due, and how many threads its packs are given."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from gan_core.training.mlp.engines import threads_keep_bits
from gan_core.training.threads import ThreadGovernor
from gan_core.training.toy.stack import ToyPack
from gan_core.training.toy.training import REPORT_EVERY

SWEEP_REPORTS = 40
COMPARE_FRAMES = 150
"""A comparison keeps at most so many snapshots of each run, besides milestones."""

MILESTONES = 10
THREADS = torch.get_num_threads()


@dataclass(frozen=True)
class Due:
    """What is kept of a step: a row of metrics, a snapshot, and whether that is a milestone."""

    row: bool
    frame: bool
    milestone: bool


class GroupSchedule:
    """After how many of ``steps`` metrics and snapshots are due; ``live`` for a comparison."""

    def __init__(self, steps: int, *, live: bool) -> None:
        self.milestone_every = max(1, steps // MILESTONES)
        self.row_every = REPORT_EVERY if live else max(1, steps // SWEEP_REPORTS)
        self.frame_every = REPORT_EVERY if live else self.milestone_every

    def due(self, step: int, *, last: bool) -> Due:
        """Return what is due at a step; everything is at the last."""
        milestone = last or step % self.milestone_every == 0
        return Due(
            row=last or step % self.row_every == 0,
            frame=milestone or step % self.frame_every == 0,
            milestone=milestone,
        )

    def thin(self, step: int) -> bool:
        """Double the steps between snapshots while there are too many; whether that was so."""
        before = self.frame_every
        while step // self.frame_every > COMPARE_FRAMES:
            self.frame_every *= 2
        return self.frame_every != before


class GroupGovernor:
    """Chooses the number of threads by the time that steps of packs of different cost take."""

    def __init__(self) -> None:
        self.governor = ThreadGovernor(free=threads_keep_bits(), most=THREADS)
        self.quickest: dict[int, float] = {}

    def took(self, pack: ToyPack, seconds: float) -> None:
        """Pass the time of one step on to the governor, as if all packs were equally costly.

        The governor compares windows of steps, and these begin and end anywhere among the packs.
        """
        known = self.quickest
        known[id(pack)] = min(seconds, known.get(id(pack), seconds))
        typical = sum(known.values()) / len(known)
        self.governor.took(seconds / known[id(pack)] * typical)
