"""Whether the file of a run store is damaged: its structure, and every row in it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gan_core.runs.integrity.errors import may_be_damage
from gan_core.runs.integrity.row_sums import SUMMED, sum_fits
from gan_core.runs.schema import ADDED_COLUMNS, SCHEMA

CONTENT = ("metrics", "frames", "live")
"""Tables whose rows are checked against their checksum when a store is opened. Rows of runs and
groups are checked whenever they are read, and hidden alone."""

HEADER_BYTES = 100
TYPES: dict[str, tuple[type, ...]] = {
    "TEXT": (bytes,),
    "BLOB": (bytes,),
    "INTEGER": (int,),
    "REAL": (float, int),
}


@dataclass(frozen=True)
class Column:
    """A column as this version declares it; ``added`` to stores of earlier versions."""

    name: str
    kind: str
    required: bool
    added: bool

    def accepts(self, value: object) -> bool:
        """Whether a value, read as bytes, can have been written here."""
        if value is None:
            return not self.required
        if not isinstance(value, TYPES[self.kind]):
            return False
        if self.kind == "TEXT":
            assert isinstance(value, bytes)
            with contextlib.suppress(UnicodeDecodeError):
                value.decode()
                return True
            return False
        return True


@cache
def tables() -> dict[str, list[Column]]:
    """Return the columns of each table of this version."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        added = {(table, name) for table, name, _definition in ADDED_COLUMNS}
        for table, name, definition in ADDED_COLUMNS:
            with contextlib.suppress(sqlite3.OperationalError):
                connection.execute(f"ALTER TABLE {table} ADD COLUMN {name} {definition}")
        return {
            table: [
                # A key is required, whatever the declaration says of it.
                Column(name, kind, bool(required or key), (table, name) in added)
                for _number, name, kind, required, _default, key in connection.execute(
                    f"PRAGMA table_info({table})"
                )
            ]
            for table in SUMMED
        }


@contextlib.contextmanager
def opened_as_bytes(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a store whose texts come as bytes: damaged ones may be no UTF-8."""
    connection = sqlite3.connect(path, timeout=10, isolation_level=None)
    try:
        connection.text_factory = bytes
        connection.row_factory = sqlite3.Row
        yield connection
    finally:
        connection.close()


def damage_of(path: Path) -> str:
    """Return what is wrong with a store's file, empty for a whole one and for none.

    Raises ``sqlite3.OperationalError`` where that cannot be told: locked, read-only, a full disk.
    """
    if not path.exists():
        return ""
    size = path.stat().st_size
    if size < HEADER_BYTES:
        # SQLite takes these for a new store.
        return f"the file has {size} bytes"
    try:
        with opened_as_bytes(path) as connection:
            return _damage(connection)
    except sqlite3.Error as error:
        if not may_be_damage(error):
            raise
        return str(error)
    except UnicodeDecodeError:
        # What SQLite says of a damaged file may quote it.
        return "the tables cannot be read"


def _damage(connection: sqlite3.Connection) -> str:
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0].decode()
    if found != "ok":
        return str(found).splitlines()[-1]
    there = {row[0].decode() for row in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    )}  # fmt: skip
    known = tables()
    missing = known.keys() - there
    # A store of an earlier version lacks some; a damaged name is there instead of its own.
    if missing and there - known.keys():
        return f"the table {min(missing)} is missing"
    found = (_table_damage(connection, name, known[name]) for name in known if name in there)
    return next(filter(None, found), "")


def _table_damage(connection: sqlite3.Connection, table: str, columns: list[Column]) -> str:
    there = {
        row[1].decode() for row in connection.execute(f"PRAGMA table_info({table})").fetchall()
    }
    lacking = [column.name for column in columns if column.name not in there and not column.added]
    if lacking:
        return f"the table {table} has no column {lacking[0]}"
    columns = [column for column in columns if column.name in there]
    sums = table in CONTENT and "crc" in there
    for row in connection.execute(f"SELECT * FROM {table}"):
        if not all(column.accepts(row[column.name]) for column in columns):
            return f"a row of {table} has values that cannot be"
        if sums and not sum_fits(table, row):
            return f"a row of {table} does not fit its checksum"
    return ""
