"""Many runs from start to end: which of them share a stack, and how one stack is trained."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from gan_core.settings.toy import ToySettings
from gan_core.storage.checkpoint_file import State
from gan_core.training.divergence import DivergenceError
from gan_core.training.toy.evaluation import ToyEvaluator, ToyReport
from gan_core.training.toy.member import ToyMember
from gan_core.training.toy.result import toy_result
from gan_core.training.toy.stack import ToyPack, make_packs, stack_places

PROGRESS_SECONDS = 0.5
KEEP_SECONDS = 5.0

Progress = Callable[[int], None]
"""Called with the steps that all runs have done since it was last called."""


def plan_sweep(
    settings: Sequence[ToySettings], *, device: torch.device, workers: int
) -> list[list[int]]:
    """Divide runs into jobs of one stack each, small enough that every worker gets some."""
    return stack_places(settings, device=device, most=max(1, -(-len(settings) // workers)))


@dataclass
class Kept:
    """How far a job is: results of runs that have ended, and checkpoints of the others."""

    results: dict[int, dict[str, Any]] = field(default_factory=dict)
    states: dict[int, State] = field(default_factory=dict)
    seconds: float = 0.0


def train_many(
    settings: Sequence[ToySettings],
    *,
    device: torch.device,
    steps: int | None = None,
    progress: Progress = lambda steps: None,
    pause: Callable[[], object] = lambda: None,
    keep: Callable[[Kept], None] | None = None,
    before: Kept | None = None,
) -> list[dict[str, Any]]:
    """Train all runs in lockstep and return ``toy_result`` of each, in order.

    ``seconds`` of a run is the time that its whole stack took, ``replicas`` how many shared it.
    ``pause`` is called between two steps, ``keep`` every few seconds with what is enough to go on
    from there, as ``before``, in another process.
    """
    torch.set_flush_denormal(True)
    kept = before or Kept()
    left = [place for place in range(len(settings)) if place not in kept.results]
    for pack in make_packs([settings[place] for place in left], device=device, steps=steps):
        stack = _Stack(pack, [left[place] for place in pack.places], kept, str(device))
        told, told_at = pack.steps_done, time.monotonic()
        kept_at = told_at
        while not pack.done:
            pause()
            stack.step()
            now = time.monotonic()
            if now - told_at > PROGRESS_SECONDS:
                progress((pack.steps_done - told) * len(pack.members))
                told, told_at = pack.steps_done, now
            if keep is not None and now - kept_at > KEEP_SECONDS:
                stack.keep(kept)
                keep(kept)
                kept_at = time.monotonic()
        progress((pack.steps_done - told) * len(pack.members))
        stack.end(kept)
    return [kept.results[place] for place in range(len(settings))]


class _Stack:
    """A pack of runs, at the checkpoints that are kept of them, and what each has come to."""

    def __init__(self, pack: ToyPack, places: Sequence[int], kept: Kept, device: str) -> None:
        self.pack, self.places, self.device = pack, places, device
        # Scored while untrained too: a run that breaks at once still has a last good report.
        self.untrained = [_score(member, seconds=0.0) for member in pack.members]
        self.seconds = 0.0
        for place, member in zip(places, pack.members, strict=True):
            if place in kept.states:
                member.load_state(*kept.states[place])
                self.seconds = kept.seconds

    def step(self) -> None:
        """Do one step of all."""
        started = time.perf_counter()
        self.pack.step()
        self.seconds += time.perf_counter() - started

    def result(self, index: int) -> dict[str, Any]:
        """Return what a run has come to."""
        member, report = self.pack.members[index], self.untrained[index]
        message = str(self.pack.broken.get(index, ""))
        if not message:
            try:
                report = _score(member, seconds=self.seconds)
            except DivergenceError as error:
                message = str(error)
        return {
            "seed": member.settings.seed,
            "replicas": len(self.pack.members),
            **toy_result(
                member.settings, report, steps=member.steps_done, device=self.device,
                message=message,
            ),
        }  # fmt: skip

    def keep(self, kept: Kept) -> None:
        """Keep checkpoints of the runs, all at one step, and results of those that diverged."""
        kept.seconds = self.seconds
        for index, (place, member) in enumerate(zip(self.places, self.pack.members, strict=True)):
            if index in self.pack.broken:
                kept.results[place] = self.result(index)
                kept.states.pop(place, None)
            else:
                kept.states[place] = member.state()

    def end(self, kept: Kept) -> None:
        """Keep the results of all."""
        for index, place in enumerate(self.places):
            kept.results[place] = self.result(index)
            kept.states.pop(place, None)


def _score(member: ToyMember, *, seconds: float) -> ToyReport:
    report, _ = ToyEvaluator(member).report(member, seconds=seconds, steps_per_s=None)
    return report
