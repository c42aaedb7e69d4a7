"""The queue of runs and groups in the store, and the leases of those that are held.

Who holds a run has a lease on it: a name, a time until which it counts, and an epoch that grows
with each holder. A process number is no proof of life; a lease that nobody renews ends by itself.
"""

from __future__ import annotations

import time
from typing import Any

from gan_core.runs.database import Database
from gan_core.runs.groups import ACTIVE

TABLES = {False: "runs", True: "groups"}
MARKS = ", ".join("?" * len(ACTIVE))


class RunQueue:
    """Reads and writes who waits and who holds what; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enqueue(self, name: str, *, grouped: bool, intent: str) -> bool:
        """Queue what no process holds; one that waits already keeps its place.

        False where it is held, or is not there. A wish to train is kept until it is carried out.
        """
        states = (*ACTIVE, "queued")
        if intent:
            self._database.rows(
                f"UPDATE {TABLES[grouped]} SET intent = ? WHERE id = ? AND state = 'queued'",
                (intent, name),
            )
        changed = self._database.rows(
            f"UPDATE {TABLES[grouped]} SET state = 'queued', queued = ?, intent = ?, message = '' "
            f"WHERE id = ? AND (state NOT IN ({', '.join('?' * len(states))}) "
            "OR (state = 'preparing' AND holder = '')) RETURNING id",
            (time.time(), intent, name, *states),
        )
        return bool(changed)

    def requeue(self, name: str, *, grouped: bool, intent: str) -> None:
        """Put what a dead process held before all others."""
        self._database.rows(
            f"UPDATE {TABLES[grouped]} SET state = 'queued', queued = 0, intent = ? WHERE id = ?",
            (intent, name),
        )

    def dequeue(self, name: str, *, grouped: bool, message: str) -> bool:
        """Take it out of the queue; False where it did not wait."""
        changed = self._database.rows(
            f"UPDATE {TABLES[grouped]} SET state = 'stopped', intent = '', message = ? "
            "WHERE id = ? AND state = 'queued' RETURNING id",
            (message, name),
        )
        return bool(changed)

    def names(self) -> list[tuple[str, bool]]:
        """Return who waits, the first first: name, and whether it is a group."""
        query = (
            "SELECT id, queued, 0 AS grouped FROM runs WHERE state = 'queued' UNION ALL "
            "SELECT id, queued, 1 FROM groups WHERE state = 'queued' ORDER BY queued"
        )
        return [(row["id"], bool(row["grouped"])) for row in self._database.rows(query)]

    def claim(self, name: str, *, grouped: bool, holder: str, until: float) -> int | None:
        """Take a lease on what waits; returns its epoch, None where somebody else was quicker."""
        rows = self._database.rows(
            f"UPDATE {TABLES[grouped]} SET holder = ?, epoch = epoch + 1, lease = ?, "
            "state = 'preparing', handled = 0, queued = 0 WHERE id = ? AND state = 'queued' "
            "AND (holder = '' OR holder = ? OR lease < ?) RETURNING epoch",
            (holder, until, name, holder, time.time()),
        )
        return int(rows[0]["epoch"]) if rows else None

    def renew(self, holder: str, until: float) -> None:
        """Keep all leases of a holder until then."""
        with self._database.transaction():
            for table in TABLES.values():
                self._database.rows(
                    f"UPDATE {table} SET lease = ? WHERE holder = ?", (until, holder)
                )

    def release(self, name: str, holder: str) -> None:
        """Give up a lease, of a run or of a group."""
        with self._database.transaction():
            for table in TABLES.values():
                self._database.rows(
                    f"UPDATE {table} SET holder = '', lease = 0, intent = '' "
                    "WHERE id = ? AND holder = ? AND state != 'queued'",
                    (name, holder),
                )
                self._database.rows(
                    f"UPDATE {table} SET holder = '', lease = 0 WHERE id = ? AND holder = ?",
                    (name, holder),
                )

    def release_all(self, holder: str) -> None:
        """Give up all leases of a holder."""
        with self._database.transaction():
            for table in TABLES.values():
                self._database.rows(
                    f"UPDATE {table} SET holder = '', lease = 0 WHERE holder = ?", (holder,)
                )

    def stop_orphans(self, message: str) -> list[str]:
        """Mark as stopped what counts as held and whose lease is over; returns the names."""
        stopped: list[str] = []
        with self._database.transaction():
            for table in TABLES.values():
                rows = self._database.rows(
                    f"UPDATE {table} SET state = 'stopped', holder = '', pid = 0, message = ? "
                    f"WHERE state IN ({MARKS}) AND lease < ?{_SINGLE[table]} RETURNING id",
                    (message, *ACTIVE, time.time()),
                )
                stopped += [row["id"] for row in rows]
            self._database.rows(
                # A run of a group that has ended may train alone since, with a lease of its own.
                "UPDATE runs SET state = 'stopped', pid = 0 "
                f"WHERE state IN ({MARKS}) AND holder = '' AND "
                f"grouped IN (SELECT id FROM groups WHERE state NOT IN ({MARKS}, 'queued'))",
                (*ACTIVE, *ACTIVE),
            )
        return stopped

    def resting(self, holder: str) -> list[str]:
        """Return what a holder has in memory that does not train."""
        states = ("ready", "paused", "finished")
        return [
            row["id"]
            for table in TABLES.values()
            for row in self._database.rows(
                f"SELECT id FROM {table} WHERE holder = ? AND state IN (?, ?, ?)", (holder, *states)
            )
        ]

    def epochs(self, names: dict[str, bool]) -> dict[str, int]:
        """Return the epoch of runs and groups now; ``names`` says which are groups."""
        found: dict[str, int] = {}
        for grouped, table in TABLES.items():
            wanted = [name for name, group in names.items() if group == grouped]
            rows = self._database.rows(
                f"SELECT id, epoch FROM {table} WHERE id IN ({', '.join('?' * len(wanted))})",
                wanted,
            )
            found |= {row["id"]: int(row["epoch"]) for row in rows}
        return found

    def of_owner(self, owner: str) -> list[tuple[str, bool, str]]:
        """Return what a visitor trains or wishes to train: name, whether a group, state."""
        wanted: list[Any] = ["queued", "preparing", owner]
        return [
            (row["id"], grouped, row["state"])
            for grouped, table in TABLES.items()
            for row in self._database.rows(
                f"SELECT id, state FROM {table} WHERE (state = 'running' OR "
                f"(state IN (?, ?) AND intent != '')) AND owner = ?{_ALONE[table]}",
                wanted,
            )
        ]


_SINGLE = {"runs": " AND grouped = ''", "groups": ""}
"""A group's runs follow their group."""

_ALONE = {
    "runs": " AND (grouped = '' OR holder != '' OR state = 'queued')",
    "groups": "",
}
"""A run of a group counts by itself only where it trains alone, in the laboratory."""
