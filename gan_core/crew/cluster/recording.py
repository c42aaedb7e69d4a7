"""A run store in a worker's memory that keeps little and sends every write to the server."""

from __future__ import annotations

import contextlib
import errno
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gan_core.crew.cluster.outbox import Outbox
from gan_core.runs.database import Database
from gan_core.runs.groups import GroupTable
from gan_core.runs.store import CHECKPOINTS, RunStore
from gan_core.storage.checkpoint_file import CheckpointFile, State
from gan_core.storage.private import private_folder
from gan_core.storage.serialization import OWNER, packed_state


class RecordingGroups(GroupTable):
    """Groups of that store."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        super().__init__(database)
        self.outbox = outbox

    def update_runs(self, group: str, **columns: Any) -> None:  # noqa: ANN401
        """Set columns of those runs of a group that have not ended."""
        super().update_runs(group, **columns)
        self.outbox.write(group, "group runs", group, columns)


class SentCheckpoint(CheckpointFile):
    """A checkpoint that was read here and is saved on the server."""

    def __init__(self, path: Path, outbox: Outbox, holder: str) -> None:
        super().__init__(path, mode=OWNER)
        self.outbox, self.holder = outbox, holder
        self.why = ""
        """Why the server could not write the last one."""

    def save(self, state: State) -> None:
        """Send a checkpoint; ``OSError`` where the server could not write the one before."""
        if self.why:
            why, self.why = self.why, ""
            raise OSError(errno.EIO, why)
        keep = not self.fault
        content = bytes(packed_state(*state))
        self.outbox.write(self.holder, "checkpoint", self.holder, content, keep)
        self.fault = ""


class RecordingStore(RunStore):
    """The rows of what this worker holds. Metrics and pictures only pass through."""

    def __init__(self, folder: Path, outbox: Outbox) -> None:
        super().__init__(None)
        self.folder, self.outbox = folder, outbox
        private_folder(folder / CHECKPOINTS)
        self.groups = RecordingGroups(self, outbox)
        self.saved: dict[str, SentCheckpoint] = {}

    def holder(self, run: str) -> str:
        """Return what is held that a run belongs to: itself, or its group."""
        if run in self.fences:
            return run
        rows = self.rows("SELECT grouped FROM runs WHERE id = ?", (run,))
        return str(rows[0]["grouped"]) if rows else run

    def checkpoint(self, run: str) -> CheckpointFile:
        """Return where a run, or all runs of a group, are saved."""
        if run not in self.fences:
            return super().checkpoint(run)
        self.saved[run] = SentCheckpoint(self.checkpoint_path(run), self.outbox, run)
        return self.saved[run]

    def set_columns(self, table: str, name: str, columns: Mapping[str, Any]) -> None:
        """Set columns of the row ``name``."""
        super().set_columns(table, name, columns)
        self.outbox.write(self.holder(name), "row", name, table, dict(columns))

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Have the writes of the block fetched together."""
        with self.outbox.lock, super().transaction():
            yield

    def add_report(self, run: str, report: Mapping[str, Any]) -> None:
        """Send one row of metrics."""
        text = json.dumps(dict(report), allow_nan=False)
        self.outbox.write(self.holder(run), "report", run, text)

    def add_frame(self, run: str, step: int, content: bytes, *, milestone: bool) -> None:
        """Send a snapshot of the timeline."""
        self.outbox.write(self.holder(run), "frame", run, step, content, milestone)

    def thin_frames(self, run: str, interval: int) -> None:
        """Have snapshots removed that are neither milestones nor at multiples of ``interval``."""
        self.outbox.write(self.holder(run), "thin", run, interval)

    def set_live(self, run: str, content: bytes, *, caption: str = "") -> None:
        """Send the newest picture."""
        self.outbox.write(self.holder(run), "live", run, content, caption)

    def truncate(self, run: str, step: int) -> None:
        """Have metrics and snapshots after ``step`` removed."""
        self.outbox.write(self.holder(run), "truncate", run, step)
