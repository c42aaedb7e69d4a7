"""The life of a run inside a worker: trains piece by piece and publishes to the store."""

from __future__ import annotations

import logging
import math
import sqlite3
import time
from abc import ABC, abstractmethod
from typing import Any, Protocol

import torch

from gan_core.runs.checkpoints import State, load_run
from gan_core.runs.store import RunRecord, RunStore
from gan_core.storage.devices import resolve_device
from gan_core.storage.serialization import save_state
from gan_core.training.divergence import DivergenceError
from gan_core.training.stopwatch import Stopwatch

CHECKPOINT_SECONDS = 5.0
UNSAVED = "The checkpoint could not be written:"
OUT_OF_MEMORY = "Out of GPU memory: the run continues on the CPU."
FRAMES_KEPT = 160

log = logging.getLogger(__name__)


class Trainer(Protocol):
    """What a run asks of the trainer that it holds."""

    device: torch.device
    steps_done: int
    changes: list[dict[str, Any]]

    @property
    def total_steps(self) -> int:
        """Where the run ends."""

    def step(self) -> None:
        """Do one update."""

    def change(self, **changes: object) -> None:
        """Change live settings."""

    def state(self) -> State:
        """Return everything that the next steps depend on."""

    def load_state(self, arrays: Any, facts: Any, /) -> None:  # noqa: ANN401
        """Go on where ``state`` was taken."""


class LiveRun(ABC):
    """Holds one run of the store; ``advance`` does the next piece of it."""

    live_seconds = 0.175
    """Least time between two live pictures: between five and six a second."""

    milestones = 10
    """So many pictures of a whole run, evenly spaced, outlast all thinning."""

    trainer: Trainer

    def __init__(self, store: RunStore, run: str, *, live: bool = True) -> None:
        """Build the run, from its checkpoint when it has one, and publish its first picture.

        Without ``live`` nobody is watching, and only the timeline gets pictures.
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
        self.checkpoint_at = time.monotonic()
        self.live_at = 0.0
        self.message = ""
        self.rate: float | None = None
        self.build(resolve_device(record.device), load_run(store, run))
        # What came after the checkpoint, or without one, will come again.
        store.truncate(run, self.trainer.steps_done)
        self.publish()
        self.rest(device=str(self.trainer.device), changes=self.trainer.changes)

    @abstractmethod
    def take_settings(self, record: RunRecord) -> None:
        """Keep what the record says of how to train."""

    @abstractmethod
    def make(self, device: torch.device, state: State | None) -> None:
        """Make the trainer and what measures it, at ``state`` if there is one."""

    @abstractmethod
    def measure(self, *, full: bool) -> tuple[dict[str, Any], bytes]:
        """Return a row of metrics and a picture of the run as it stands."""

    @abstractmethod
    def work(self) -> None:
        """Do the next piece of training."""

    @property
    @abstractmethod
    def started(self) -> bool:
        """Whether any network has moved."""

    @abstractmethod
    def is_noted(self, step: int) -> bool:
        """Whether a row of metrics is due at this step, before the last."""

    def is_milestone(self) -> bool:
        """Whether the step that was just made is kept besides those evenly spaced."""
        return False

    @abstractmethod
    def complete_step(self) -> None:
        """Finish a step that is half done, so that checkpoints hold whole steps."""

    def note(self, report: dict[str, Any]) -> None:
        """Keep a row of metrics."""
        self.store.add_report(self.id, report)

    def build(self, device: torch.device, state: State | None) -> None:
        """Make everything on ``device``; out of GPU memory, on the CPU with a notice."""
        try:
            self.make(device, state)
        except torch.OutOfMemoryError:
            if device.type == "cpu":
                raise
            self.message = OUT_OF_MEMORY
            self.make(torch.device("cpu"), state)

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
        state = "finished" if self.done else "paused" if self.started else "ready"
        self.tell(state=state, **columns)

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

    def change(self, changes: dict[str, Any]) -> None:
        """Change live settings from the next step on."""
        self.complete_step()
        self.trainer.change(**changes)
        if self.running:
            self.tell(changes=self.trainer.changes)
        else:
            self.rest(changes=self.trainer.changes)

    def advance(self) -> None:
        """Do the next piece of work and publish what is due."""
        try:
            self.work()
            if self.running and time.monotonic() - self.live_at >= self.live_seconds:
                self.publish()
        except DivergenceError as error:
            self.fail(error)
        except torch.OutOfMemoryError:
            if self.trainer.device.type == "cpu":
                raise
            self.fall_back_to_cpu()

    def after_step(self) -> None:
        """Keep metrics, snapshots and checkpoints that are due at this step."""
        step = self.trainer.steps_done
        apart = max(1, self.trainer.total_steps // self.milestones)
        milestone = step % apart == 0 or self.done or self.is_milestone()
        noted = self.is_noted(step) or self.done
        if noted or step % self.interval == 0 or milestone:
            report, content = self.measure(full=True)
            if noted:
                self.note(report)
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

    def update_rate(self) -> float | None:
        """Return the speed in steps a second.

        A pause has none of its own; the last one measured stays in view.
        """
        self.rate = self.watch.rate(self.trainer.steps_done) or self.rate
        return self.rate

    def publish(self) -> None:
        """Make the newest picture visible; the first one also opens timeline and metrics."""
        self.live_at = time.monotonic()
        report, content = self.measure(full=not self.running)
        self.store.set_live(self.id, content, caption=self.caption)
        if self.trainer.steps_done == 0 and not self.running:
            self.store.add_frame(self.id, 0, content, milestone=True)
            self.note(report)
        self.tell()

    def keep_now(self) -> None:
        """Show and keep metrics and snapshot of a step at which the run rests."""
        report, content = self.measure(full=True)
        self.store.set_live(self.id, content, caption=self.caption)
        self.note(report)
        self.store.add_frame(self.id, self.trainer.steps_done, content, milestone=False)

    def save(self) -> None:
        """Write a checkpoint; when the disk refuses, the old one stays and the run says so."""
        self.checkpoint_at = time.monotonic()
        if not self.started:
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
        self.message = OUT_OF_MEMORY
        self.make(torch.device("cpu"), self.trainer.state())
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
