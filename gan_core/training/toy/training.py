"""A toy run from start to end, as an iterator of reports."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from gan_core.settings.toy import ToySettings
from gan_core.storage.checkpoint_file import State
from gan_core.training.divergence import DivergenceError
from gan_core.training.mlp.engines import threads_keep_bits
from gan_core.training.stopwatch import Stopwatch
from gan_core.training.threads import ThreadGovernor
from gan_core.training.toy.evaluation import Arrays, ToyEvaluator, ToyReport
from gan_core.training.toy.trainer import ToyTrainer

REPORT_EVERY = 100
"""Steps between two rows of metrics."""


@dataclass(frozen=True)
class TrainingUpdate:
    """What ``train`` yields: the report, the picture's arrays and the trainer itself."""

    report: ToyReport
    arrays: Arrays
    trainer: ToyTrainer


class RunDiverged(ArithmeticError):  # noqa: N818
    """Raised by ``train`` when a run breaks; ``last`` is its last good update."""

    def __init__(self, cause: DivergenceError, last: TrainingUpdate) -> None:
        super().__init__(str(cause))
        self.quantity = cause.quantity
        self.step = cause.step
        self.last = last


def train(
    settings: ToySettings,
    *,
    device: torch.device,
    steps: int | None = None,
    every: int = REPORT_EVERY,
    changes: Sequence[Mapping[str, Any]] = (),
    until: int | None = None,
    adapt_threads: bool = False,
    state: State | None = None,
) -> Iterator[TrainingUpdate]:
    """Train and report before the first step, every ``every`` steps and at the end.

    ``steps`` overrides the settings' epochs;
    ``changes`` repeats what was done to a run on the page, each at its step: settings changed,
    or a single ``move`` of one network. ``until`` stops at that step and leaves the planned
    length, which the cosine schedule follows, as it is. ``adapt_threads`` lets the run change
    torch's number of threads when the machine is busy (see ``ThreadGovernor``). With a ``state``,
    which ``update.trainer.state()`` returned, the run goes on from there, bit for bit on the CPU;
    ``changes`` that it has seen are not repeated.
    To stop, do not ask for the next update. Raises ``RunDiverged`` on NaN or infinity,
    ``ValueError`` for the state of another run.
    """
    torch.set_flush_denormal(True)
    trainer = ToyTrainer(settings, device=device, steps=steps)
    if state is not None:
        trainer.load_state(*state)
    pending = [dict(change) for change in changes[len(trainer.changes) :]]
    evaluator = ToyEvaluator(trainer)
    most = torch.get_num_threads()
    governor = ThreadGovernor(free=threads_keep_bits(), most=most) if adapt_threads else None
    watch = Stopwatch()
    watch.start(trainer.steps_done)

    def update() -> TrainingUpdate:
        step = trainer.steps_done
        report, arrays = evaluator.report(
            trainer, seconds=watch.elapsed(), steps_per_s=watch.rate(step)
        )
        return TrainingUpdate(report, arrays, trainer)

    def ended() -> bool:
        # A repeated change of epochs may move the end.
        step = trainer.steps_done
        return step >= trainer.total_steps or (until is not None and step >= until)

    last = update()
    yield last
    try:
        while True:
            repeated = _repeat_due(trainer, pending)
            # Only now: what is repeated at the end may put it off.
            if ended():
                if repeated:
                    yield update()
                return
            started = time.perf_counter()
            trainer.step()
            if governor is not None:
                governor.took(time.perf_counter() - started)
            if trainer.steps_done % every == 0 or ended():
                last = update()
                yield last
    except DivergenceError as error:
        raise RunDiverged(error, last) from None


def _repeat_due(trainer: ToyTrainer, pending: list[dict[str, Any]]) -> bool:
    """Repeat what is due at this step; returns whether there was anything."""
    count = len(pending)
    while pending and pending[0]["step"] <= trainer.steps_done:
        trainer.repeat(pending.pop(0))
    return len(pending) < count
