"""Groups in the run store: runs that train in lockstep, as in a comparison or a sweep."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from gan_core.runs.database import Database, LiveFrame
from gan_core.runs.integrity.row_sums import sum_fits
from gan_core.settings.base import SettingsError
from gan_core.settings.toy import ToySettings, estimate_bytes

KINDS = ("compare", "sweep")
GROUPS_KEPT = 6
"""The number of an owner's groups of each kind that are kept; older ones go with their runs."""

ACTIVE = ("preparing", "ready", "running", "paused")
"""States in which a worker holds a run or a group."""

STATES = (*ACTIVE, "queued", "stopped", "finished", "failed", "recorded")


COMPARED = (2, 4)
MOST_RUNS = 80
GROUP_BYTES = 2_500_000_000
"""Upper bound of what the buffers of a group's runs may take together."""

STEPS_LIMIT = 10_000_000


class UnknownGroupError(KeyError):
    """No group of that name is in the store."""


@dataclass(frozen=True)
class GroupPlan:
    """Runs to train in lockstep for ``steps``; ``settings`` and ``labels`` correspond in order."""

    kind: str
    settings: tuple[ToySettings, ...]
    labels: tuple[str, ...]
    device: str
    steps: int


@dataclass(frozen=True)
class GroupRecord:
    """One group as the store knows it; ``runs`` and ``labels`` correspond in order.

    ``state`` is that of a run (see ``RunRecord``); ``step`` is the step of all its runs, of
    ``steps``. ``seconds`` is training time without pauses.
    """

    id: str
    created: float
    kind: str
    runs: tuple[str, ...]
    labels: tuple[str, ...]
    device: str
    state: str
    message: str
    step: int
    steps: int
    seconds: float
    handled: int
    pid: int
    owner: str = ""
    queued: float = 0.0
    intent: str = ""
    holder: str = ""
    epoch: int = 0
    lease: float = 0.0
    strikes: int = 0
    saved: int = -1

    @property
    def active(self) -> bool:
        """Whether a worker holds this group."""
        return self.state in ACTIVE

    @property
    def seconds_left(self) -> float | None:
        """The remaining training time by the mean speed so far; None before the first step."""
        if not self.step or not self.seconds:
            return None
        return self.seconds / self.step * (self.steps - self.step)


GROUP_FIELDS = {field.name for field in fields(GroupRecord)}


