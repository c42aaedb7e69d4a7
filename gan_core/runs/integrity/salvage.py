"""What can still be read of a damaged run store, row by row, put into a new one."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gan_core.runs.database import Database
from gan_core.runs.integrity.check import CONTENT, Column, opened_as_bytes, tables
from gan_core.runs.integrity.row_sums import sum_fits

MOST_ROWS = 2**40
PAGES_AT, PAGE_BYTES = 28, 4096

UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What reading a damaged file raises; what SQLite says of it may quote it."""

Row = tuple[Any, ...]


def salvage(damaged: Path, store: Database) -> int:
    """Copy all rows that are whole from a damaged store's file to a new store; returns how many.

    The file stays as it is. Rows of metrics and pictures without their run stay behind.
    """
    copy = damaged.with_name(f".salvage-{uuid.uuid4().hex[:12]}.sqlite")
    try:
        _copy(damaged, copy)
        counted = _salvage_from(copy, store)
        if not counted:
            # Its first page, which says where all else is, may be damaged alone.
            _replace_first_page(copy, store)
            counted = _salvage_from(copy, store)
        return counted
    finally:
        for leftover in copy.parent.glob(f"{copy.name}*"):
            leftover.unlink()


def _copy(damaged: Path, copy: Path) -> None:
    shutil.copyfile(damaged, copy)
    log = Path(f"{damaged}-wal")
    if log.exists():
        shutil.copyfile(log, f"{copy}-wal")


def _replace_first_page(copy: Path, store: Database) -> None:
    """Put an empty store's first page before the rest: tables are made in one order everywhere."""
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    with store.path.open("rb") as file:
        first = bytearray(file.read(PAGE_BYTES))
    size = copy.stat().st_size
    first[PAGES_AT : PAGES_AT + 4] = (size // PAGE_BYTES).to_bytes(4, "big")
    Path(f"{copy}-wal").unlink(missing_ok=True)
    with copy.open("r+b") as file:
        file.write(first)


def _salvage_from(copy: Path, store: Database) -> int:
    counted = 0
    try:
        with opened_as_bytes(copy) as connection, store.transaction():
            # Without it, a file that was cut off is refused as a whole.
            connection.execute("PRAGMA writable_schema = ON")
            known = tables()
            for table in ("runs", "groups", *CONTENT):
                counted += _salvage_table(connection, table, known[table], store)
            for table in CONTENT:
                store.rows(f"DELETE FROM {table} WHERE run NOT IN (SELECT id FROM runs)")
    except UNREADABLE:
        return 0
    return counted


def _salvage_table(
    connection: sqlite3.Connection, table: str, columns: list[Column], store: Database
) -> int:
    there = set()
    with contextlib.suppress(*UNREADABLE):
        there = {row[1].decode() for row in connection.execute(f"PRAGMA table_info({table})")}
    columns = [column for column in columns if column.name in there]
    if not columns:
        return 0
    names = ", ".join(column.name for column in columns)
    marks = ", ".join("?" * len(columns))
    query = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"
    counted = 0
    for row in _rows(connection, table, names, columns):
        values = [_value(column, row[column.name]) for column in columns]
        store.rows(query, values)
        counted += 1
    return counted


def _value(column: Column, value: Any) -> Any:  # noqa: ANN401
    return value.decode() if column.kind == "TEXT" and value is not None else value


def _rows(
    connection: sqlite3.Connection, table: str, names: str, columns: list[Column]
) -> Iterator[sqlite3.Row]:
    """Yield the rows of a table that can be read and are whole, each at least once."""
    found = _keyed(connection, names) if table == "metrics" else _numbered(connection, table, names)
    for row in found:
        fits = table not in CONTENT or "crc" not in row.keys() or sum_fits(table, row)  # noqa: SIM118
        if fits and all(column.accepts(row[column.name]) for column in columns):
            yield row


def _numbered(connection: sqlite3.Connection, table: str, names: str) -> Iterator[sqlite3.Row]:
    """Yield rows by their number, past those that cannot be read."""
    query = f"SELECT rowid AS number, {names} FROM {table} WHERE rowid >= ? ORDER BY rowid"

    def readable(number: int) -> bool:
        try:
            connection.execute(f"{query} LIMIT 1", (number,)).fetchone()
        except UNREADABLE:
            return False
        return True

    backwards = query.replace("ORDER BY rowid", "ORDER BY rowid DESC")
    start: int | None = 0
    turned = False
    while start is not None:
        try:
            for row in connection.execute(query, (start,)):
                # Damaged numbers may come in any order.
                if row["number"] >= start:
                    yield row
                    start = row["number"] + 1
        except UNREADABLE:
            if not turned:
                # From the other end, once: some rows are found twice.
                turned = True
                yield from _until_error(connection, backwards, (start,))
            start = _next_readable(start, readable)
        else:
            start = None


def _next_readable(start: int, readable: Callable[[int], bool]) -> int | None:
    """Return the least number above ``start`` from which rows can be read again."""
    apart = 1
    while start + apart <= MOST_ROWS and not readable(start + apart):
        apart *= 2
    if start + apart > MOST_ROWS:
        return None
    low, high = start + apart // 2, start + apart
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if readable(middle) else (middle, high)
    return high


def _keyed(connection: sqlite3.Connection, names: str) -> Iterator[sqlite3.Row]:
    """Yield rows of metrics, which have no numbers: of each run from both ends."""
    yield from _until_error(connection, f"SELECT {names} FROM metrics", ())
    runs = [row["id"] for row in _until_error(connection, "SELECT id FROM runs", ())]
    for run in runs:
        for order in ("ASC", "DESC"):
            query = f"SELECT {names} FROM metrics WHERE run = ? ORDER BY step {order}"
            yield from _until_error(connection, query, (run.decode(errors="replace"),))


def _until_error(connection: sqlite3.Connection, query: str, values: Row) -> Iterator[sqlite3.Row]:
    with contextlib.suppress(*UNREADABLE):
        yield from connection.execute(query, values)
