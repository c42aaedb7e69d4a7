"""Many runs from start to end: which of them share a stack, and how one stack is trained."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import torch

from gan_core.settings.toy import ToySettings
from gan_core.training.divergence import DivergenceError
from gan_core.training.toy.evaluation import ToyEvaluator, ToyReport
from gan_core.training.toy.member import ToyMember
from gan_core.training.toy.result import toy_result
from gan_core.training.toy.stack import make_packs, stack_places

PROGRESS_SECONDS = 0.5

Progress = Callable[[int], None]
"""Called with the steps that all runs have done since it was last called."""


def plan_sweep(
    settings: Sequence[ToySettings], *, device: torch.device, workers: int
) -> list[list[int]]:
    """Divide runs into jobs of one stack each, small enough that every worker gets some."""
    return stack_places(settings, device=device, most=max(1, -(-len(settings) // workers)))


def train_many(
    settings: Sequence[ToySettings],
    *,
    device: torch.device,
    steps: int | None = None,
    progress: Progress = lambda steps: None,
) -> list[dict[str, Any]]:
    """Train all runs in lockstep and return ``toy_result`` of each, in order.

    ``seconds`` of a run is the time that its whole stack took, ``replicas`` how many shared it.
    """
    torch.set_flush_denormal(True)
    results: list[dict[str, Any]] = [{} for _ in settings]
    for pack in make_packs(settings, device=device, steps=steps):
        # Scored while untrained too: a run that breaks at once still has a last good report.
        untrained = [_score(member, seconds=0.0) for member in pack.members]
        told, told_at = 0, time.monotonic()
        started = time.perf_counter()
        while not pack.done:
            pack.step()
            if time.monotonic() - told_at > PROGRESS_SECONDS:
                progress((pack.steps_done - told) * len(pack.members))
                told, told_at = pack.steps_done, time.monotonic()
        seconds = time.perf_counter() - started
        progress((pack.steps_done - told) * len(pack.members))
        for index, (place, member) in enumerate(zip(pack.places, pack.members, strict=True)):
            report, message = untrained[index], str(pack.broken.get(index, ""))
            if not message:
                try:
                    report = _score(member, seconds=seconds)
                except DivergenceError as error:
                    message = str(error)
            results[place] = {
                "seed": member.settings.seed,
                "replicas": len(pack.members),
                **toy_result(
                    member.settings, report, steps=member.steps_done, device=str(device),
                    message=message,
                ),
            }  # fmt: skip
    return results


def _score(member: ToyMember, *, seconds: float) -> ToyReport:
    report, _ = ToyEvaluator(member).report(member, seconds=seconds, steps_per_s=None)
    return report
