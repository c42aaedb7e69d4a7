"""What of a whole store trains or waits, for whoever looks after a class: one query."""

from __future__ import annotations

import json
from dataclasses import dataclass

from gan_core.runs.groups import GroupRecord
from gan_core.runs.run_record import RunRecord, settings_of
from gan_core.runs.store import RunStore

COLUMNS = "id, owner, device, state, step, seconds, created, queued"
AT_WORK = (
    "(state = 'running' OR (state IN ('queued', 'preparing') AND intent != '') "
    "OR (state = 'paused' AND step > 0))"
)
QUERY = (
    f"SELECT {COLUMNS}, family, settings AS content, 0 AS grouped FROM runs WHERE {AT_WORK} "
    "AND (grouped = '' OR holder != '' OR state = 'queued') UNION ALL "
    f"SELECT {COLUMNS}, kind, content, 1 FROM groups WHERE {AT_WORK} ORDER BY created"
)
"""Runs of a group count where they train alone. What waits at step 0 and was not started is none
of a teacher's business."""


@dataclass(frozen=True)
class AtWork:
    """A run or group that trains, is paused or waits for its place.

    ``family`` is a run's family or a group's kind, ``content`` the JSON text of a run's settings or
    of a group's labels. ``seconds`` is training time without pauses, ``created`` and ``queued``
    are seconds since 1970, ``queued`` 0 for what does not wait.
    """

    id: str
    owner: str
    device: str
    state: str
    step: int
    seconds: float
    created: float
    queued: float
    family: str
    content: str
    grouped: bool

    @property
    def rate(self) -> float | None:
        """Steps a second of training, on average; None before the first."""
        return self.step / self.seconds if self.step and self.seconds else None


def at_work(store: RunStore) -> list[AtWork]:
    """Return all that trains, is paused or waits and can be read, the oldest first."""
    found = [AtWork(**dict(row) | {"grouped": bool(row["grouped"])}) for row in store.rows(QUERY)]
    return [one for one in found if _readable(one)]


def _readable(one: AtWork) -> bool:
    try:
        if one.grouped:
            json.loads(one.content)["labels"]
        else:
            settings_of(one.family, one.content)
    except (KeyError, TypeError, ValueError):
        return False
    return True


def of_a_class(store: RunStore, *, keep: str) -> list[tuple[str, bool]]:
    """Return what visitors other than ``keep`` began: names, and which are groups.

    Runs of a group go with it; runs without an owner are nobody's.
    """
    rows = store.rows(
        "SELECT id, 0 AS grouped FROM runs WHERE owner NOT IN ('', ?) AND grouped = '' UNION ALL "
        "SELECT id, 1 FROM groups WHERE owner NOT IN ('', ?)",
        (keep, keep),
    )
    return [(row["id"], bool(row["grouped"])) for row in rows]


def expected_wait(store: RunStore, place: int) -> float | None:
    """Return the seconds until what waits at this place has room; None where nothing tells.

    As many of what trains have to end, each at the speed that it had so far; who stops sooner, or
    rests and makes room, shortens the wait.
    """
    records: list[RunRecord | GroupRecord] = [*store.active_runs(), *store.groups.all()]
    left = sorted(
        seconds
        for record in records
        if record.state == "running" and not (isinstance(record, RunRecord) and record.grouped)
        if (seconds := _seconds_left(record)) is not None
    )
    return left[place - 1] if 0 < place <= len(left) else None


def _seconds_left(record: RunRecord | GroupRecord) -> float | None:
    if isinstance(record, GroupRecord):
        return record.seconds_left
    if not record.step or not record.seconds:
        return None
    last = record.steps if record.steps is not None else record.given.last_step
    return record.seconds / record.step * max(0, last - record.step)
