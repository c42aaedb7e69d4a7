"""One worker of a Dask cluster as a process of the crew, seen from the server."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import sqlite3
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.cluster.connection import LOSSES, ClusterError, call, check_worker
from gan_core.crew.cluster import service
from gan_core.crew.cluster.parcel import pack
from gan_core.crew.cluster.results import Results
from gan_core.crew.process import EXIT_SECONDS, Message
from gan_core.runs.integrity.errors import is_damage

if TYPE_CHECKING:
    from gan_core.crew.cluster.machines import Cluster

TASK_SECONDS = 2.0
"""A task trains so long; then Dask may give the worker to others."""

LOST_SECONDS = 30.0
"""A worker that does not answer for so long is taken for lost, as with a machine switched off."""

DROP_SECONDS, LOOK_SECONDS = 2.0, 1.0
CANNOT = "the worker {address} cannot train: {why}"

log = logging.getLogger(__name__)


class ClusterProcess:
    """A session on one worker; ``on_message`` and ``on_end`` are those of ``CrewProcess``."""

    pid = 0

    def __init__(
        self,
        cluster: Cluster,
        address: str,
        folder: Path,
        *,
        budget: int,
        on_message: Callable[[Any, Message], None],
        on_end: Callable[[Any], None],
    ) -> None:
        self.cluster, self.accelerator, self.budget = cluster, address, budget
        self.address = address
        self.client = cluster.client
        self.session = uuid.uuid4().hex
        self.hello: Message | None = None
        self.turn = ""
        self._on_message, self._on_end = on_message, on_end
        self._results = Results(folder, lambda: not self._ended.is_set())
        self._commands: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._given = 0
        self._task: Any = None
        self._tasks = 0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._finished = False
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        threading.Thread(target=self._write, daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether the worker can be given runs: it has said what it is, and has not ended."""
        return self.hello is not None and not self._ended.is_set()

    def takes(self, kind: str) -> bool:
        """Whether runs for this kind of accelerator can train here, empty for the processor."""
        devices = (self.hello or {}).get("devices", ())
        return self.alive and any(device["name"] == (kind or "cpu") for device in devices)

    def send(self, message: Message) -> bool:
        """Send one command; False if the worker is gone."""
        if self._ended.is_set():
            return False
        self._commands.put(message)
        return True

    def _ask(self, ask: str, *, seconds: float = LOST_SECONDS, **content: Any) -> Any:  # noqa: ANN401
        """Ask the session by way of the scheduler; ``OSError`` where it is gone."""
        message = {"op": service.OPERATION, "session": self.session, "ask": ask, **content}
        scheduler = self.client.scheduler
        if scheduler is None:
            raise ConnectionError("the connection to the scheduler is closed")
        found = self.client.sync(
            scheduler.broadcast,
            msg=message,
            workers=[self.address],
            on_error="return_pickle",
            callback_timeout=seconds,
        )[self.address]
        if not isinstance(found, dict) or found.get("gone"):
            raise ConnectionError(f"the worker {self.address} is gone")
        return found

    def _read(self) -> None:
        """Begin, and take in what the worker tells until it is gone."""
        try:
            self._begin()
            while not self._ended.is_set():
                self._take(self._ask("news"))
        except ClusterError as error:
            self.cluster.refuse(self.address, str(error))
        except sqlite3.Error as error:
            if is_damage(error):
                self._on_message(self, {"damaged": str(error)})
            log.warning("what %s trains cannot be written: %s", self.address, error)
        except LOSSES as error:
            log.info("the worker %s is gone: %s", self.address, error)
        except Exception as error:
            if self.hello is None:
                self.cluster.refuse(self.address, CANNOT.format(address=self.address, why=error))
            else:
                log.exception("the worker %s has sent what cannot be used", self.address)
        finally:
            self._finish()

    def _begin(self) -> None:
        check_worker(self.client, self.address)
        call(self.client, self.address, service.install)
        task = self._submit("begin", service.begin, self.session)
        while self.hello is None:
            # Torch may take a minute to load; on a worker that has gone, it never will.
            with contextlib.suppress(asyncio.TimeoutError):
                self.hello = task.result(timeout=LOOK_SECONDS)
            if self._ended.is_set() or not self.cluster.has(self.address):
                raise ConnectionError(f"the worker {self.address} is gone")
        self._ready.set()
        self._on_message(self, self.hello)

    def _submit(self, what: str, function: Any, *given: Any) -> Any:  # noqa: ANN401
        self._tasks += 1
        return self.client.submit(
            function,
            *given,
            key=f"gan-explorer-{what}-{self.session}-{self._tasks}",
            workers=[self.address],
            allow_other_workers=False,
            pure=False,
        )

    def _take(self, news: dict[str, Any]) -> None:
        self.turn = news["turn"]
        for command in self._results.write(news["writes"]):
            self._commands.put(command)
        for message in news["answers"]:
            if message.get("ended"):
                self._ended.set()
                return
            if message.get("closed"):
                self._results.store.fences.pop(message["name"], None)
            self._on_message(self, message)

    def _write(self) -> None:
        """Pass commands on, and see that a task carries them out."""
        self._ready.wait()
        while (command := self._commands.get()) is not None and not self._ended.is_set():
            try:
                if command["command"] == "open" and not self._pack(command):
                    continue
                # Counted first: a task that ends meanwhile must not be the last.
                with self._lock:
                    self._given += 1
                self._ask("give", commands=[command])
                self._work()
            except LOSSES:
                return
            except sqlite3.Error as error:
                log.warning("%s cannot be given: %s", command.get("name"), error)
                self._on_message(self, {"name": command["name"], "closed": True})

    def _pack(self, command: Message) -> bool:
        """Add to a command what the worker needs of the run; False where that is gone."""
        name = command["name"]
        try:
            command["parcel"] = pack(self._results.store, name, grouped=command["grouped"])
        except KeyError:
            self._on_message(self, {"name": name, "closed": True})
            return False
        self._results.store.fences[name] = command["epoch"]
        return True

    def _work(self) -> None:
        """Have a task take turns, unless one does."""
        with self._lock:
            if self._task is not None or self._ended.is_set():
                return
            self._task = self._submit("turns", service.take_turns, self.session, TASK_SECONDS)
            task = self._task
        task.add_done_callback(self._worked)

    def _worked(self, task: Any) -> None:  # noqa: ANN401
        with self._lock:
            self._task = None
        if self._ended.is_set():
            return
        try:
            done = task.result(timeout=LOST_SECONDS)
        except Exception as error:
            log.warning("a task of %s has failed: %s", self.address, error)
            self._finish()
            return
        with self._lock:
            more = done.get("training") or done.get("obeyed", self._given) < self._given
        if more:
            self._work()

    def _finish(self) -> None:
        """Note, once, that this worker trains no more of ours, and say so."""
        with self._lock:
            if self._finished:
                return
            self._finished = True
            task, self._task = self._task, None
        self._ended.set()
        self._ready.set()
        self._commands.put(None)
        if task is not None:
            with contextlib.suppress(*LOSSES):
                task.cancel()
        self.cluster.check()
        self._on_end(self)
        self._results.close()

    def close_input(self) -> None:
        """Have it save what it holds and end; returns at once."""
        self.send({"command": "end"})

    def end(self) -> None:
        """Have it end and see that it goes."""
        self.close_input()
        if not self._ended.wait(EXIT_SECONDS):
            self.kill()
        if threading.current_thread() is not self._reader:
            self._reader.join(EXIT_SECONDS)
        with contextlib.suppress(*LOSSES):
            self._ask("drop", seconds=DROP_SECONDS)

    def kill(self) -> None:
        """Have all dropped without saving."""
        self._ended.set()
        with contextlib.suppress(*LOSSES):
            self._ask("drop", seconds=DROP_SECONDS)
        self._finish()
