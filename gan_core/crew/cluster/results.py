"""What a worker of the cluster has sent, written into the server's store and nowhere else."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from gan_core.crew.cluster.outbox import Write
from gan_core.runs.database import LeaseLostError
from gan_core.runs.store import RunStore
from gan_core.storage.serialization import OWNER, write_atomically

ROOM_SECONDS = 1.0
TABLES = ("runs", "groups")
COLUMNS = frozenset(
    ("state", "message", "step", "seconds", "changes", "interval", "handled", "pid", "saved",
     "device")
)  # fmt: skip
"""What a process of the crew writes of a row; who owns or holds it is not among them."""


class Results:
    """A connection of its own, with the leases that one worker's runs have.

    ``waits`` says whether to wait while the disk is full.
    """

    def __init__(self, folder: Path, waits: Callable[[], bool]) -> None:
        self.store = RunStore(folder)
        self.store.on_full = self._wait_for_room
        self._waits = waits

    def _wait_for_room(self) -> bool:
        time.sleep(ROOM_SECONDS)
        return self._waits()

    def write(self, writes: Sequence[Write]) -> list[dict[str, Any]]:
        """Write all, what is of one run or group at once; returns commands for the worker.

        What it does not hold, or no longer, is left out.
        """
        commands: list[dict[str, Any]] = []
        by_holder = sorted(writes, key=lambda write: str(write[0]))
        for holder, own in groupby(by_holder, key=lambda write: str(write[0])):
            if holder not in self.store.fences:
                continue
            parts = list(own)
            for write in parts:
                why = self._save(write) if write[1] == "checkpoint" else ""
                if why:
                    commands.append({"command": "unsaved", "name": holder, "why": why})
                    _forget_saved(parts)
            try:
                self.store.lasting(lambda parts=parts: self._write_all(parts))  # type: ignore[misc]
            except LeaseLostError:
                self.store.fences.pop(holder)
                commands.append({"command": "taken over", "name": holder})
        return commands

    def _write_all(self, parts: Sequence[Write]) -> None:
        with self.store.transaction():
            for write in parts:
                self._write(write)

    def _save(self, write: Write) -> str:
        """Write a checkpoint; returns why that cannot be done, if so."""
        holder, _kind, _name, content, keep = write
        path = self.store.checkpoint_path(holder)
        previous = self.store.checkpoint(holder).previous if keep else None
        try:
            if not path.parent.is_dir():
                return "its folder is gone"
            write_atomically(path, content, mode=OWNER, before=previous)
        except OSError as error:
            # Without the file's name: visitors read it.
            return error.strerror or str(error)
        return ""

    def _write(self, write: Write) -> None:
        store = self.store
        match write:
            case [_, "row", name, table, columns] if table in TABLES and columns.keys() <= COLUMNS:
                store.set_columns(table, name, columns)
            case [_, "group runs", group, columns] if columns.keys() <= COLUMNS:
                store.groups.update_runs(group, **columns)
            case [_, "report", run, text]:
                store.add_report(run, json.loads(text))
            case [_, "frame", run, step, content, milestone]:
                store.add_frame(run, step, content, milestone=milestone)
            case [_, "thin", run, interval]:
                store.thin_frames(run, interval)
            case [_, "live", run, content, caption]:
                store.set_live(run, content, caption=caption)
            case [_, "truncate", run, step]:
                store.truncate(run, step)
            case [_, "checkpoint", *_]:
                pass
            case _:
                raise ValueError(f"a worker has sent what is no write: {write[1:3]}")

    def close(self) -> None:
        """Close the connection."""
        self.store.close()


def _forget_saved(parts: list[Write]) -> None:
    """Take out of rows that a checkpoint was saved, where it could not be written."""
    for write in parts:
        if write[1] == "row":
            write[-1].pop("saved", None)
    parts[:] = [write for write in parts if write[1] != "row" or write[-1]]
