"""Opens the run store; a damaged one is set aside, and what can be read of it is kept."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from gan_core.runs.integrity.check import damage_of
from gan_core.runs.integrity.salvage import salvage
from gan_core.runs.store import RunStore
from gan_core.storage.folders import STORE_FILE, default_folder, folder_notice
from gan_core.storage.private import tighten_home


def open_store(folder: Path) -> tuple[RunStore, str]:
    """Open the store in ``folder``; a damaged one is set aside, never overwritten.

    Returns the store and a notice, empty when all is well. Raises ``sqlite3.OperationalError`` for
    one that is locked or cannot be written.
    """
    tighten_home(folder)
    path = folder / STORE_FILE
    damage = damage_of(path)
    if not damage:
        store = RunStore(folder)
        return store, hidden_notice(store)
    aside = set_aside(path)
    store = RunStore(folder)
    return store, saved_notice(store, aside, damage)


def reopen_store(store: RunStore) -> str:
    """Set a store aside that was found damaged while it was open, and go on with a new one.

    Returns a notice. Threads that ask the store meanwhile wait. Raises ``sqlite3.Error`` or
    ``OSError`` where the file cannot be set aside.
    """
    with store.set_down():
        damage = damage_of(store.path)
        aside = set_aside(store.path) if damage else None
    return saved_notice(store, aside, damage) if aside else ""


def saved_notice(store: RunStore, aside: Path, damage: str) -> str:
    """Put what can be read of a damaged store into a new one; returns what is said of that."""
    try:
        salvage(aside, store)
        kept = len(store.rows("SELECT id FROM runs"))
        saved = f"{kept} {'run was' if kept == 1 else 'runs were'} saved from it" if kept else ""
    except (OSError, sqlite3.Error):
        saved = ""
    notice = (
        f"The run store was damaged ({damage}). It was set aside as {aside.name}; "
        f"{saved or 'nothing could be saved from it'}."
    )
    return " ".join(filter(None, [notice, hidden_notice(store)]))


def open_default_store() -> tuple[RunStore, str]:
    """Open the store in the default folder; the notice also tells where that is a temporary one."""
    store, notice = open_store(default_folder())
    return store, " ".join(filter(None, [folder_notice(), notice]))


def hidden_notice(store: RunStore) -> str:
    """Return a line that counts the rows that no page shows; empty where there is none."""
    hidden = store.hidden()
    if not hidden:
        return ""
    what = "1 run or group is" if hidden == 1 else f"{hidden} runs or groups are"
    return (
        f"{what} not shown: written by a newer version of GAN Explorer, or damaged. "
        "They stay in the store."
    )


def set_aside(path: Path) -> Path:
    """Rename a store's file, with what SQLite keeps beside it; returns the new path."""
    aside = _free_name(path.parent)
    path.replace(aside)
    for suffix in ("-wal", "-shm"):
        leftover = Path(f"{path}{suffix}")
        if leftover.exists():
            leftover.replace(Path(f"{aside}{suffix}"))
    return aside


def _free_name(folder: Path) -> Path:
    """Return a name for a damaged store that no file has yet."""
    stem = f"runs.damaged-{time.strftime('%Y%m%d-%H%M%S')}"
    names = (folder / f"{stem}{suffix}.sqlite" for suffix in ["", *(f"-{n}" for n in range(1, 99))])
    return next(name for name in names if not name.exists())
