"""What a process of the crew does: holds many runs, gives each its turn, obeys between turns.

Where commands come from and answers go to is another's matter: pipes on the server's machine
(``worker_process``), the scheduler of a cluster (``cluster.session``).
"""

from __future__ import annotations

import logging
import math
import os
import queue
import sqlite3
import time
from abc import ABC, abstractmethod
from typing import Any

from gan_core.crew.shares import Shares
from gan_core.crew.work import Command, Work, steer
from gan_core.runs.database import LeaseLostError
from gan_core.runs.integrity.errors import is_damage
from gan_core.runs.live.opening import open_run
from gan_core.runs.live.toy_group import ToyGroup
from gan_core.runs.store import RunStore
from gan_core.storage.messages import of_failure

SLICE_SECONDS = 0.015
"""A turn ends after so long, or with the step that is under way then."""

PICTURE_SHARE = 0.2
"""Live pictures of all watched runs together take at most this share of the process's time."""

LOOK_SECONDS = 1.0

log = logging.getLogger(__name__)


class Worker(ABC):
    """Holds runs and groups by name and shares its time among those that train."""

    def __init__(self, store: RunStore) -> None:
        self.store = store
        self.commands: queue.Queue[Command | None] = queue.Queue()
        self.works: dict[str, Work] = {}
        self.groups: set[str] = set()
        self.shares = Shares()
        self.usual_live: dict[str, float] = {}
        self.watched: set[str] = set()
        self.alone: str | None = None
        self.due: dict[str, float] = {}
        self.halted: list[str] = []
        self.open = True
        self.looked_at = 0.0

    @abstractmethod
    def answer(self, **content: object) -> None:
        """Tell the server something."""

    @abstractmethod
    def note_turn(self, name: str) -> None:
        """Note whose turn begins; an empty name for the end of one."""

    def loop(self) -> None:
        """Work until the input ends."""
        while self.open:
            self.round()
        for name in list(self.works):
            self.close(name)

    def round(self) -> None:
        """Obey what waits, and let the run whose turn it is train for one slice."""
        self.obey_waiting()
        training = self.training
        self.set_alone(training)
        now = time.monotonic()
        ready = [name for name in training if self.due.get(name, 0.0) <= now]
        if self.open and ready:
            self.take_turn(self.shares.next(ready))

    @property
    def training(self) -> list[str]:
        """The names of what trains."""
        return [name for name, work in self.works.items() if work.running]

    def obey_waiting(self) -> None:
        """Obey all commands that wait; without anything to do, wait for one."""
        while self.open:
            wait = self._patience()
            try:
                command = self.commands.get(block=wait != 0, timeout=wait)
            except queue.Empty:
                if not self.halted:
                    return
                self.show_rest(self.halted[0])
            else:
                self.obey(command)

    def _patience(self) -> float | None:
        """Seconds until a run is due; None when none trains."""
        if self.halted:
            return 0
        training = self.training
        if not training:
            return None
        soonest = min(self.due.get(name, 0.0) for name in training)
        return max(0.0, soonest - time.monotonic())

    def set_alone(self, training: list[str]) -> None:
        """Tell a run whether it is the only one that trains here."""
        alone = training[0] if len(training) == 1 else None
        if alone == self.alone:
            return
        if self.alone in self.works:
            self.works[self.alone].set_alone(alone=False)
        self.alone = alone
        if alone:
            self.works[alone].set_alone(alone=True)

    def take_turn(self, name: str) -> None:
        """Let a run train for one slice."""
        work = self.works[name]
        self.note_turn(name)
        started = time.perf_counter()
        spent = 0.0
        shown = work.live_at
        try:
            while work.running and spent < SLICE_SECONDS and self.commands.empty():
                work.advance()
                spent = time.perf_counter() - started
                if work.delay:
                    self.due[name] = time.monotonic() + work.delay
                    break
                if work.live_at != shown:
                    # Its picture is out: the others' come the sooner.
                    break
        except LeaseLostError:
            self.forget(name)
        except Exception as error:
            self.fail(name, error)
        self.note_turn("")
        self.shares.took(name, spent)
        if name in self.works and not work.running:
            self.rest(name)
        self.look_around()

    def look_around(self) -> None:
        """Once a second, drop runs that another server has taken over, and pace the pictures."""
        if time.monotonic() - self.looked_at < LOOK_SECONDS:
            return
        self.looked_at = time.monotonic()
        held = {name: name in self.groups for name in self.works}
        epochs = self.store.queue.epochs(held)
        for name in held:
            if epochs.get(name) != self.store.fences.get(name):
                self.forget(name)
        self._pace_pictures()

    def rest(self, name: str) -> None:
        """Note that a run does not train any more; one that has ended is put down."""
        self.shares.leave(name)
        self.due.pop(name, None)
        state = self._table(name).get(name).state
        if state in ("finished", "failed"):
            self.forget(name)

    def show_rest(self, name: str) -> None:
        """Publish the picture of a run that was paused while others waited for an answer."""
        if name in self.halted:
            self.halted.remove(name)
            try:
                self.works[name].show_rest()
            except LeaseLostError:
                self.forget(name)
            except Exception as error:
                self.fail(name, error)

    def forget(self, name: str) -> None:
        """Let go of a run without saving, and say so."""
        self.works.pop(name, None)
        if name in self.halted:
            self.halted.remove(name)
        self.shares.leave(name)
        self.due.pop(name, None)
        if self.alone == name:
            self.alone = None
        self.store.fences.pop(name, None)
        self.groups.discard(name)
        self.answer(name=name, closed=True)

    def close(self, name: str, message: str = "") -> None:
        """Save a run and let go of it; ``message`` says why it was put down."""
        work = self.works.get(name)
        if work is not None:
            work.message = work.message or message
            try:
                work.close()
            except LeaseLostError:
                log.info("%s is another server's now", name)
        self.forget(name)

    def _table(self, name: str) -> Any:  # noqa: ANN401
        return self.store.table(grouped=name in self.groups)

    def fail(self, name: str, error: Exception) -> None:
        """Mark a run, or a group with those of its runs that had not ended, as failed.

        An error that tells of a damaged store goes on: none of the runs is at fault.
        """
        if isinstance(error, sqlite3.Error):
            if is_damage(error):
                raise error
            log.warning("the store cannot be written: %s", error)
            self.forget(name)
            return
        log.error("%s failed", name, exc_info=error)
        message = of_failure(error)
        table = self._table(name)
        if table is self.store.groups:
            self.store.groups.update_runs(name, state="stopped", pid=0)
        table.update(name, state="failed", message=message)
        self.forget(name)

    def obey(self, command: Command | None) -> None:
        """Carry out one command and say so; None is the end of the input."""
        if command is None:
            self.open = False
            return
        name = command.get("name", "")
        try:
            self.dispatch(name, command)
        except LeaseLostError:
            self.forget(name)
        except Exception as error:
            if name:
                self.fail(name, error)
            else:
                log.exception("command %s failed", command)
        if name and "number" in command:
            if name in self.works:
                self._table(name).update(name, handled=command["number"])
            self.answer(name=name, handled=command["number"])

    def dispatch(self, name: str, command: Command) -> None:
        """Call what the command names."""
        match command["command"]:
            case "open":
                self.store.fences[name] = command["epoch"]
                if command["grouped"]:
                    self.groups.add(name)
                self._table(name).update(name, pid=os.getpid())
                work: Work = (ToyGroup if command["grouped"] else open_run)(self.store, name)
                self.works[name] = work
                self.usual_live[name] = work.live_seconds
                self._pace_pictures()
            case "close":
                self.show_rest(name)
                self.close(name, command.get("message", ""))
            case "watch":
                self.watched = set(command["runs"])
                self.shares.watch(self.watched)
                self._pace_pictures()
            case "pause" if name in self.works:
                if self.works[name].halt():
                    self.halted.append(name)
                self.shares.leave(name)
            case "layers" if name in self.works:
                # Nobody pressed a button: the run goes on as it was.
                steer(self.works[name], "layers", command)
            case other if name in self.works:
                self.show_rest(name)
                steer(self.works[name], other, command)
                if self.works[name].running:
                    self.shares.join(name)
                else:
                    self.shares.leave(name)

    def _pace_pictures(self) -> None:
        """Set how often each run publishes: never unwatched, and within a share of the time."""
        watched = [w for n, w in self.works.items() if n in self.watched and w.running]
        apart = sum(work.picture_seconds for work in watched) / PICTURE_SHARE
        training = sum(work.running for work in self.works.values())
        for name, work in self.works.items():
            work.neighbours = training
            usual = self.usual_live.get(name, 0.0)
            work.live_seconds = max(usual, apart) if name in self.watched else math.inf
