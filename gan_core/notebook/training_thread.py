"""A toy run that trains in a thread of its own, so that a cell returns at once."""

from __future__ import annotations

import atexit
import queue
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import torch

from gan_core.runs.live.toy_run import ToyRun
from gan_core.runs.run_record import RunRecord
from gan_core.runs.store import RunStore
from gan_core.settings.toy import ToySettings
from gan_core.storage.messages import of_failure
from gan_core.training.toy.trainer import ToyTrainer

RUN = "run"
LIVE_SECONDS = 0.125
"""Between two live pictures, of 11 kB each, for a page that shows them."""

UNSEEN_SECONDS = 1.0
"""The same where no page does."""

PICTURE_SHARE = 0.2
"""Live pictures take at most this share of the training's time, as in the app."""

SLICE_SECONDS = 0.015
"""Training between two looks at what is asked for."""

IDLE_SECONDS = 1.0
"""Between two looks at whether a resting run's cell is still there, which marimo's threads know."""

CLOSED = "this run has been closed; make another one"

LONE_SECONDS = 10.0
"""A run whose view has gone goes on for so long, as in the app."""


class UnsavedRun(ToyRun):
    """A run of a store in memory: it lasts as long as its kernel, so there are no checkpoints."""

    def save(self) -> None:
        """Write nothing."""


class RunFailedError(RuntimeError):
    """A run ended before its last step, as when it diverged; the message says why."""


@dataclass(frozen=True)
class News:
    """What a view does not have yet: state, timeline, new rows of metrics and new pictures."""

    state: str
    caption: str
    message: str
    timeline: list[int]
    rows: list[dict[str, Any]]
    frames: list[bytes]


class TrainingThread:
    """Trains one run; all that is asked of it is carried out between two updates.

    ``on_news`` is called in the training thread, at most once in ``LIVE_SECONDS`` while the run
    moves. The networks are built, and the first picture made, by the constructor.
    """

    def __init__(self, settings: ToySettings, *, steps: int | None, device: str) -> None:
        self.store = RunStore(None)
        self.store.create(RUN, settings, steps=steps, device=device)
        self.run = UnsavedRun(self.store, RUN)
        self.settings = settings
        self.on_news: Callable[[], None] = lambda: None
        self.views = 0
        self.closed = False
        self._left_at: float | None = None
        self._told: tuple[object, ...] = ()
        self._asked: queue.Queue[tuple[Callable[[], None], Future[None]] | None] = queue.Queue()
        self._rests = threading.Event()
        self._rests.set()
        self._thread = _thread_class()(target=self._loop, name="gan_core.notebook", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    @property
    def record(self) -> RunRecord:
        """The run's row: state, step, seconds, message, changes."""
        return self.store.get(RUN)

    @property
    def trainer(self) -> ToyTrainer:
        """The trainer with both networks; to be read while the run rests."""
        return self.run.trainer

    def picture(self) -> bytes:
        """Return the newest picture, as ``pack_frame`` packs it."""
        live = self.store.live(RUN)
        assert live is not None  # the constructor has made one
        return live.content

    def reports(self) -> list[dict[str, Any]]:
        """Return all rows of metrics."""
        return self.store.reports(RUN)

    def start(self) -> None:
        """Train, or train on."""
        self.ask(self.resume)

    def pause(self) -> None:
        """Stop after the current update."""
        self.ask(self.run.pause)

    def step(self, part: str) -> None:
        """Do one update of ``discriminator``, ``generator`` or ``both``."""
        self.ask(lambda: self.run.step(part))

    def change(self, changes: dict[str, Any]) -> None:
        """Change settings from the next update on."""
        self.ask(lambda: self.run.change(changes))

    def resume(self) -> None:
        """Begin to train; to be called in the training thread."""
        self._rests.clear()
        self.run.resume()

    def ask(self, work: Callable[[], None], *, wait: bool = True) -> None:
        """Have the thread carry something out; what it raises comes here, if one waits for it."""
        if self.closed:
            raise RunFailedError(CLOSED)
        done: Future[None] = Future()
        self._asked.put((work, done))
        if wait:
            done.result()

    def wait(self, timeout: float | None = None) -> None:
        """Return when the run rests, or after ``timeout`` seconds; raises ``RunFailedError``."""
        self._rests.wait(timeout)
        if not self.closed and self.record.state == "failed":
            raise RunFailedError(self.record.message)

    def close(self) -> None:
        """End training; what was trained can still be looked at."""
        if self.closed:
            return
        self.closed = True
        atexit.unregister(self.close)
        self._asked.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def view_came(self) -> None:
        """Note that a page shows the run."""
        self.views += 1
        self._left_at = None

    def view_went(self) -> None:
        """Note that a page shows it no more; without any, the run soon pauses."""
        self.views = max(0, self.views - 1)
        if not self.views:
            self._left_at = time.monotonic()

    def news(self, *, after: int, row: int, steps: list[int]) -> tuple[News, int]:
        """Return what is newer than picture ``after`` and row ``row``, and the newest's number.

        ``steps`` are snapshots of the timeline that come as well.
        """
        record, live = self.record, self.store.live(RUN, after=after)
        frames = self.store.frames(RUN, steps)
        if live is not None:
            frames.append(live.content)
        found = News(
            record.state,
            live.caption if live else self.run.caption,
            record.message,
            self.store.frame_steps(RUN),
            self.store.reports(RUN, after=row),
            frames,
        )
        return found, live.sequence if live else after

    def _loop(self) -> None:
        torch.set_flush_denormal(True)
        while self._obey():
            if self.run.running:
                self._train()
            self._tell()
        self.run.close()
        self._tell()
        self._rests.set()
        while not self._asked.empty():
            asked = self._asked.get()
            if asked is not None:
                asked[1].set_exception(RunFailedError(CLOSED))

    def _obey(self) -> bool:
        """Carry out what waits; at rest, wait for it. False when the run is closed."""
        while True:
            if not self.run.running and self._asked.empty():
                self._rests.set()
            try:
                asked = self._asked.get(not self.run.running, IDLE_SECONDS)
            except queue.Empty:
                return not getattr(self._thread, "should_exit", False)
            if asked is None:
                return False
            work, done = asked
            try:
                work()
            except Exception as error:
                done.set_exception(error)
            else:
                done.set_result(None)
            self._tell()

    def _train(self) -> None:
        started = time.monotonic()
        if self._left_at is not None and started - self._left_at > LONE_SECONDS:
            self._left_at = None
            self.run.pause()
            return
        wished = LIVE_SECONDS if self.views else UNSEEN_SECONDS
        self.run.live_seconds = max(wished, self.run.picture_seconds / PICTURE_SHARE)
        try:
            while self.run.running and time.monotonic() - started < SLICE_SECONDS:
                self.run.advance()
        except Exception as error:
            self.run.running = False
            self.store.update(RUN, state="failed", message=of_failure(error))

    def _tell(self) -> None:
        """Call ``on_news`` if there are any."""
        record, live = self.record, self.store.live(RUN)
        now = (record.state, record.message, live.sequence if live else 0, self.closed)
        if now != self._told:
            self._told = now
            self.on_news()


def _thread_class() -> type[threading.Thread]:
    """Return marimo's thread in its notebooks, which alone may send to the page, else Python's."""
    marimo: Any = sys.modules.get("marimo")
    if marimo is not None and marimo.running_in_notebook():
        found: type[threading.Thread] = marimo.Thread
        return found
    return threading.Thread
