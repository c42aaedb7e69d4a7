"""How many runs a store keeps over all owners, so that visitors without number do not fill it."""

from __future__ import annotations

import time

from gan_core.runs.groups import ACTIVE
from gan_core.runs.store import RunStore

ALL_KEPT = 3000
"""Runs of all owners together, those of comparisons and sweeps included."""

REST_SECONDS = 86_400.0
"""What rests at least so long may go when there are more."""


def make_place(store: RunStore, *, most: int = ALL_KEPT, now: float | None = None) -> bool:
    """Delete what is oldest and rests, until there is place for another run or group.

    What was begun within a day, trains or waits is never deleted. Returns whether there is place.
    """
    beyond = _count(store) - most + 1
    if beyond <= 0:
        return True
    before = (time.time() if now is None else now) - REST_SECONDS
    busy = (*ACTIVE, "queued")
    marks = ", ".join("?" * len(busy))
    rows = store.rows(
        "SELECT id, created, 1 AS runs, 0 AS grouped FROM runs WHERE grouped = '' "
        f"AND created < ? AND state NOT IN ({marks}) AND holder = '' UNION ALL "
        "SELECT id, created, (SELECT COUNT(*) FROM runs WHERE grouped = groups.id), 1 FROM groups "
        f"WHERE created < ? AND state NOT IN ({marks}) AND holder = '' ORDER BY created",
        (before, *busy, before, *busy),
    )
    for row in rows:
        if beyond <= 0:
            break
        beyond -= row["runs"]
        if row["grouped"]:
            store.delete_group(row["id"])
        else:
            store.delete(row["id"])
    return beyond <= 0


def _count(store: RunStore) -> int:
    return int(store.rows("SELECT COUNT(*) AS count FROM runs")[0]["count"])
