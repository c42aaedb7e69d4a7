"""One toy run inside a worker: trains piece by piece and publishes what happens to the store."""

from __future__ import annotations

import logging
import math
import sqlite3
import time
from collections.abc import Iterator
from typing import Any

import torch

from gan_core.devices import resolve_device
from gan_core.runs.checkpoints import load_run
from gan_core.runs.store import RunStore
from gan_core.serialization import pack_frame, save_state
from gan_core.training.divergence import DivergenceError
from gan_core.training.stopwatch import Stopwatch
from gan_core.training.threads import ThreadGovernor
from gan_core.training.toy import REPORT_EVERY
from gan_core.training.toy_evaluation import ToyEvaluator, ToyReport
from gan_core.training.toy_trainer import ToyTrainer

LIVE_SECONDS = 0.175
"""Least time between two live pictures: between five and six a second."""

CHECKPOINT_SECONDS = 5.0
THREADS = torch.get_num_threads()
UNSAVED = "The checkpoint could not be written:"
FRAMES_KEPT = 160
MILESTONES = 10
"""The strip shows this many pictures of a whole run, evenly spaced."""

log = logging.getLogger(__name__)


class ToyRun:
    """Holds one run of the store; ``advance`` does a step, or a part of one in slow motion."""

    def __init__(
        self, store: RunStore, run: str, *, live: bool = True, threads: int = THREADS
    ) -> None:
        """Build the run, from its checkpoint when it has one, and publish its first picture.

        Without ``live`` nobody is watching, and only the timeline gets pictures.
        """
        self.live_seconds = LIVE_SECONDS if live else math.inf
        self.store = store
        self.id = run
        self.running = False
        self.delay = 0.0
        self.slow = False
        self.caption = ""
        record = store.get(run)
        self.settings = record.settings
        self.interval = record.interval
        self.watch = Stopwatch(record.seconds)
        self.phases: Iterator[str] | None = None
        self.checkpoint_at = time.monotonic()
        self.live_at = 0.0
        self.message = ""
        self.rate: float | None = None
        self.build(resolve_device(record.device), record.steps)
        self.governor = ThreadGovernor(self.settings, most=threads)
        self.publish()
        self.rest(device=str(self.trainer.device), changes=self.trainer.changes)

    def build(self, device: torch.device, steps: int | None) -> None:
        """Make trainer and evaluator on ``device``; out of GPU memory, on the CPU with a notice."""
        try:
            self.trainer = ToyTrainer(self.settings, device=device, steps=steps)
            state = load_run(self.store, self.id)
            if state is not None:
                self.trainer.load_state(*state)
            # What came after the checkpoint, or without one, will come again.
            self.store.truncate(self.id, self.trainer.steps_done)
            self.evaluator = ToyEvaluator(self.trainer)
        except torch.OutOfMemoryError:
            if device.type == "cpu":
                raise
            self.message = "Out of GPU memory: the run continues on the CPU."
            self.build(torch.device("cpu"), steps)

    def tell(self, **columns: Any) -> None:  # noqa: ANN401
        """Write columns of this run to the store."""
        self.store.update(
            self.id,
            step=self.trainer.steps_done,
            seconds=self.watch.elapsed(),
            message=self.message,
            **columns,
        )

    @property
    def done(self) -> bool:
        """Whether the run is at its last step."""
        return self.trainer.steps_done >= self.trainer.total_steps

    def rest(self, **columns: Any) -> None:  # noqa: ANN401
        """Tell the state of a run that does not train."""
        started = self.trainer.updates_d or self.trainer.updates_g
        self.tell(state="finished" if self.done else "paused" if started else "ready", **columns)

    def resume(self) -> None:
        """Go on training."""
        if self.done:
            return
        self.running = True
        self.watch.start(self.trainer.steps_done)
        self.tell(state="running")

    def pause(self) -> None:
        """Stop at once, after the update that is under way."""
        if self.running:
            self.running = False
            self.complete_step()
            self.watch.stop()
            self.caption = ""
            # The state first: who pressed Pause waits for it, and not for the picture.
            self.rest()
            self.keep_now()
            self.save()

    def step(self, part: str) -> None:
        """Do one update of ``discriminator``, ``generator`` or ``both`` while paused."""
        self.pause()
        try:
            if part == "both":
                self.trainer.step()
                self.after_step()
            else:
                self.trainer.move(part)
            self.keep_now()
            self.rest(changes=self.trainer.changes)
        except DivergenceError as error:
            self.fail(error)

    def change(self, changes: dict[str, Any]) -> None:
        """Change live settings from the next step on."""
        self.complete_step()
        self.trainer.change(**changes)
        if self.running:
            self.tell(changes=self.trainer.changes)
        else:
            self.rest(changes=self.trainer.changes)

    def set_pace(self, *, delay: float, slow: bool) -> None:
        """Wait ``delay`` seconds after each step, or after each part of one in slow motion."""
        if self.slow and not slow:
            self.complete_step()
            self.caption = ""
        self.delay, self.slow = delay, slow

    def advance(self) -> None:
        """Do the next piece of work and publish what is due."""
        try:
            if self.slow:
                self.advance_slowly()
            else:
                started = time.perf_counter()
                self.trainer.step()
                self.governor.took(time.perf_counter() - started)
                self.after_step()
            if self.running and time.monotonic() - self.live_at >= self.live_seconds:
                self.publish()
        except DivergenceError as error:
            self.fail(error)
        except torch.OutOfMemoryError:
            if self.trainer.device.type == "cpu":
                raise
            self.fall_back_to_cpu()

    def advance_slowly(self) -> None:
        """Do one part of a step and show it with its caption."""
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
        """Finish a step that slow motion left half done, so that checkpoints hold whole steps."""
        if self.phases is not None:
            for _ in self.phases:
                pass
            self.phases = None
            self.after_step()

    def after_step(self) -> None:
        """Keep metrics, snapshots and checkpoints that are due at this step."""
        step = self.trainer.steps_done
        milestone = step % max(1, self.trainer.total_steps // MILESTONES) == 0 or self.done
        noted = step % REPORT_EVERY == 0 or self.slow or self.done
        if noted or step % self.interval == 0 or milestone:
            report, content = self.picture(full=True)
            if noted:
                self.store.add_report(self.id, report.as_dict())
            self.keep_frame(step, content, milestone=milestone)
        if time.monotonic() - self.checkpoint_at > CHECKPOINT_SECONDS:
            self.save()
        if self.done and self.running:
            self.running = False
            self.watch.stop()
            self.publish()
            self.save()
            self.rest()

    def keep_frame(self, step: int, content: bytes, *, milestone: bool) -> None:
        """Add a snapshot to the timeline; when there are many, every second one goes."""
        if step % self.interval and not milestone:
            return
        self.store.add_frame(self.id, step, content, milestone=milestone)
        if step // self.interval > FRAMES_KEPT:
            self.interval *= 2
            self.store.thin_frames(self.id, self.interval)
            self.tell(interval=self.interval)

    def picture(self, *, full: bool) -> tuple[ToyReport, bytes]:
        """Measure and draw the run as it stands."""
        # A pause has no speed of its own; the last one measured stays in view.
        self.rate = self.watch.rate(self.trainer.steps_done) or self.rate
        report, arrays = self.evaluator.report(
            self.trainer,
            seconds=self.watch.elapsed(),
            steps_per_s=self.rate,
            full=full,
        )
        return report, pack_frame(report.as_dict(), arrays)

    def publish(self) -> None:
        """Make the newest picture visible; the first one also opens timeline and metrics."""
        self.live_at = time.monotonic()
        report, content = self.picture(full=not self.running)
        self.store.set_live(self.id, content, caption=self.caption)
        if self.trainer.steps_done == 0 and not self.running:
            self.store.add_frame(self.id, 0, content, milestone=True)
            self.store.add_report(self.id, report.as_dict())
        self.tell()

    def keep_now(self) -> None:
        """Show and keep metrics and snapshot of a step at which the run rests."""
        report, content = self.picture(full=True)
        self.store.set_live(self.id, content, caption=self.caption)
        self.store.add_report(self.id, report.as_dict())
        self.store.add_frame(self.id, self.trainer.steps_done, content, milestone=False)

    def save(self) -> None:
        """Write a checkpoint; when the disk refuses, the old one stays and the run says so."""
        self.checkpoint_at = time.monotonic()
        if not (self.trainer.updates_d or self.trainer.updates_g):
            return
        try:
            save_state(self.store.checkpoint_path(self.id), *self.trainer.state())
        except OSError as error:
            self.message = f"{UNSAVED} {error}"
        else:
            if self.message.startswith(UNSAVED):
                self.message = ""

    def fail(self, error: DivergenceError) -> None:
        """End the run where a quantity broke; snapshots up to there stay."""
        self.running = False
        self.watch.stop()
        self.message = (
            f"{error.quantity} became NaN or infinite at step {error.step}. "
            "The last good snapshot is kept."
        )
        self.tell(state="failed")

    def fall_back_to_cpu(self) -> None:
        """Continue on the CPU from where the run stands."""
        state = self.trainer.state()
        self.message = "Out of GPU memory: the run continues on the CPU."
        self.phases = None
        self.trainer = ToyTrainer(self.settings, device=torch.device("cpu"))
        self.trainer.load_state(*state)
        self.evaluator = ToyEvaluator(self.trainer)
        self.tell(device="cpu")

    def close(self) -> None:
        """Leave the run so that it can go on later."""
        self.pause()
        try:
            if self.store.get(self.id).active:
                self.save()
                self.tell(state="stopped", pid=0)
        except (KeyError, sqlite3.Error) as error:
            log.info("run %s was gone when it was closed: %s", self.id, error)
