"""What an error of SQLite tells: a damaged file, a full disk, or neither."""

from __future__ import annotations

import errno
import sqlite3

DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
SURROUNDINGS = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
}
"""Codes that say nothing of the file: locked, read-only, a full disk."""


def _code(error: sqlite3.Error) -> int | None:
    """Return the primary code; None for what Python itself raises, such as of text not UTF-8."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Whether a statement that is known to be right met a damaged file."""
    code = _code(error)
    return code in DAMAGE or (code is None and "Could not decode" in str(error))


def may_be_damage(error: sqlite3.Error) -> bool:
    """Whether an error while a file is checked is the file's own, and not its surroundings'."""
    return _code(error) not in SURROUNDINGS


def is_full(error: Exception) -> bool:
    """Whether a disk or a quota has no room left."""
    if isinstance(error, sqlite3.Error):
        return _code(error) == sqlite3.SQLITE_FULL or "disk is full" in str(error)
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
