"""The tables of the run store, how its file is made, and upgrades of older ones."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import uuid
from pathlib import Path

from gan_core.runs.integrity.row_sums import SUMMED
from gan_core.storage.private import tighten_file

IN_MEMORY = Path(":memory:")
"""SQLite's name for a store in memory; no folder has it, so nothing there has a checkpoint."""

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


def opened(path: Path) -> sqlite3.Connection:
    """Return a connection to a store, which is made if it is not there, with all of its tables.

    A new file appears under its name only when it is whole: another server that starts on the
    same folder, or a kill, never meets an empty one.
    """
    if path != IN_MEMORY and not path.exists():
        fresh = path.with_name(f".{path.name}.{uuid.uuid4().hex[:12]}")
        try:
            _connected(fresh).close()
            _put(fresh, path)
        finally:
            fresh.unlink(missing_ok=True)
    return _connected(path)


def _put(fresh: Path, path: Path) -> None:
    """Give a new store its name, unless another process has made one meanwhile."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    except OSError:
        # A file system without hard links.
        if not path.exists():
            fresh.replace(path)


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    # Before the first write: SQLite gives the files beside it the same mode.
    tighten_file(path)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.executescript(SCHEMA)
        _add_columns(connection)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _add_columns(connection: sqlite3.Connection) -> None:
    """Give a store of an earlier version the columns that it lacks."""
    if not _lacking(connection):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may just have done so.
        for table, name, definition in _lacking(connection):
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {name} {definition}")
        connection.execute("COMMIT")
    except sqlite3.DatabaseError:
        with contextlib.suppress(sqlite3.DatabaseError):
            connection.execute("ROLLBACK")
        raise


def _lacking(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    there = {
        (table, row["name"])
        for table in {table for table, _name, _definition in ADDED_COLUMNS}
        for row in connection.execute(f"PRAGMA table_info({table})")
    }
    return [column for column in ADDED_COLUMNS if column[:2] not in there]
