"""A run or group on its way to a worker: its rows, and its checkpoints as they lie in files."""

from __future__ import annotations

import sqlite3
from typing import Any

from gan_core.runs.run_record import RunRecord
from gan_core.runs.store import RunStore

Parcel = dict[str, Any]


def pack(store: RunStore, name: str, *, grouped: bool) -> Parcel:
    """Return all that a worker needs of a run or group to train it; ``KeyError`` if it is gone."""
    record = store.table(grouped=grouped).get(name)
    group = name if grouped else record.grouped if isinstance(record, RunRecord) else ""
    runs = [name]
    if grouped:
        runs = [run.id for run in store.runs(group=name)]
    rows = {
        "runs": [row for run in runs for row in _rows(store, "runs", run)],
        "groups": _rows(store, "groups", group) if group else [],
    }
    files = {}
    for saved in dict.fromkeys(filter(None, [group, *runs])):
        file = store.checkpoint(saved)
        for path in (file.path, file.previous):
            if path.exists():
                files[path.name] = path.read_bytes()
    pictured = [run for run in runs if store.frame_steps(run)]
    return {"rows": rows, "files": files, "pictured": pictured}


def _rows(store: RunStore, table: str, name: str) -> list[dict[str, Any]]:
    rows: list[sqlite3.Row] = store.rows(f"SELECT * FROM {table} WHERE id = ?", (name,))
    return [dict(row) for row in rows]


def unpack(parcel: Parcel, store: RunStore) -> None:
    """Put a parcel into a worker's own store, in place of what is there of it."""
    for table, rows in parcel["rows"].items():
        for row in rows:
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            store.rows(
                f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})", list(row.values())
            )
            path = store.checkpoint_path(row["id"])
            for old in path.parent.glob(f"{path.stem}.*"):
                old.unlink()
    for file, content in parcel["files"].items():
        (store.checkpoint_path("any").parent / file).write_bytes(content)
    for run in parcel["pictured"]:
        # Whether there are any is all that a worker asks of pictures.
        RunStore.add_frame(store, run, 0, b"", milestone=True)


def forget(store: RunStore, name: str) -> None:
    """Remove what was unpacked of a run or group."""
    for (run,) in store.rows("SELECT id FROM runs WHERE id = ? OR grouped = ?", (name, name)):
        store.rows("DELETE FROM frames WHERE run = ?", (run,))
        store.rows("DELETE FROM runs WHERE id = ?", (run,))
        store.checkpoint_path(run).unlink(missing_ok=True)
    store.rows("DELETE FROM groups WHERE id = ?", (name,))
    store.checkpoint_path(name).unlink(missing_ok=True)