class GroupTable:
    """Reads and writes groups; ``RunStore`` writes groups together with their runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, group: str, runs: Sequence[str], plan: GroupPlan, *, owner: str = "") -> None:
        """Add a group in state ``preparing``; ``owner`` is the visitor who may steer it."""
        columns = {
            "id": group,
            "created": time.time(),
            "kind": plan.kind,
            "content": json.dumps({"runs": list(runs), "labels": list(plan.labels)}),
            "device": plan.device,
            "state": "preparing",
            "steps": plan.steps,
            "owner": owner,
        }
        self._database.insert("groups", columns)

    def get(self, group: str) -> GroupRecord:
        """Return a group; ``UnknownGroupError`` when there is none of that name."""
        rows = self._database.rows("SELECT * FROM groups WHERE id = ?", (group,))
        record = group_of(rows[0]) if rows else None
        if record is None:
            raise UnknownGroupError(group)
        return record

    def all(self, kind: str | None = None) -> list[GroupRecord]:
        """Return all groups that can be read, or those of one kind, newest first."""
        query = "SELECT * FROM groups WHERE ? IS NULL OR kind = ? ORDER BY created DESC"
        records = map(group_of, self._database.rows(query, (kind, kind)))
        return [record for record in records if record is not None]

    def update(self, group: str, /, **columns: Any) -> None:  # noqa: ANN401
        """Set columns of one group."""
        self._database.set_columns("groups", group, columns)

    def update_runs(self, group: str, **columns: Any) -> None:  # noqa: ANN401
        """Set columns of those runs of a group that have not ended."""
        names = ", ".join(f"{name} = ?" for name in columns)
        marks = ", ".join("?" * len(ACTIVE))
        self._database.rows(
            f"UPDATE runs SET {names} WHERE grouped = ? AND state IN ({marks})",
            [*columns.values(), group, *ACTIVE],
        )

    def live_frames(self, group: str) -> dict[str, LiveFrame]:
        """Return the newest picture of each run of a group, read in one transaction."""
        query = "SELECT live.* FROM live JOIN runs ON runs.id = live.run WHERE runs.grouped = ?"
        return {
            row["run"]: LiveFrame(row["sequence"], row["caption"], row["content"])
            for row in self._database.rows(query, (group,))
        }

    def states(self, group: str) -> dict[str, tuple[str, str]]:
        """Return state and message of each run of a group."""
        query = "SELECT id, state, message FROM runs WHERE grouped = ?"
        rows = self._database.rows(query, (group,))
        return {row["id"]: (row["state"], row["message"]) for row in rows}

    def reports(self, group: str, *, last: bool = False) -> dict[str, list[dict[str, Any]]]:
        """Return the metrics of each run of a group in order, or only the last row of each.

        Rows that the laboratory added beyond the group's own steps are left out.
        """
        # With an aggregate, SQLite takes the other columns from the row that has the greatest step.
        step, order = ("MAX(m.step)", "GROUP BY run") if last else ("m.step", "ORDER BY m.step")
        query = (
            f"SELECT run, {step}, report FROM metrics AS m JOIN runs ON runs.id = run "
            "JOIN groups ON groups.id = runs.grouped "
            f"WHERE groups.id = ? AND m.step <= groups.steps {order}"
        )
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self._database.rows(query, (group,)):
            report = report_of(row["report"])
            if report is not None:
                found.setdefault(row["run"], []).append(report)
        return found


def group_of(row: sqlite3.Row) -> GroupRecord | None:
    """Return the row as a record; None where it is damaged or of another version."""
    try:
        content = json.loads(row["content"])
        columns = {name: row[name] for name in row.keys() if name in GROUP_FIELDS}  # noqa: SIM118
        runs, labels = (tuple(map(str, content[name])) for name in ("runs", "labels"))
        record = GroupRecord(**columns, runs=runs, labels=labels)
    except (KeyError, TypeError, ValueError):
        return None
    known = record.state in STATES and record.kind in KINDS and len(runs) == len(labels)
    return record if known and sum_fits("groups", row) else None


def report_of(text: str) -> dict[str, Any] | None:
    """Return a row of metrics; None for one that is no JSON object."""
    try:
        report = json.loads(text)
    except ValueError:
        return None
    return report if isinstance(report, dict) else None


def check_group(plan: GroupPlan) -> None:
    """Raise ``SettingsError`` where a group has too many or too few runs, or too large ones."""
    if plan.kind not in KINDS:
        raise SettingsError(f"unknown kind {plan.kind!r}; accepted: {', '.join(KINDS)}")
    fewest, most = COMPARED if plan.kind == "compare" else (1, MOST_RUNS)
    count = len(plan.settings)
    if not fewest <= count <= most:
        raise SettingsError(f"{count} runs are not accepted; take {fewest} to {most}")
    if len(plan.labels) != count:
        raise SettingsError(f"{len(plan.labels)} labels do not name {count} runs")
    if not 1 <= plan.steps <= STEPS_LIMIT:
        raise SettingsError(f"steps={plan.steps} is out of range; accepted: 1 to {STEPS_LIMIT}")
    needed = sum(map(estimate_bytes, plan.settings))
    if needed > GROUP_BYTES:
        raise SettingsError(
            f"these runs would take {needed // 10**6} MB together; accepted are "
            f"{GROUP_BYTES // 10**6} MB: take fewer runs or a smaller batch_size or hidden"
        )
