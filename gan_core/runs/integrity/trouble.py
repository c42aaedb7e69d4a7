"""What keeps a server from keeping runs while it goes: a full disk, a folder that is gone."""

from __future__ import annotations

import shutil
import time

from gan_core.runs.database import Database

LEAST_FREE = 1_000_000
TOLD_SECONDS = 10.0
"""So long a full disk is told after a statement has met it."""

FULL = (
    "The disk is full: runs rest, or go on without being saved, until there is room again. What "
    "was saved before is kept."
)
GONE = (
    "The run store was removed or replaced while GAN Explorer ran: nothing is kept any more. "
    "Restart it to go on with what is there now."
)
DAMAGED = "The run store is damaged; what can be read of it is being saved into a new one."


def is_gone(store: Database) -> bool:
    """Whether the store's file is no longer where it was opened."""
    if store.inode is None:
        return False
    try:
        facts = store.path.stat()
    except OSError:
        return True
    return (facts.st_dev, facts.st_ino) != store.inode


def trouble_of(store: Database) -> str:
    """Return in one line what keeps the store from being written now; empty for nothing."""
    if is_gone(store):
        return GONE
    if store.damaged:
        return DAMAGED
    if time.monotonic() - store.full_at < TOLD_SECONDS:
        return FULL
    try:
        free = shutil.disk_usage(store.path.parent).free
    except OSError:
        return ""
    return FULL if store.inode is not None and free < LEAST_FREE else ""
