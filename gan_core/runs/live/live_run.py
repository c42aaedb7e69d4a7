"""A run inside a worker, from its first picture to its last: it trains and writes to the store."""

from __future__ import annotations

import logging
import math
import sqlite3
import time
from abc import ABC, abstractmethod
from typing import Any

import torch

from gan_core.runs.checkpoints import load_run, resumed_from
from gan_core.runs.live.saver import Saver
from gan_core.runs.run_record import RunRecord
from gan_core.runs.store import RunStore
from gan_core.storage.checkpoint_file import State
from gan_core.storage.devices import resolve_device
from gan_core.training.divergence import DivergenceError
from gan_core.training.stopwatch import Stopwatch
from gan_core.training.trainer import Trainer

WRITE_SECONDS = 1.0
"""A run that nobody watches says so often where it stands."""

RECOVERED = "The training process ended unexpectedly; training resumed from step {step:,}."
DIVERGED = "{} became NaN or infinite at step {}. The last good snapshot is kept."
OUT_OF_MEMORY = "Out of GPU memory: the run continues on the CPU."
FRAMES_KEPT = 160

log = logging.getLogger(__name__)


class LiveRun(ABC):
    """One run of the store; ``advance`` does the next piece of work."""

    live_seconds = 0.1
    """Time between two live pictures; whoever shares out the process's time raises it."""

    picture_seconds = 0.004  # of a processor that a live picture takes, by the last ones
    neighbours = 1  # how many runs train in this process

    milestones = 10
    """The number of evenly spaced pictures of a run that thinning never removes."""

    trainer: Trainer

    def __init__(self, store: RunStore, run: str, *, live: bool = True) -> None:
        """Build the run, from its checkpoint if it has one, and publish its first picture.

        Unless ``live``, only the timeline gets pictures.
        """
        if not live:
            self.live_seconds = math.inf
        self.store = store
        self.id = run
        self.running = False
        self.delay = 0.0
        self.caption = ""
        record = store.get(run)
        self.take_settings(record)
        self.interval = record.interval
        self.watch = Stopwatch(record.seconds)
        self.live_at = self.written_at = 0.0
        self.rate: float | None = None
        self.saver = Saver(store.checkpoint(run))
        self.message = ""
        state, file = load_run(store, record, self.saver.file)
        self.build(resolve_device(record.device), state)
        told = resumed_from(record, file, self.trainer.steps_done)
        self.message = f"{told} {self.message}".strip()
        # What came after the checkpoint will be trained again.
        store.truncate(run, self.trainer.steps_done)
        if record.intent == "recover":
            told = RECOVERED.format(step=self.trainer.steps_done)
            self.message = f"{told} {self.message}".rstrip()
        # A draft's picture of step 0 has come with it.
        if self.started or not store.frame_steps(run):
            self.publish()
        self.write_idle(device=str(self.trainer.device), changes=self.trainer.changes)

    @abstractmethod
    def take_settings(self, record: RunRecord) -> None:
        """Keep the settings of the record."""

    @abstractmethod
    def make(self, device: torch.device, state: State | None) -> None:
        """Build the trainer and what measures it, at ``state`` if there is one."""

    @abstractmethod
    def measure(self, *, full: bool) -> tuple[dict[str, Any], bytes]:
        """Return a row of metrics and a picture of the run at this step."""

    @abstractmethod
    def work(self) -> None:
        """Do the next piece of training."""

    @property
    @abstractmethod
    def started(self) -> bool:
        """Whether any network has been updated."""

    @abstractmethod
    def is_report_due(self, step: int) -> bool:
        """Whether a row of metrics is due at this step; the last step always has one."""

    def is_milestone(self) -> bool:
        """Whether the last step's picture is kept besides the evenly spaced ones."""
        return False

    @abstractmethod
    def complete_step(self) -> None:
        """Finish a step that is half done: checkpoints are taken between steps."""

    def keep_report(self, report: dict[str, Any]) -> None:
        """Keep a row of metrics."""
        self.store.add_report(self.id, report)

    def for_live(self, content: bytes) -> bytes:
        """Return a picture as it is published; the timeline keeps it as it was measured."""
        return content

    def build(self, device: torch.device, state: State | None) -> None:
        """Build everything on ``device``, or on the CPU if the GPU has no memory left."""
        try:
            self.make(device, state)
        except torch.OutOfMemoryError:
            if device.type == "cpu":
                raise
            self.message = OUT_OF_MEMORY
            self.make(torch.device("cpu"), state)

    def write(self, **columns: Any) -> None:  # noqa: ANN401
        """Write step, seconds, message and other columns of this run to the store."""
        self.written_at = time.monotonic()
        step, seconds = self.trainer.steps_done, self.watch.elapsed()
        message = f"{self.message} {self.saver.fault}".strip()
        self.store.update(self.id, step=step, seconds=seconds, message=message, **columns)

    @property
    def done(self) -> bool:
        """Whether the run has reached its last step."""
        return self.trainer.steps_done >= self.trainer.total_steps

    def write_idle(self, **columns: Any) -> None:  # noqa: ANN401
        """Write the state of a run that is not training: finished, paused or ready."""
        state = "finished" if self.done else "paused" if self.started else "ready"
        self.write(state=state, **columns)

    def resume(self) -> None:
        """Start or resume training."""
        if self.done:
            return
        self.running = True
        self.live_at = 0.0
        self.watch.start(self.trainer.steps_done)
        self.write(state="running")

    def set_alone(self, *, alone: bool) -> None:
        """Take all processors while nothing else trains here, else one."""
        torch.set_num_threads(1)

    def pause(self) -> None:
        """Stop after the current update."""
        if self.halt():
            self.show_rest()

    def halt(self) -> bool:
        """Stop after the current update and save; False if nothing trained.

        The picture comes by ``show_rest``: who pressed Pause waits for the state, not for it.
        """
        if not self.running:
            return False
        self.running = False
        self.complete_step()
        self.watch.stop()
        self.caption = ""
        self.write_idle()
        self.save()
        return True

    def change(self, changes: dict[str, Any]) -> None:
        """Change settings from the next step on."""
        self.complete_step()
        self.saver.changed = True
        self.trainer.change(**changes)
        write = self.write if self.running else self.write_idle
        write(changes=self.trainer.changes)

    def advance(self) -> None:
        """Do the next piece of work and publish a live picture if one is due."""
        self.saver.changed = True
        try:
            self.work()
            now = time.monotonic()
            if self.running and now - self.live_at >= self.live_seconds:
                self.publish()
            elif self.running and now - self.written_at >= WRITE_SECONDS:
                self.write()
        except DivergenceError as error:
            self.fail(error)
        except torch.OutOfMemoryError:
            if self.trainer.device.type == "cpu":
                raise
            self.fall_back_to_cpu()

    def after_step(self) -> None:
        """Write the metrics, snapshots and checkpoints that are due at this step."""
        step = self.trainer.steps_done
        apart = max(1, self.trainer.total_steps // self.milestones)
        milestone = step % apart == 0 or self.done or self.is_milestone()
        report_due = self.is_report_due(step) or self.done
        if report_due or step % self.interval == 0 or milestone:
            report, content = self.measure(full=True)
            if report_due:
                self.keep_report(report)
            self.keep_frame(step, content, milestone=milestone)
        if self.saver.due:
            self.save()
        if self.done and self.running:
            self.running = False
            self.watch.stop()
            self.publish()
            self.save()
            self.write_idle()

    def keep_frame(self, step: int, content: bytes, *, milestone: bool) -> None:
        """Add a snapshot to the timeline; of too many, every second one is removed."""
        if step % self.interval and not milestone:
            return
        self.store.add_frame(self.id, step, content, milestone=milestone)
        if step // self.interval > FRAMES_KEPT:
            self.interval *= 2
            self.store.thin_frames(self.id, self.interval)
            self.write(interval=self.interval)

    def update_rate(self) -> float | None:
        """Return steps a second, during a pause the last that were measured; None before any."""
        self.rate = self.watch.rate(self.trainer.steps_done) or self.rate
        return self.rate

    def publish(self) -> None:
        """Publish the newest picture; at step 0 also the first snapshot and row of metrics."""
        now, started = time.monotonic(), time.thread_time()
        late = now - self.live_at - self.live_seconds
        # The next one is due the sooner: the rate is kept.
        self.live_at = now - (late if 0 < late < self.live_seconds / 2 else 0.0)
        report, content = self.measure(full=not self.running)
        self.store.set_live(self.id, self.for_live(content), caption=self.caption)
        if self.trainer.steps_done == 0 and not self.running:
            self.store.add_frame(self.id, 0, content, milestone=True)
            self.keep_report(report)
        self.write()
        self.picture_seconds += 0.1 * (time.thread_time() - started - self.picture_seconds)

    def show_rest(self) -> None:
        """Publish and keep metrics and snapshot of the step at which the run was paused."""
        report, content = self.measure(full=True)
        self.store.set_live(self.id, self.for_live(content), caption=self.caption)
        self.keep_report(report)
        self.store.add_frame(self.id, self.trainer.steps_done, content, milestone=False)

    def save(self) -> None:
        """Write a checkpoint of what was trained since the last; what goes wrong is said."""
        fault = self.saver.fault
        if self.started and self.saver.save(
            lambda: self.saver.file.save(self.trainer.state()), neighbours=self.neighbours
        ):
            self.store.update(self.id, saved=self.trainer.steps_done)
        if self.saver.fault != fault:
            self.write()

    def fail(self, error: DivergenceError) -> None:
        """End a run that diverged; earlier snapshots are kept."""
        self.running = False
        self.watch.stop()
        self.message = DIVERGED.format(error.quantity, error.step)
        self.write(state="failed")

    def fall_back_to_cpu(self) -> None:
        """Continue on the CPU from the current step."""
        self.message = OUT_OF_MEMORY
        self.make(torch.device("cpu"), self.trainer.state())
        self.write(device="cpu")

    def close(self) -> None:
        """Stop and save the run, so that it can be resumed later."""
        self.pause()
        try:
            if self.store.get(self.id).active:
                self.save()
                self.write(state="stopped", pid=0)
        except (KeyError, sqlite3.Error) as error:
            log.info("run %s was gone when it was closed: %s", self.id, error)
