"""A Dask cluster as where the processes of a crew come from: one a worker."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gan_core.cluster.connection import (
    LOSSES,
    NO_WORKERS,
    ClusterError,
    ClusterLostError,
    connect,
    workers_of,
)
from gan_core.crew.cluster.process import ClusterProcess
from gan_core.crew.machines import OnEnd, OnMessage, Process
from gan_core.crew.process import Message

LOOK_SECONDS = 1.0
CLOSE_SECONDS = 3.0
MEMORY_SHARE = 0.6
"""What runs may take of a worker's memory: at 0.7 Dask begins to move things to the disk."""

LOST = (
    "The Dask scheduler at {address} does not answer: what trained there was put aside and can "
    "resume from its last checkpoint when it does."
)

log = logging.getLogger(__name__)


class Cluster:
    """Looks after the connection to one scheduler, and finds it again after a loss.

    Raises ``ClusterError`` where none answers at first.
    """

    spawns = False

    def __init__(self, address: str) -> None:
        self.address = address
        self.client: Any = connect(address)
        self._workers: dict[str, dict[str, Any]] = {}
        self.refused: dict[str, str] = {}
        """Why workers are not used, by address."""

        self._lost = False
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._find_workers()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> str:
        """Why nothing can train now; empty where there are workers."""
        if self._lost:
            return LOST.format(address=self.address)
        usable = self._workers.keys() - self.refused.keys()
        if usable:
            return ""
        if self.refused:
            return _sentence(next(iter(self.refused.values())))
        return _sentence(NO_WORKERS.format(address=self.address))

    @property
    def lost(self) -> bool:
        """Whether the scheduler is gone."""
        return self._lost

    def lacking(self, members: Sequence[Process], hello: Message | None) -> list[str]:
        """Return the addresses of workers that are no process of the crew yet."""
        there = {process.accelerator for process in members}
        return [] if self._lost else sorted(self._workers.keys() - self.refused.keys() - there)

    def started(self, name: str, folder: Path, *, on_message: OnMessage, on_end: OnEnd) -> Process:
        """Make the worker at an address a process of the crew."""
        limit = int(self._workers.get(name, {}).get("memory_limit") or 0)
        budget = int(MEMORY_SHARE * limit)
        return ClusterProcess(
            self, name, folder, budget=budget, on_message=on_message, on_end=on_end
        )

    def has(self, address: str) -> bool:
        """Whether the scheduler knows a worker of this address."""
        return address in self._workers

    def refuse(self, address: str, why: str) -> None:
        """Note that a worker is not to be used."""
        log.warning("%s", why)
        self.refused[address] = why

    def check(self) -> None:
        """Look at once who is there, after somebody has gone."""
        with self._lock:
            if not (self._closed.is_set() or self._lost):
                self._find_workers()

    def _find_workers(self) -> None:
        try:
            self._workers = workers_of(self.client)
        except ClusterLostError:
            self._lost = True
            self._workers = {}
            log.warning("%s", LOST.format(address=self.address))
            return
        for address in self.refused.keys() - self._workers.keys():
            self.refused.pop(address, None)

    def _look(self) -> None:
        """Look who has come and gone; after a loss, try to find the scheduler again."""
        while not self._closed.wait(LOOK_SECONDS):
            if not self._lost:
                self.check()
                continue
            self._let_go()
            with contextlib.suppress(ClusterError):
                self.client = connect(self.address)
                self.refused.clear()
                self._lost = False

    def _let_go(self) -> None:
        with contextlib.suppress(*LOSSES):
            self.client.close(timeout=CLOSE_SECONDS)

    def close(self) -> None:
        """End the connection."""
        self._closed.set()
        self._thread.join()
        self._let_go()


def _sentence(line: str) -> str:
    return f"{line[:1].upper()}{line[1:]}."
