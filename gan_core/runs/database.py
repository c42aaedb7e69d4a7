"""The SQLite file of the run store: its tables, its connection, and upgrades of older files."""

from __future__ import annotations

import contextlib
import math
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from gan_core.runs.integrity.errors import is_damage, is_full
from gan_core.runs.integrity.row_sums import SUMMED, row_sum
from gan_core.runs.schema import opened

Result = TypeVar("Result")


@dataclass(frozen=True)
class LiveFrame:
    """The newest picture of a run; ``sequence`` counts them."""

    sequence: int
    caption: str
    content: bytes


class LeaseLostError(RuntimeError):
    """Somebody else holds the run or group of this name now."""


class Database:
    """One connection that threads share; other processes have their own (WAL).

    ``fences`` are the epochs of the leases by which this process may write rows of that name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self.fences: dict[str, int] = {}
        self.on_full: Callable[[], bool] | None = None
        """Called while the disk is full: True has the statement tried again, else it fails."""

        self.full_at = -math.inf
        """When a statement last met a full disk, by the monotonic clock."""

        self._depth = 0
        self.damaged = False
        """Whether a statement has met a damaged file."""

        self._connect()

    def _connect(self) -> None:
        self._connection = opened(self.path)
        self.inode: tuple[int, int] | None = None
        if self.path.exists():
            facts = self.path.stat()
            self.inode = facts.st_dev, facts.st_ino

    def set_columns(self, table: str, name: str, columns: Mapping[str, Any]) -> None:
        """Set columns of the row ``name``; ``LeaseLostError`` where this process lost its lease."""
        names = ", ".join(f"{column} = ?" for column in columns)
        fence = self.fences.get(name)
        query, values = f"UPDATE {table} SET {names} WHERE id = ?", [*columns.values(), name]
        if fence is None:
            self.rows(query, values)
        elif not self.rows(f"{query} AND epoch = ? RETURNING id", [*values, fence]):
            raise LeaseLostError(name)

    @contextlib.contextmanager
    def set_down(self) -> Iterator[None]:
        """Let go of the file while the block runs, and open what is there then."""
        with self._lock:
            self._connection.close()
            try:
                yield
            finally:
                self._connect()
                self.damaged = False

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()

    def insert(self, table: str, columns: Mapping[str, Any], *, otherwise: str = "") -> None:
        """Add a row with its checksum; ``otherwise`` is what to do where it is there already."""
        total = row_sum(*(columns[name] for name in SUMMED[table]))
        names = ", ".join([*columns, "crc"])
        marks = ", ".join("?" * (len(columns) + 1))
        query = f"INSERT INTO {table} ({names}) VALUES ({marks}) {otherwise}"
        self.rows(query, [*columns.values(), total])

    def rows(self, query: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        """Run one statement, by itself a transaction, and return its rows."""
        given = tuple(values)
        return self.lasting(lambda: self._connection.execute(query, given).fetchall())

    def lasting(self, write: Callable[[], Result]) -> Result:
        """Do what is one transaction by itself; on a full disk, again as ``on_full`` says."""
        with self._lock:
            while True:
                try:
                    return write()
                except sqlite3.DatabaseError as error:
                    self.damaged = self.damaged or is_damage(error)
                    if not is_full(error):
                        raise
                    self.full_at = time.monotonic()
                    # Within a transaction, what came before would be missing.
                    if self._depth or self.on_full is None or not self.on_full():
                        raise

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the statements in the block as one transaction: all of them or none."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk may have ended it already.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._depth -= 1
