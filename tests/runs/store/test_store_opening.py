"""Where the run store lies, and how it is opened when it is damaged or locked."""

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from gan_core.runs import opening
from gan_core.runs.opening import open_store
from gan_core.runs.store import RunStore
from gan_core.settings.toy import ToySettings
from gan_core.storage.folders import default_folder


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"GAN_EXPLORER_HOME": "/a/b"}, "/a/b"),
        ({"XDG_DATA_HOME": "/data"}, "/data/gan-explorer"),
        ({"HOME": "/home/x"}, "/home/x/.local/share/gan-explorer"),
    ],
)
def test_where_runs_are_kept(monkeypatch, environment, expected):
    for name in ("GAN_EXPLORER_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert default_folder() == Path(expected)


def make_store(folder, *, runs=1):
    store = RunStore(folder)
    for index in range(runs):
        store.create(f"run{index}", ToySettings(), steps=None, device="cpu")
        for step in range(40):
            store.add_frame(f"run{index}", step, bytes([step]) * 3000, milestone=False)
    store.close()


def aside(folder):
    return sorted(folder.glob("runs.damaged-*.sqlite"))


def assert_works(store):
    store.create("new", ToySettings(), steps=None, device="cpu")
    store.add_frame("new", 0, b"x", milestone=True)
    assert store.frames("new", [0]) == [b"x"]


def test_a_new_folder_gets_an_empty_store(tmp_path):
    store, notice = open_store(tmp_path / "deep" / "er")
    assert notice == ""
    assert store.runs() == []
    assert_works(store)
    store.close()


def test_a_whole_store_is_opened_as_it_is(tmp_path):
    make_store(tmp_path)
    store, notice = open_store(tmp_path)
    assert notice == ""
    assert len(store.frame_steps("run0")) == 40
    assert aside(tmp_path) == []
    store.close()


def test_an_unreadable_store_is_set_aside_as_it_is(tmp_path):
    make_store(tmp_path)
    path = tmp_path / "runs.sqlite"
    content = bytes(range(1, 256)) * 100
    path.write_bytes(content)
    store, notice = open_store(tmp_path)
    (kept,) = aside(tmp_path)
    assert kept.read_bytes() == content
    assert notice.endswith(f"set aside as {kept.name}; nothing could be saved from it.")
    assert store.runs() == []
    assert_works(store)
    store.close()
    again, notice = open_store(tmp_path)
    assert notice == ""
    assert again.get("new").state == "preparing"
    again.close()


def test_two_damaged_stores_are_both_kept(tmp_path, monkeypatch):
    # Even within one second.
    monkeypatch.setattr(opening.time, "strftime", lambda _: "20260101-000000")
    contents = [b"first damaged store" * 1000, b"second damaged store" * 1000]
    for content in contents:
        (tmp_path / "runs.sqlite").write_bytes(content)
        open_store(tmp_path)[0].close()
        for leftover in tmp_path.glob("runs.sqlite*"):
            leftover.unlink()
    assert sorted(path.read_bytes() for path in aside(tmp_path)) == contents


def test_what_is_said_of_a_store_on_a_bad_disk_is_no_damage(tmp_path, monkeypatch):
    make_store(tmp_path)

    def full(path):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(opening, "damage_of", full)
    with pytest.raises(sqlite3.OperationalError, match="disk is full"):
        open_store(tmp_path)
    assert aside(tmp_path) == []
    assert (tmp_path / "runs.sqlite").exists()


def test_a_locked_store_is_not_damaged(tmp_path, monkeypatch):
    make_store(tmp_path)
    connect = sqlite3.connect
    holder = connect(tmp_path / "runs.sqlite", isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr(
        sqlite3, "connect", lambda path, **options: connect(path, **options | {"timeout": 0})
    )
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        open_store(tmp_path)
    holder.close()
    assert aside(tmp_path) == []
    assert (tmp_path / "runs.sqlite").exists()


def test_a_new_store_appears_whole_and_only_once(tmp_path, monkeypatch):
    """Of two servers that start at once, the second takes what the first has made."""
    link = os.link
    seen = []

    def late(fresh, path):
        # The other is quicker.
        if not seen:
            seen.append(sorted(tmp_path.glob("runs.sqlite*")))
            first = RunStore(tmp_path)
            first.create("first", ToySettings(), steps=None, device="cpu")
            first.close()
        link(fresh, path)

    monkeypatch.setattr(os, "link", late)
    store, notice = open_store(tmp_path)
    assert (seen, notice) == ([[]], "")
    assert [run.id for run in store.runs()] == ["first"]
    assert not list(tmp_path.glob(".runs.sqlite*"))
    store.close()


def test_a_file_system_without_hard_links_gets_its_store_too(tmp_path, monkeypatch):
    def refuse(fresh, path):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    store, notice = open_store(tmp_path)
    assert notice == ""
    assert_works(store)
    assert not list(tmp_path.glob(".runs.sqlite*"))
    store.close()
