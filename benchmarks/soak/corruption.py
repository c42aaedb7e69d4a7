"""Damage of the run store's file: each is noticed, and what can be read is kept."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from gan_core.runs.opening import open_store
from gan_core.runs.store import RunStore
from gan_core.settings.toy import ToySettings
from gan_core.storage.folders import STORE_FILE

RUNS, ROWS = 8, 40
TRUNCATIONS = 0.15
"""Share of damages that cut the file; the others overwrite 1 to 64 bytes at one to five places."""


@dataclass
class CorruptionTally:
    """What a soak of damages has found; ``unnoticed`` and ``crashed`` should be 0.

    ``harmless`` damages lie where nothing is kept: all rows are as before.
    """

    damages: int = 0
    harmless: int = 0
    noticed: int = 0
    unnoticed: int = 0
    crashed: int = 0
    runs_kept: float = 0.0
    faults: list[str] = field(default_factory=list)


def soak_corruption(folder: Path, count: int, *, seed: int) -> CorruptionTally:
    """Damage copies of a store so many times and open each."""
    chance, tally = random.Random(seed), CorruptionTally()
    whole = folder / "whole"
    _fill(whole)
    content = (whole / STORE_FILE).read_bytes()
    expected = _rows(whole)
    kept = 0
    for number in range(count):
        copy = folder / str(number)
        shutil.copytree(whole, copy)
        damaged, told = _damaged(content, chance)
        (copy / STORE_FILE).write_bytes(damaged)
        tally.damages += 1
        try:
            store, notice = open_store(copy)
            store.close()
            found = _rows(copy)
        except Exception as error:
            tally.crashed += 1
            tally.faults.append(f"{told}: {type(error).__name__}: {str(error)[:200]}")
        else:
            kept += len(found.keys() & expected.keys())
            if notice:
                tally.noticed += 1
            elif found == expected:
                tally.harmless += 1
            else:
                tally.unnoticed += 1
                tally.faults.append(f"{told}: rows differ and nobody is told")
        shutil.rmtree(copy)
    tally.runs_kept = kept / max(1, count * RUNS)
    return tally


def _fill(folder: Path) -> None:
    folder.mkdir(parents=True)
    store = RunStore(folder)
    for number in range(RUNS):
        run = f"run-{number}"
        store.create(run, ToySettings(seed=number), steps=None, device="cpu", owner="someone")
        store.update(run, state="stopped", step=ROWS)
        for step in range(ROWS):
            store.add_report(run, {"step": step, "loss": step / 7})
            store.add_frame(run, step, random.Random(step).randbytes(3000), milestone=False)
    # Everything into the one file, as after a server that has ended.
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


def _rows(folder: Path) -> dict[str, tuple[object, ...]]:
    """Return all that a store has of each run."""
    store = RunStore(folder)
    try:
        return {
            record.id: (
                record.given, record.state, record.step, tuple(map(str, store.reports(record.id))),
                tuple(store.frames(record.id, store.frame_steps(record.id))),
            )
            for record in store.runs()
        }  # fmt: skip
    finally:
        store.close()


def _damaged(content: bytes, chance: random.Random) -> tuple[bytes, str]:
    """Return a damaged copy, and in words what was done."""
    if chance.random() < TRUNCATIONS:
        length = chance.choice((0, chance.randrange(100), chance.randrange(len(content))))
        return content[:length], f"cut to {length} bytes"
    found, places = bytearray(content), []
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(len(found))
        count = chance.randrange(1, 65)
        found[place : place + count] = chance.randbytes(len(found[place : place + count]))
        places.append(f"{count} at {place}")
    return bytes(found), f"bytes overwritten: {', '.join(places)}"
