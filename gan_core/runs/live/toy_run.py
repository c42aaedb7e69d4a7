"""A toy run inside a worker: steps, single updates of D or G, and slow motion."""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections.abc import Iterator
from typing import Any

import torch

from gan_core.runs.live.layers import with_layers
from gan_core.runs.live.live_run import LiveRun
from gan_core.runs.run_record import RunRecord
from gan_core.runs.store import RunStore
from gan_core.storage.checkpoint_file import State
from gan_core.storage.serialization import pack_frame
from gan_core.training.divergence import DivergenceError
from gan_core.training.mlp.engines import threads_keep_bits
from gan_core.training.threads import ThreadGovernor
from gan_core.training.toy.evaluation import FIELD_SIZE, LIVE_FIELD_SIZE, Arrays, ToyEvaluator
from gan_core.training.toy.moves import Look, look_at, moved
from gan_core.training.toy.trainer import ToyTrainer
from gan_core.training.toy.training import REPORT_EVERY

THREADS = os.cpu_count() or 1
CROWD = 4
"""Where more runs than this train in a process, their live pictures show a coarser field."""

FIELD_SECONDS = {True: 0.2, False: 0.45}
"""How old D's field in a live picture may be, of a run that trains alone and of others."""

LAYERS_SECONDS = 10.0
"""How long pictures show what units respond to after somebody has asked for it."""

LAYERS_APART = 1.0
"""Seconds between two such pictures of a run that trains at full speed."""


class ToyRun(LiveRun):
    """One run of the store; ``advance`` does a step, or a part of one in slow motion."""

    trainer: ToyTrainer
    live_seconds = 0.05

    def __init__(
        self, store: RunStore, run: str, *, live: bool = True, threads: int = THREADS
    ) -> None:
        self.slow = False
        self.field_at = self.layers_at = self.layers_until = -math.inf
        self.phases: Iterator[str] | None = None
        self.moved: tuple[dict[str, Any], Arrays] | None = None
        super().__init__(store, run, live=live)
        self.threads = threads
        self.governor: ThreadGovernor | None = None

    def set_alone(self, *, alone: bool) -> None:
        """Take all processors while nothing else trains here, else one."""
        super().set_alone(alone=alone)
        shared = alone and threads_keep_bits()
        self.governor = ThreadGovernor(free=True, most=self.threads) if shared else None

    def take_settings(self, record: RunRecord) -> None:
        """Keep the settings and the number of steps."""
        self.settings = record.settings
        self.steps = record.steps

    def make(self, device: torch.device, state: State | None) -> None:
        """Build trainer and evaluator on ``device``."""
        self.phases = None
        self.trainer = ToyTrainer(self.settings, device=device, steps=self.steps)
        if state is not None:
            self.trainer.load_state(*state)
        self.evaluator = ToyEvaluator(self.trainer)

    @property
    def started(self) -> bool:
        """Whether D or G has been updated."""
        return bool(self.trainer.updates_d or self.trainer.updates_g)

    def is_report_due(self, step: int) -> bool:
        """Whether a row of metrics is due: in slow motion at every step."""
        return step % REPORT_EVERY == 0 or self.slow

    def measure(self, *, full: bool) -> tuple[dict[str, Any], bytes]:
        """Return scores and the packed picture of this step."""
        live, now = not full and not self.slow and not self.delay, time.monotonic()
        size = LIVE_FIELD_SIZE if live and self.neighbours > CROWD else FIELD_SIZE
        if live and now - self.field_at < FIELD_SECONDS[self.neighbours == 1]:
            size = 0
        else:
            self.field_at = now
        report, arrays = self.evaluator.report(
            self.trainer,
            seconds=self.watch.elapsed(),
            steps_per_s=self.update_rate(),
            full=full,
            live=live,
            size=size,
        )
        row = report.as_dict()
        shown = row | {"next": self.next_update()}
        if self.moved is None:
            return row, pack_frame(shown, arrays)
        # Only the picture tells of a single update: a row of metrics is one of a whole step.
        told, changes = self.moved
        return row, pack_frame(shown | {"moved": told}, arrays | changes)

    def next_update(self) -> dict[str, Any]:
        """Return for a picture how many updates there were, and the rates of the next ones."""
        trainer = self.trainer
        return {
            "updates_d": trainer.updates_d,
            "updates_g": trainer.updates_g,
            "rate_d": trainer.rate_d(),
            "rate_g": trainer.rate_g(),
        }

    def show_layers(self) -> None:
        """Show in the next pictures what units respond to; at rest in the newest one, at once."""
        shown, self.layers_until = self.layers_shown, time.monotonic() + LAYERS_SECONDS
        if not self.running and not shown:
            with contextlib.suppress(DivergenceError):
                self.publish()

    @property
    def layers_shown(self) -> bool:
        """Whether somebody has asked lately what units respond to."""
        return time.monotonic() < self.layers_until

    def for_live(self, content: bytes) -> bytes:
        """Add the responses of units while somebody looks; at full speed not to every picture."""
        now = time.monotonic()
        fast = self.running and not self.slow and not self.delay
        if not self.layers_shown or (fast and now - self.layers_at < LAYERS_APART):
            return content
        self.layers_at = now
        return with_layers(content, self.evaluator, self.trainer)

    def step(self, part: str) -> None:
        """Do one update of ``discriminator``, ``generator`` or ``both`` while paused."""
        self.pause()
        self.saver.changed = True
        self.moved = None
        before = look_at(self.evaluator, self.trainer)
        try:
            if part == "both":
                self.trainer.step()
                self.after_step()
            else:
                self.trainer.move(part)
            self.note_move(part, before)
            self.show_rest()
            self.write_idle(changes=self.trainer.changes)
        except DivergenceError as error:
            self.fail(error)

    def note_move(self, part: str, before: Look) -> None:
        """Keep for the pictures of this step what its update changed."""
        after = look_at(self.evaluator, self.trainer)
        # What is no longer finite ends the run at its next picture.
        if math.isfinite(after.real) and math.isfinite(after.fake):
            self.moved = moved(part, before, after, self.trainer)

    def set_pace(self, *, delay: float, slow: bool) -> None:
        """Wait ``delay`` seconds after each step, or after each part of one in slow motion."""
        if self.slow and not slow:
            self.complete_step()
            self.caption = ""
        self.delay, self.slow = delay, slow

    def work(self) -> None:
        """Do a step, or a part of one in slow motion."""
        self.moved = None
        if self.slow:
            self.advance_slowly()
            return
        started = time.perf_counter()
        self.trainer.step()
        if self.governor is not None:
            self.governor.took(time.perf_counter() - started)
        self.after_step()

    def advance_slowly(self) -> None:
        """Do one part of a step and publish it with its caption."""
        part = None if self.phases is None else next(self.phases, None)
        if part is None:
            if self.phases is not None:
                self.phases = None
                self.after_step()
                if not self.running:
                    return
            self.phases = self.trainer.phases()
            part = next(self.phases)
        self.caption = part
        self.publish()

    def complete_step(self) -> None:
        """Finish a step of which slow motion has done a part."""
        if self.phases is not None:
            for _ in self.phases:
                pass
            self.phases = None
            self.after_step()
