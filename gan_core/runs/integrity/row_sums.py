"""A checksum beside each row of the store, of what is written once and never changed."""

from __future__ import annotations

import sqlite3
import zlib

SUMMED = {
    "runs": ("id", "settings", "family", "grouped", "owner"),
    "groups": ("id", "kind", "content", "owner"),
    "metrics": ("run", "step", "report"),
    "frames": ("run", "step", "content"),
    "live": ("run", "caption", "content"),
}
"""Columns by table that ``crc`` sums up. SQLite's own check sees the structure of its file; a digit
within a value it takes as it is."""


def row_sum(*values: object) -> int:
    """Return the CRC-32 of values; texts and their bytes have the same."""
    total = 0
    for value in values:
        content = value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
        # With its length, so that nothing moves from one column to the next.
        total = zlib.crc32(content, zlib.crc32(b"%d:" % len(content), total))
    return total


def sum_fits(table: str, row: sqlite3.Row) -> bool:
    """Whether a row is as it was written; one from before there were checksums is."""
    kept = row["crc"]
    return kept is None or kept == row_sum(*(row[name] for name in SUMMED[table]))
