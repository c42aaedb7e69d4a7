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
from gan_core.storage.private import tighten_file

Result = TypeVar("Result")

SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
  id TEXT PRIMARY KEY, created REAL NOT NULL, settings TEXT NOT NULL, steps INTEGER,
  device TEXT NOT NULL, state TEXT NOT NULL, message TEXT NOT NULL DEFAULT '',
  step INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0,
  changes TEXT NOT NULL DEFAULT '[]', interval INTEGER NOT NULL DEFAULT 100,
  handled INTEGER NOT NULL DEFAULT 0, pid INTEGER NOT NULL DEFAULT 0,
  grouped TEXT NOT NULL DEFAULT '', family TEXT NOT NULL DEFAULT 'toy');
CREATE TABLE IF NOT EXISTS metrics (
  run TEXT NOT NULL, step INTEGER NOT NULL, report TEXT NOT NULL, PRIMARY KEY (run, step))
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS frames (
  run TEXT NOT NULL, step INTEGER NOT NULL, milestone INTEGER NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY (run, step));
CREATE TABLE IF NOT EXISTS live (
  run TEXT PRIMARY KEY, sequence INTEGER NOT NULL, caption TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS groups (
  id TEXT PRIMARY KEY, created REAL NOT NULL, kind TEXT NOT NULL, content TEXT NOT NULL,
  device TEXT NOT NULL, state TEXT NOT NULL, message TEXT NOT NULL DEFAULT '',
  step INTEGER NOT NULL DEFAULT 0, steps INTEGER NOT NULL, seconds REAL NOT NULL DEFAULT 0,
  handled INTEGER NOT NULL DEFAULT 0, pid INTEGER NOT NULL DEFAULT 0);
"""
ADDED_COLUMNS = (
    ("runs", "grouped", "TEXT NOT NULL DEFAULT ''"),
    ("runs", "family", "TEXT NOT NULL DEFAULT 'toy'"),
    *(
        (table, name, definition)
        for table in ("runs", "groups")
        for name, definition in (
            ("owner", "TEXT NOT NULL DEFAULT ''"),
            ("queued", "REAL NOT NULL DEFAULT 0"),
            ("intent", "TEXT NOT NULL DEFAULT ''"),
            ("holder", "TEXT NOT NULL DEFAULT ''"),
            ("epoch", "INTEGER NOT NULL DEFAULT 0"),
            ("lease", "REAL NOT NULL DEFAULT 0"),
            ("strikes", "INTEGER NOT NULL DEFAULT 0"),
            ("saved", "INTEGER NOT NULL DEFAULT -1"),
        )
    ),
    *((table, "crc", "INTEGER") for table in SUMMED),
)
"""Columns that stores of earlier versions lack: table, name, definition."""


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
        self._connection = sqlite3.connect(
            self.path, timeout=10, isolation_level=None, check_same_thread=False
        )
        # Before the first write: SQLite gives the files beside it the same mode.
        tighten_file(self.path)
        self.inode: tuple[int, int] | None = None
        try:
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.executescript(SCHEMA)
            self._add_columns()
            if self.path.exists():
                facts = self.path.stat()
                self.inode = facts.st_dev, facts.st_ino
        except sqlite3.DatabaseError:
            self._connection.close()
            raise

    def _add_columns(self) -> None:
        """Give a store of an earlier version the columns that it lacks."""
        if not self._lacking():
            return
        with self.transaction():
            # Another process may just have done so.
            for table, name, definition in self._lacking():
                self.rows(f"ALTER TABLE {table} ADD COLUMN {name} {definition}")

    def _lacking(self) -> list[tuple[str, str, str]]:
        tables = {table for table, _name, _definition in ADDED_COLUMNS}
        there = {
            (table, row["name"])
            for table in tables
            for row in self.rows(f"PRAGMA table_info({table})")
        }
        return [column for column in ADDED_COLUMNS if column[:2] not in there]

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
