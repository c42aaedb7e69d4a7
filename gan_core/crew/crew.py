"""The processes that train, wherever they come from, and what each of them holds."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core.crew.accelerators import accelerators, kind_of
from gan_core.crew.machines import Machines, Process
from gan_core.crew.process import EXIT_SECONDS, Message

ACKNOWLEDGE_SECONDS = 2.0


@dataclass
class Place:
    """Where a run or group is held; commands are counted as they are sent and carried out."""

    process: Process
    grouped: bool
    bytes: int
    sent: int = 0
    handled: int = 0
    closing: bool = False


class Crew:
    """Places of runs and groups by name in the processes that hold them.

    Safe to share between threads; nobody waits for a process while holding the lock.
    ``on_closed`` is called when a process has let go of a run, ``on_lost`` with the names that a
    process held when it died and the one whose turn it was, ``on_damage`` when one has met a
    damaged store.
    """

    def __init__(
        self,
        folder: Path,
        *,
        machines: Machines,
        budget: int,
        on_closed: Callable[[str], None],
        on_lost: Callable[[dict[str, bool], str], None],
        on_damage: Callable[[], None],
    ) -> None:
        self.folder, self.machines, self.budget = folder, machines, budget
        self.changed = threading.Condition()
        self.members: list[Process] = []
        self.own: list[Process] = []
        self.places: dict[str, Place] = {}
        self.closed = False
        self._recovering = 0
        self._on_closed, self._on_lost, self._on_damage = on_closed, on_lost, on_damage
        self._hello: Message | None = None
        self._watched: dict[int, frozenset[str]] = {}

    def fill(self) -> None:
        """Start the processes that the crew lacks; returns at once."""
        with self.changed:
            self.members += [self._started(name) for name in self.lacking]

    @property
    def lacking(self) -> list[str]:
        """Names of the processes that the crew lacks."""
        return [] if self.closed else self.machines.lacking(self.members, self._hello)

    def _started(self, name: str = "") -> Process:
        return self.machines.started(name, self.folder, on_message=self._heard, on_end=self._ended)

    def hello(self) -> Message | None:
        """Return what the first process said of this machine's devices; None until one has."""
        return self._hello

    def holds(self, name: str) -> bool:
        """Whether a process holds this run or group."""
        return name in self.places

    def pending(self, name: str) -> bool:
        """Whether commands for this wait to be carried out."""
        place = self.places.get(name)
        return place is not None and place.sent > place.handled

    def load(self, process: Process) -> int:
        """Return the bytes that a process's runs take at the most, by their estimates."""
        return sum(p.bytes for p in list(self.places.values()) if p.process is process)

    def room(self, needed: int, device: str = "cpu") -> Process | None:
        """Return the member with the most room, None where ``needed`` bytes fit into none.

        Runs on a GPU go to a GPU's process. An empty process takes whatever fits into the machine.
        """
        kind = kind_of(device, self._hello)
        with self.changed:
            members = [process for process in self.members if process.takes(kind)]
        process = min(members, key=self.load, default=None)
        if process is None:
            return None
        load = self.load(process)
        budget = process.budget or self.budget
        return process if not load or load + needed <= budget else None

    def add_own(self, device: str = "cpu") -> Process:
        """Start a process for one large run alone; it ends when that is put down.

        Of several GPUs it gets the one with the fewest such runs.
        """
        kind = kind_of(device, self._hello)
        fitting = [a for a in accelerators(self._hello) if kind and a.partition(":")[0] == kind]
        taken = Counter(process.accelerator for process in self.own)
        process = self._started(min(fitting, key=taken.__getitem__, default=""))
        with self.changed:
            self.own.append(process)
        return process

    def open(self, name: str, process: Process, *, grouped: bool, epoch: int, needed: int) -> None:
        """Give a run or a group to a process."""
        with self.changed:
            self.places[name] = Place(process, grouped, needed, sent=1)
        process.send(
            {"command": "open", "name": name, "number": 1, "grouped": grouped, "epoch": epoch}
        )
        # It has to be told anew which of its runs are watched.
        self._watched.pop(id(process), None)

    def send(self, name: str, command: str, **content: object) -> int:
        """Send a command to the process that holds this; returns its number, 0 if none does."""
        with self.changed:
            place = self.places.get(name)
            if place is None or place.closing:
                return 0
            place.sent += 1
            number = place.sent
        message = {"command": command, "name": name, "number": number, **content}
        return number if place.process.send(message) else 0

    def tell(self, name: str, command: str) -> None:
        """Send what is no button to the process that holds this: it is not counted."""
        with self.changed:
            place = self.places.get(name)
        if place is not None and not place.closing:
            place.process.send({"command": command, "name": name})

    def wait(self, name: str, number: int, seconds: float = ACKNOWLEDGE_SECONDS) -> bool:
        """Wait until a command is carried out; False when it was not in time, or is lost."""
        until = time.monotonic() + seconds
        with self.changed:
            while number:
                place = self.places.get(name)
                if place is None:
                    return False
                if place.handled >= number:
                    return True
                if not self.changed.wait(until - time.monotonic()):
                    return False
        return False

    def put_down(self, name: str, message: str = "") -> None:
        """Have a run or group saved and let go of; ``message`` says why. Returns at once."""
        with self.changed:
            place = self.places.get(name)
            if place is None or place.closing:
                return
            place.closing = True
        place.process.send({"command": "close", "name": name, "message": message})

    def wait_for_place(self, name: str, seconds: float) -> bool:
        """Wait until a process holds this and has carried out what it was told."""
        with self.changed:
            return self.changed.wait_for(
                lambda: name in self.places and not self.pending(name), seconds
            )

    def wait_until_gone(self, name: str, seconds: float = ACKNOWLEDGE_SECONDS) -> bool:
        """Wait until no process holds this."""
        with self.changed:
            return self.changed.wait_for(lambda: name not in self.places, seconds)

    def watch(self, names: Iterable[str]) -> None:
        """Tell each process which of its runs somebody watches."""
        wanted = set(names)
        with self.changed:
            held: dict[int, tuple[Process, set[str]]] = {}
            for name, place in self.places.items():
                process, mine = held.setdefault(id(place.process), (place.process, set()))
                if name in wanted:
                    mine.add(name)
        for key, (process, mine) in held.items():
            if self._watched.get(key) != frozenset(mine):
                self._watched[key] = frozenset(mine)
                process.send({"command": "watch", "runs": sorted(mine)})

    def _heard(self, process: Process, message: Message) -> None:
        if "torch" in message:
            if not accelerators(self._hello):
                # On a cluster, another worker may have one.
                self._hello = message
            return
        if "damaged" in message:
            self._on_damage()
            return
        name = message["name"]
        gone = False
        with self.changed:
            place = self.places.get(name)
            if place is None or place.process is not process:
                return
            if message.get("closed"):
                del self.places[name]
                gone = True
            else:
                place.handled = max(place.handled, message["handled"])
            self.changed.notify_all()
        if gone:
            if process in self.own:
                process.close_input()
            self._on_closed(name)

    def _ended(self, process: Process) -> None:
        turn = process.turn
        with self.changed:
            held = {n: p.grouped for n, p in self.places.items() if p.process is process}
            for name in held:
                del self.places[name]
            for processes in (self.members, self.own):
                if process in processes:
                    processes.remove(process)
            unexpected = not self.closed
            self._recovering += unexpected
            self.changed.notify_all()
        threading.Thread(target=process.end, daemon=True).start()
        if unexpected:
            try:
                self._on_lost(held, turn)
            finally:
                with self.changed:
                    self._recovering -= 1
                    self.changed.notify_all()

    def state(self) -> dict[str, Any]:
        """Return what a teacher's view shows: processes, and what each holds."""
        with self.changed:
            processes = [*self.members, *self.own]
            return {
                "processes": [
                    {
                        "pid": process.pid,
                        "ready": process.hello is not None,
                        "holds": [n for n, p in self.places.items() if p.process is process],
                    }
                    for process in processes
                ]
            }

    def close(self) -> None:
        """Have everything saved and end all processes."""
        with self.changed:
            self.closed = True
            processes = [*self.members, *self.own]
            # The store is closed next, which what became of dead processes is still noted in.
            self.changed.wait_for(lambda: not self._recovering, EXIT_SECONDS)
        for process in processes:
            process.close_input()
        for process in processes:
            process.end()

    def kill(self) -> None:
        """End all processes at once, without saving, and start none."""
        self.closed = True
        self._kill()

    def start_anew(self) -> dict[str, bool]:
        """End all processes at once; returns what they held. Others come with ``fill``."""
        with self.changed:
            held = {name: place.grouped for name, place in self.places.items()}
            # So that nobody takes their end for that of processes which a run has harmed.
            self.places.clear()
        processes = self._kill()
        with self.changed:
            self.changed.wait_for(
                lambda: not any(p in processes for p in (*self.members, *self.own)), EXIT_SECONDS
            )
        return held

    def _kill(self) -> list[Process]:
        with self.changed:
            processes = [*self.members, *self.own]
        for process in processes:
            process.kill()
        return processes
