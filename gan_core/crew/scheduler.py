"""Who trains next: one queue in the run store, and the rules by which a run gets its place.

A run that is to train is *queued* in the store, which makes Start durable. The scheduler claims it
by a lease with an epoch, so that of several servers on one store just one holds it, and gives it
to the crew. What makes room for it rests already, is saved first and never deleted.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
import time
import uuid
from typing import Any

from gan_core.crew.crew import Crew
from gan_core.crew.machines import Machines
from gan_core.crew.needs import needed_bytes
from gan_core.crew.recovery import LOST, Recovery
from gan_core.crew.tasks import Tasks
from gan_core.runs.groups import GroupRecord
from gan_core.runs.integrity.trouble import is_gone, trouble_of
from gan_core.runs.opening import reopen_store
from gan_core.runs.run_record import RunRecord
from gan_core.runs.store import RunStore
from gan_core.settings.base import SettingsError
from gan_core.settings.images import ImageSettings
from gan_core.storage.memory import free_bytes

LEASE_SECONDS = 15.0
RENEW_SECONDS = 3.0
TICK_SECONDS, IDLE_TICK_SECONDS = 0.5, RENEW_SECONDS
"""How often the scheduler looks by itself, with and without anything to look after."""

REST_SECONDS = 600.0
"""A run that rests so long gives its memory back."""

LEAVE_SECONDS = 10.0
"""A run whose tab has closed goes on so long, for a reload."""

LARGE_BYTES = 400_000_000
"""A run on pictures that takes more gets a process of its own."""

RESUME = "resume"
ROOM = "Put down to make room for others; it can resume from here."
LEFT = "Stopped when its tab closed; it can resume from here."

Record = RunRecord | GroupRecord
Commands = list[tuple[str, dict[str, Any]]]
log = logging.getLogger(__name__)


class Scheduler:
    """The only one who gives runs to the crew and takes them away.

    ``poke`` makes it look at once. Methods return at once.
    """

    def __init__(self, store: RunStore, *, machines: Machines, budget: int, own: int) -> None:
        self.store = store
        self.holder = uuid.uuid4().hex
        self.own_most = own
        self.crew = Crew(
            store.folder,
            machines=machines,
            budget=budget,
            on_closed=self._closed,
            on_lost=self._lost,
            on_damage=self._damaged,
        )
        self.recovery = Recovery(store, self.holder)
        self.tasks = Tasks(lambda: self.own_most - len(self.crew.own))
        self.notice = ""
        """What became of a store that was damaged while the server ran."""

        self.waiting: dict[str, Commands] = {}
        """Commands that follow the opening of what is queued."""

        self.leaving: dict[str, float] = {}
        self.rested: dict[str, float] = {}
        self.watched: dict[str, float] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._open = True
        self._renewed = 0.0
        self._thread = threading.Thread(target=self._loop, daemon=True)

    def start(self) -> None:
        """Start the crew and the thread that looks after it."""
        self.crew.fill()
        self._thread.start()

    def poke(self) -> None:
        """Have the queue looked at now."""
        self._wake.set()

    def enqueue(self, name: str, *, grouped: bool, commands: Commands) -> None:
        """Queue a run or a group and note the commands that follow its opening.

        Idempotent: one that waits already keeps its place and takes the commands too.
        """
        with self._lock:
            if self.crew.holds(name):
                for command, content in commands:
                    self.crew.send(name, command, **content)
                return
            self.waiting.setdefault(name, []).extend(commands)
            intent = RESUME if _resumes(commands) else ""
            self.store.queue.enqueue(name, grouped=grouped, intent=intent)
        self.poke()

    def note(self, name: str, command: str, content: dict[str, Any]) -> bool:
        """Keep a command for a run that waits; False for any other."""
        with self._lock:
            if name not in self.waiting:
                return False
            self.waiting[name].append((command, content))
            return True

    def dequeue(self, name: str, *, grouped: bool, message: str = "") -> bool:
        """Take a run out of the queue; False when it had begun already."""
        with self._lock:
            self.waiting.pop(name, None)
        return self.store.queue.dequeue(name, grouped=grouped, message=message)

    def leave(self, name: str) -> None:
        """Note that a run's tab has closed; it is put down unless somebody comes back."""
        with self._lock:
            self.leaving[name] = time.monotonic() + LEAVE_SECONDS
        self.poke()

    def stay(self, name: str) -> bool:
        """Note that somebody has come back to a run; whether its tab had closed."""
        with self._lock:
            return self.leaving.pop(name, None) is not None

    def watch(self, name: str, seconds: float) -> None:
        """Note that somebody looks at a run, for the next ``seconds``."""
        with self._lock:
            known = name in self.watched
            self.watched[name] = time.monotonic() + seconds
        if not known:
            self.poke()

    def _loop(self) -> None:
        told = ""
        while self._open:
            busy = self.crew.places or self.waiting or self.leaving or self.crew.lacking
            self._wake.wait(TICK_SECONDS if busy else IDLE_TICK_SECONDS)
            self._wake.clear()
            try:
                self.look()
                told = told if trouble_of(self.store) else ""
            except sqlite3.Error as error:
                # Such as on a full disk, which pages tell: once, however long it lasts.
                if str(error) != told:
                    log.warning("the run store cannot be used: %s", error)
                told = str(error)
            except Exception:
                log.exception("the scheduler could not look after the queue")

    def look(self) -> None:
        """Do all that is due: leases, tabs that closed, places for those that wait."""
        now = time.monotonic()
        if not self._open:
            return
        if self.store.damaged:
            self._mend()
        if not is_gone(self.store):
            self.crew.fill()
        if now - self._renewed > RENEW_SECONDS:
            self._renewed = now
            self.store.queue.renew(self.holder, time.time() + LEASE_SECONDS)
            self.store.queue.stop_orphans(LOST)
        with self._lock:
            gone = [name for name, until in self.leaving.items() if until < now]
            for name in gone:
                del self.leaving[name]
            self.watched = {name: until for name, until in self.watched.items() if until > now}
            watched = set(self.watched)
        for name in gone:
            self._put_down_or_dequeue(name, LEFT)
        self._note_rest(now)
        self._admit()
        # What has just got its place is told too.
        self.crew.watch(watched)
        self.tasks.admit()

    def _put_down_or_dequeue(self, name: str, message: str) -> None:
        if self.crew.holds(name):
            self.crew.put_down(name, message)
            return
        for grouped in (False, True):
            self.dequeue(name, grouped=grouped, message=message)

    def _note_rest(self, now: float) -> None:
        """Note since when each held run rests; put down what has rested long."""
        resting = self.store.queue.resting(self.holder)
        self.rested = {name: self.rested.get(name, now) for name in resting}
        for name, since in self.rested.items():
            if now - since > REST_SECONDS:
                self.crew.put_down(name, ROOM)

    def _admit(self) -> None:
        for name, grouped in self.store.queue.names():
            with contextlib.suppress(KeyError):
                record = self.store.table(grouped=grouped).get(name)
                if not self._open or not self._give_place(record):
                    return

    def _give_place(self, record: Record) -> bool:
        """Give a queued run its place; False when it has to wait, and all behind it."""
        grouped = isinstance(record, GroupRecord)
        runs = [record] if isinstance(record, RunRecord) else self.store.runs(group=record.id)
        needed = sum(needed_bytes(run.given) for run in runs)
        pictures = any(isinstance(run.given, ImageSettings) for run in runs)
        if pictures and needed > LARGE_BYTES and self.crew.machines.spawns:
            own = len(self.crew.own) + self.tasks.running
            if own >= self.own_most or needed > (free_bytes() or needed):
                return False
            process = self.crew.add_own(record.device)
        else:
            found = self.crew.room(needed, record.device)
            if found is None:
                self._make_room()
                return False
            process = found
        epoch = self.store.queue.claim(
            record.id, grouped=grouped, holder=self.holder, until=time.time() + LEASE_SECONDS
        )
        if epoch is None:
            return True
        with self._lock:
            self.crew.open(record.id, process, grouped=grouped, epoch=epoch, needed=needed)
            commands = self.waiting.pop(record.id, [])
            if record.intent and not _resumes(commands):
                commands = [*commands, ("resume", {})]
            for command, content in commands:
                self.crew.send(record.id, command, **content)
        return True

    def _make_room(self) -> None:
        """Put down what has rested longest."""
        if self.rested:
            name = min(self.rested, key=self.rested.__getitem__)
            self.crew.put_down(name, ROOM)

    def _closed(self, name: str) -> None:
        with self._lock:
            self.leaving.pop(name, None)
        self.store.queue.release(name, self.holder)
        self.store.forget_if_empty(name)
        self.poke()

    def _damaged(self) -> None:
        """Note that a process has met damage of the store."""
        self.store.damaged = True
        self.poke()

    def _mend(self) -> None:
        """Set a damaged store aside, go on with what can be read, and resume what trained."""
        held = self.crew.start_anew()
        notice = reopen_store(self.store)
        log.warning("%s", notice)
        self._recover(held, "")
        self.notice = notice

    def _lost(self, held: dict[str, bool], turn: str) -> None:
        """Queue again what a dead process trained; what ended two processes is put aside."""
        if not self.store.damaged:
            self._recover(held, turn)
        self.poke()

    def _recover(self, held: dict[str, bool], turn: str) -> None:
        for name, grouped in held.items():
            with contextlib.suppress(KeyError, SettingsError):
                if self.crew.machines.lost:
                    self.recovery.put_aside(name, self.crew.machines.trouble, grouped=grouped)
                else:
                    self.recovery.recover(name, grouped=grouped, guilty=name == turn)

    def close(self) -> None:
        """Have everything saved and end the crew."""
        self._open = False
        self.poke()
        if self._thread.is_alive():
            self._thread.join()
        self.tasks.close()
        self.crew.close()
        self.crew.machines.close()
        self.store.queue.release_all(self.holder)


def _resumes(commands: Commands) -> bool:
    return any(command == "resume" for command, _content in commands)
