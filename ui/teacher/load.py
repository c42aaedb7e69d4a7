"""How much of the machine the server and the processes that train take."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import psutil

from gan_core.storage.memory import free_bytes


@dataclass(frozen=True)
class Use:
    """CPU in cores (1.0 is one core all the time) and memory in bytes."""

    cores: float
    bytes: int


@dataclass(frozen=True)
class Load:
    """What the server and the crew take, the machine's cores, and the memory that is free."""

    server: Use
    crew: Use
    cores: int
    free: int


class LoadMeter:
    """Measures since it was last read; the first time CPU is 0."""

    def __init__(self) -> None:
        self._known: dict[int, psutil.Process] = {}

    def read(self, crew: Iterable[int]) -> Load:
        """Return the load now; ``crew`` are numbers of processes that train."""
        pids = list(crew)
        server, training = self._use([os.getpid()]), self._use(pids)
        self._known = {p: self._known[p] for p in (os.getpid(), *pids) if p in self._known}
        return Load(server, training, os.cpu_count() or 1, free_bytes())

    def _use(self, pids: list[int]) -> Use:
        cores, memory = 0.0, 0
        for pid in pids:
            # A process may end while one looks at it.
            with contextlib.suppress(psutil.Error):
                process = self._known.setdefault(pid, psutil.Process(pid))
                cores += process.cpu_percent() / 100
                memory += process.memory_info().rss
        return Use(cores, memory)


@cache
def load_meter() -> LoadMeter:
    """Return the server's meter."""
    return LoadMeter()
