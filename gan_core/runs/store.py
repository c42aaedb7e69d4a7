"""The run store: SQLite for runs, metrics and frames, safetensors files for checkpoints.

One folder holds everything. Writers are worker processes, one per run or group of runs; readers
never block them (WAL). Every write is one transaction, so a kill at any moment leaves a store
that opens.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gan_core.runs.database import Database, LiveFrame
from gan_core.runs.groups import (
    ACTIVE,
    GROUPS_KEPT,
    GroupPlan,
    GroupTable,
    group_of,
    report_of,
)
from gan_core.runs.run_queue import RunQueue
from gan_core.runs.run_record import FAMILIES, RunRecord, UnknownRunError, record_of
from gan_core.runs.schema import IN_MEMORY
from gan_core.settings.base import Settings
from gan_core.storage.checkpoint_file import CheckpointFile
from gan_core.storage.folders import STORE_FILE
from gan_core.storage.private import private_folder
from gan_core.storage.serialization import OWNER

RUNS_KEPT = {"toy": 60, "images": 20, "ratio": 20, "game": 20}
"""The number of runs of a family that are kept; a group's runs stay as long as the group."""

CHECKPOINTS = "checkpoints"


class RunStore(Database):
    """Reads and writes one store; safe to share between threads and processes.

    Without a folder it is in memory: drafts that no process trains, and runs in notebooks.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder or IN_MEMORY
        if folder is not None:
            private_folder(folder)
            private_folder(folder / CHECKPOINTS)
        super().__init__(IN_MEMORY if folder is None else folder / STORE_FILE)
        self.groups = GroupTable(self)
        self.queue = RunQueue(self)

    def checkpoint_path(self, run: str) -> Path:
        """Return the path of the newest checkpoint of a run, or of all runs of a group."""
        return self.folder / CHECKPOINTS / f"{run}.safetensors"

    def checkpoint(self, run: str) -> CheckpointFile:
        """Return where a run, or all runs of a group, are saved."""
        return CheckpointFile(self.checkpoint_path(run), mode=OWNER)

    def create(
        self,
        run: str,
        settings: Settings,
        *,
        steps: int | None,
        device: str,
        grouped: str = "",
        owner: str = "",
    ) -> None:
        """Add a run in state ``preparing``; ``owner`` is the visitor who may steer it.

        The oldest runs of that owner beyond RUNS_KEPT are deleted.
        """
        family = next(name for name, kind in FAMILIES.items() if isinstance(settings, kind))
        columns = {
            "id": run,
            "created": time.time(),
            "settings": json.dumps(settings.as_dict()),
            "steps": steps,
            "device": device,
            "state": "preparing",
            "grouped": grouped,
            "family": family,
            "owner": owner,
        }
        self.insert("runs", columns)
        if not grouped:
            mine = self.rows(
                "SELECT id, state FROM runs WHERE grouped = '' AND family = ? AND owner = ? "
                "ORDER BY created DESC LIMIT -1 OFFSET ?",
                (family, owner, RUNS_KEPT[family]),
            )
            for old in mine:
                if old["state"] not in (*ACTIVE, "queued"):
                    self.delete(old["id"])

    def table(self, *, grouped: bool) -> RunStore | GroupTable:
        """Return where a run's or a group's record is."""
        return self.groups if grouped else self

    def is_group(self, name: str) -> bool:
        """Whether a group has this name."""
        return bool(self.rows("SELECT 1 FROM groups WHERE id = ?", (name,)))

    def create_group(
        self, group: str, runs: Sequence[str], plan: GroupPlan, *, owner: str = ""
    ) -> None:
        """Add a group whose runs get the names ``runs``.

        The oldest groups of that kind and owner beyond GROUPS_KEPT are deleted.
        """
        with self.transaction():
            self.groups.create(group, runs, plan, owner=owner)
            for run, settings in zip(runs, plan.settings, strict=True):
                self.create(
                    run, settings, steps=plan.steps, device=plan.device, grouped=group, owner=owner
                )
        mine = [old for old in self.groups.all(plan.kind) if old.owner == owner]
        for old in mine[GROUPS_KEPT:]:
            if not old.active and old.state != "queued":
                self.delete_group(old.id)

    def runs(self, *, group: str = "", family: str = "toy") -> list[RunRecord]:
        """Return a group's runs in its order, or a family's without a group, newest first."""
        order = "rowid" if group else "created DESC"
        query = f"SELECT * FROM runs WHERE grouped = ? AND family = ? ORDER BY {order}"
        rows = self.rows(query, (group, family))
        return [record for record in map(record_of, rows) if record is not None]

    def active_runs(self) -> list[RunRecord]:
        """Return all runs, grouped or not, that a worker holds."""
        marks = ",".join("?" * len(ACTIVE))
        rows = self.rows(f"SELECT * FROM runs WHERE state IN ({marks})", ACTIVE)
        return [record for record in map(record_of, rows) if record is not None]

    def get(self, run: str) -> RunRecord:
        """Return a run; ``UnknownRunError`` when there is none of that name."""
        rows = self.rows("SELECT * FROM runs WHERE id = ?", (run,))
        if not rows:
            raise UnknownRunError(run)
        record = record_of(rows[0])
        if record is None:
            raise UnknownRunError(run)
        return record

    def hidden(self) -> int:
        """Return how many runs and groups this version cannot read, and therefore never shows."""
        runs = self.rows("SELECT * FROM runs WHERE grouped = ''")
        groups = self.rows("SELECT * FROM groups")
        return sum(record_of(row) is None for row in runs) + sum(
            group_of(row) is None for row in groups
        )

    def update(self, run: str, /, **columns: Any) -> None:  # noqa: ANN401
        """Set columns of one run; ``changes`` are stored as JSON."""
        if "changes" in columns:
            columns["changes"] = json.dumps(columns["changes"])
        self.set_columns("runs", run, columns)

    def add_report(self, run: str, report: Mapping[str, Any]) -> None:
        """Add one row of metrics."""
        text = json.dumps(dict(report), allow_nan=False)
        self.insert(
            "metrics",
            {"run": run, "step": report["step"], "report": text},
            otherwise="ON CONFLICT DO UPDATE SET report = excluded.report, crc = excluded.crc",
        )

    def reports(self, run: str, *, after: int = -1) -> list[dict[str, Any]]:
        """Return the rows of metrics with a step greater than ``after``, in order."""
        query = "SELECT report FROM metrics WHERE run = ? AND step > ? ORDER BY step"
        reports = (report_of(row["report"]) for row in self.rows(query, (run, after)))
        return [report for report in reports if report is not None]

    def add_frame(self, run: str, step: int, content: bytes, *, milestone: bool) -> None:
        """Add a snapshot to the timeline; thinning never removes milestones."""
        self.insert(
            "frames",
            {"run": run, "step": step, "milestone": milestone, "content": content},
            otherwise="ON CONFLICT DO UPDATE SET content = excluded.content, crc = excluded.crc, "
            "milestone = max(milestone, excluded.milestone)",
        )

    def frame_steps(self, run: str, *, milestones: bool = False) -> list[int]:
        """Return the steps of the kept snapshots, ascending."""
        query = "SELECT step FROM frames WHERE run = ? AND milestone >= ? ORDER BY step"
        return [row["step"] for row in self.rows(query, (run, int(milestones)))]

    def frames(self, run: str, steps: Iterable[int]) -> list[bytes]:
        """Return the snapshots at these steps, ascending; steps without one are left out."""
        wanted = sorted(set(steps))
        if not wanted:
            return []
        marks = ",".join("?" * len(wanted))
        query = f"SELECT content FROM frames WHERE run = ? AND step IN ({marks}) ORDER BY step"
        return [row["content"] for row in self.rows(query, [run, *wanted])]

    def thin_frames(self, run: str, interval: int) -> None:
        """Remove snapshots that are neither milestones nor at multiples of ``interval`` steps."""
        self.rows(
            "DELETE FROM frames WHERE run = ? AND milestone = 0 AND step % ? != 0", (run, interval)
        )

    def set_live(self, run: str, content: bytes, *, caption: str = "") -> None:
        """Replace the newest picture."""
        self.insert(
            "live",
            {"run": run, "sequence": 1, "caption": caption, "content": content},
            otherwise="ON CONFLICT DO UPDATE SET sequence = sequence + 1, "
            "caption = excluded.caption, content = excluded.content, crc = excluded.crc",
        )

    def live(self, run: str, *, after: int = 0) -> LiveFrame | None:
        """Return the newest picture, or None when there is none newer than ``after``."""
        rows = self.rows("SELECT * FROM live WHERE run = ? AND sequence > ?", (run, after))
        if not rows:
            return None
        return LiveFrame(rows[0]["sequence"], rows[0]["caption"], rows[0]["content"])

    def truncate(self, run: str, step: int) -> None:
        """Remove metrics and snapshots after ``step``, from which a checkpoint is resumed."""
        for table in ("metrics", "frames"):
            self.rows(f"DELETE FROM {table} WHERE run = ? AND step > ?", (run, step))

    def delete(self, run: str) -> None:
        """Remove a run with its metrics, snapshots and checkpoint."""
        with self.transaction():
            self._delete_rows(run)
        self.checkpoint(run).delete()

    def forget_if_empty(self, name: str) -> None:
        """Delete a run or group that no process holds and that never made an update."""
        grouped = self.is_group(name)
        with contextlib.suppress(KeyError):
            record = self.table(grouped=grouped).get(name)
            begun = record.begun if isinstance(record, RunRecord) else record.step
            if begun or record.active or record.state in ("queued", "failed"):
                return
            if isinstance(record, RunRecord):
                if not record.grouped:
                    self.delete(name)
            else:
                self.delete_group(name)

    def delete_group(self, group: str) -> None:
        """Remove a group with all of its runs."""
        runs = [row["id"] for row in self.rows("SELECT id FROM runs WHERE grouped = ?", (group,))]
        with self.transaction():
            for run in runs:
                self._delete_rows(run)
            self.rows("DELETE FROM groups WHERE id = ?", (group,))
        for name in (group, *runs):
            self.checkpoint(name).delete()

    def _delete_rows(self, run: str) -> None:
        for table in ("metrics", "frames", "live"):
            self.rows(f"DELETE FROM {table} WHERE run = ?", (run,))
        self.rows("DELETE FROM runs WHERE id = ?", (run,))
