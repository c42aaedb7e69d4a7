"""A full disk, a folder that is gone, damage while the store is open: told, and nothing is lost."""

import shutil
import sqlite3
import time
from types import SimpleNamespace

import numpy as np
import pytest

from gan_core.runs.integrity import trouble
from gan_core.runs.integrity.errors import is_full
from gan_core.runs.integrity.trouble import DAMAGED, FULL, GONE, trouble_of
from gan_core.runs.live.toy_run import ToyRun
from gan_core.runs.opening import reopen_store
from gan_core.runs.store import RunStore
from gan_core.settings.toy import ToySettings
from tests.runs.advancing import advance


def limit(store, spare):
    """Leave the store so many pages of 4096 bytes; SQLite says of more that the disk is full."""
    count = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {count + spare}")


def free(store):
    store._connection.execute("PRAGMA max_page_count = 1000000")


@pytest.fixture
def run(store):
    store.create("run", ToySettings(), steps=None, device="cpu")
    return "run"


def test_a_full_disk_fails_where_nobody_waits_and_is_told(store, run):
    store.add_report(run, {"step": 1})
    assert trouble_of(store) == ""
    limit(store, 2)
    with pytest.raises(sqlite3.OperationalError, match="disk is full") as caught:
        store.add_frame(run, 0, bytes(100_000), milestone=False)
    assert is_full(caught.value)
    assert trouble_of(store) == FULL
    assert store.reports(run) == [{"step": 1}]
    free(store)
    store.add_frame(run, 0, bytes(100_000), milestone=False)
    store.full_at = time.monotonic() - trouble.TOLD_SECONDS - 1
    assert trouble_of(store) == ""


def test_who_waits_for_room_goes_on_when_there_is_some(store, run):
    asked = []

    def room():
        asked.append(len(store.frame_steps(run)))
        if len(asked) == 3:
            free(store)
        return True

    store.on_full = room
    limit(store, 2)
    store.add_frame(run, 0, bytes(100_000), milestone=False)
    assert asked == [0, 0, 0]
    assert store.frames(run, [0]) == [bytes(100_000)]


def test_who_is_told_not_to_wait_fails(store, run):
    store.on_full = lambda: False
    limit(store, 2)
    with pytest.raises(sqlite3.OperationalError, match="disk is full"):
        store.add_frame(run, 0, bytes(100_000), milestone=False)


def test_a_transaction_that_meets_a_full_disk_is_done_again_as_a_whole(store, run):
    def write():
        with store.transaction():
            store.add_report(run, {"step": 7})
            store.add_frame(run, 7, bytes(100_000), milestone=False)

    limit(store, 2)
    with pytest.raises(sqlite3.OperationalError, match="disk is full"):
        store.lasting(write)
    assert store.reports(run) == []

    def room():
        free(store)
        return True

    store.on_full = room
    store.lasting(write)
    assert store.reports(run) == [{"step": 7}]
    assert store.frame_steps(run) == [7]


def test_a_run_rests_on_a_full_disk_and_ends_as_if_there_had_been_room(submit, store):
    whole = submit("whole", steps=60)
    whole.resume()
    advance(whole, 60)
    run = submit("run", steps=60)
    waits = []

    def room():
        waits.append(run.trainer.steps_done)
        if len(waits) % 3 == 0:
            limit(store, 12)
        return True

    store.on_full = room
    limit(store, 0)
    run.resume()
    advance(run, 60)
    free(store)
    assert len(waits) >= 3
    assert store.get("run").state == "finished"
    rows = [[row["step"] for row in store.reports(name)] for name in ("run", "whole")]
    assert rows[0] == rows[1]
    assert store.frame_steps("run") == store.frame_steps("whole")
    first, second = (ToyRun(store, name).trainer.state()[0] for name in ("run", "whole"))
    for name, array in first.items():
        assert np.array_equal(array, second[name]), name


def test_a_disk_with_hardly_any_room_is_told_before_anything_fails(store, monkeypatch):
    monkeypatch.setattr(
        trouble.shutil, "disk_usage", lambda folder: SimpleNamespace(free=trouble.LEAST_FREE - 1)
    )
    assert trouble_of(store) == FULL


def test_a_folder_that_is_gone_is_told_and_not_made_again(submit, store):
    run = submit()
    run.resume()
    advance(run, 3)
    shutil.rmtree(store.folder)
    assert trouble_of(store) == GONE
    run.pause()
    assert not store.folder.exists()
    assert store.get("run").step == 3
    assert "could not be written (its folder is gone)" in store.get("run").message


def test_another_store_in_its_place_is_not_ours(store, run, tmp_path):
    (tmp_path / "runs.sqlite").replace(tmp_path / "moved.sqlite")
    other = RunStore(tmp_path)
    assert trouble_of(store) == GONE
    assert trouble_of(other) == ""
    other.close()


def test_a_store_in_memory_is_never_in_trouble():
    store = RunStore(None)
    assert trouble_of(store) == ""
    store.close()


def test_damage_met_while_open_is_told_and_mended(store, run):
    for step in range(40):
        store.add_frame(run, step, bytes([step]) * 3000, milestone=False)
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    root = store.rows("SELECT rootpage FROM sqlite_master WHERE name = 'frames'")[0][0]
    with (store.folder / "runs.sqlite").open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(bytes(4096))
    # One that has read none of its pages yet, as a server that has just started.
    store.close()
    store = RunStore(store.folder)
    with pytest.raises(sqlite3.DatabaseError, match="malformed"):
        store.frames(run, range(40))
    assert trouble_of(store) == DAMAGED
    notice = reopen_store(store)
    assert notice.startswith("The run store was damaged (")
    assert "1 run was saved from it" in notice
    assert trouble_of(store) == ""
    assert store.get(run).settings == ToySettings()
    store.add_frame(run, 100, b"x", milestone=True)
    assert store.frames(run, [100]) == [b"x"]
    assert len(list(store.folder.glob("runs.damaged-*.sqlite"))) == 1
    store.close()
