"""What a worker of the cluster has written and answered since the server has last asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

MOST_BYTES = 200_000_000
"""With more that nobody has fetched, training waits."""

CHECKPOINT_RATE = 2_000_000
"""Bytes a second that checkpoints of one run that trains take of the network, at the most."""

REPLACED = ("row", "live", "checkpoint")
"""Of these writes the newest is enough; the columns of rows are joined."""

Key = tuple[Any, ...]
Write = list[Any]


class Outbox:
    """Writes in their order, by the name of the run or group that they are for; thread-safe.

    ``wake`` is called when there is something new, with whether somebody waits for it.
    """

    def __init__(self, wake: Callable[[bool], None]) -> None:
        self.lock = threading.RLock()
        self._wake = wake
        self._writes: dict[Key, Write] = {}
        self._answers: list[dict[str, Any]] = []
        self._count = self._bytes = 0
        self._next_checkpoint: dict[str, float] = {}
        self._training: set[str] = set()

    def write(self, holder: str, kind: str, name: str, *content: Any) -> None:  # noqa: ANN401
        """Add a write: to the ``kind`` of thing that ``name`` has, on behalf of ``holder``."""
        with self.lock:
            self._count += 1
            values = list(content)
            # A table's row and its columns: what was written before stays.
            key: Key = (holder, kind, name, *(values[:-1] if kind == "row" else []))
            if kind not in REPLACED:
                key = (*key, self._count)
            before = self._writes.pop(key, None)
            if before is not None:
                self._bytes -= _size(before)
                if kind == "row":
                    values[-1] = before[-1] | values[-1]
            write = [holder, kind, name, *values]
            self._writes[key] = write
            self._bytes += _size(write)
            if kind == "row" and "state" in values[-1]:
                trains = values[-1]["state"] == "running"
                (self._training.add if trains else self._training.discard)(name)
        self._wake(False)

    def answer(self, message: dict[str, Any]) -> None:
        """Add an answer; it is read after all that was written before."""
        with self.lock:
            self._answers.append(message)
        self._wake(True)

    @property
    def full(self) -> bool:
        """Whether so much waits to be fetched that training has to wait."""
        return self._bytes > MOST_BYTES

    def take(self) -> tuple[list[Write], list[dict[str, Any]]]:
        """Return and forget what is due; a large checkpoint of a run that trains may wait."""
        now = time.monotonic()
        with self.lock:
            due = {key: write for key, write in self._writes.items() if self._is_due(write, now)}
            for key, write in due.items():
                del self._writes[key]
                self._bytes -= _size(write)
                if write[1] == "checkpoint":
                    self._next_checkpoint[write[2]] = now + len(write[3]) / CHECKPOINT_RATE
            answers, self._answers = self._answers, []
        return list(due.values()), answers

    def _is_due(self, write: Write, now: float) -> bool:
        holder, kind, name, *_content = write
        if kind != "checkpoint" or holder not in self._training:
            return True
        return self._next_checkpoint.get(name, 0.0) <= now


def _size(write: Write) -> int:
    return sum(len(part) for part in write if isinstance(part, bytes | str))
