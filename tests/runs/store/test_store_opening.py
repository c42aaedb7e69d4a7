"""Where the run store lies, and how it is opened when it is damaged or locked."""

import sqlite3
from pathlib import Path

import pytest

from gan_core.runs import store as store_module
from gan_core.runs.store import RunStore, default_folder, open_store
from gan_core.settings.toy import ToySettings


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


def random_bytes(path):
    path.write_bytes(bytes(range(1, 256)) * 100)


def truncated(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwritten_pages(path):
    content = bytearray(path.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [random_bytes, truncated, overwritten_pages])
def test_a_damaged_store_is_set_aside(tmp_path, damage):
    make_store(tmp_path)
    path = tmp_path / "runs.sqlite"
    damage(path)
    content = path.read_bytes()
    store, notice = open_store(tmp_path)
    (kept,) = aside(tmp_path)
    assert kept.read_bytes() == content
    assert kept.name in notice
    assert "damaged" in notice
    assert store.runs() == []
    assert_works(store)
    store.close()
    again, notice = open_store(tmp_path)
    assert notice == ""
    assert again.get("new").state == "preparing"
    again.close()


def test_two_damaged_stores_are_both_kept(tmp_path, monkeypatch):
    # Even within one second.
    monkeypatch.setattr(store_module.time, "strftime", lambda _: "20260101-000000")
    contents = [b"first damaged store" * 1000, b"second damaged store" * 1000]
    for content in contents:
        (tmp_path / "runs.sqlite").write_bytes(content)
        open_store(tmp_path)[0].close()
        for leftover in tmp_path.glob("runs.sqlite*"):
            leftover.unlink()
    assert sorted(path.read_bytes() for path in aside(tmp_path)) == contents


@pytest.mark.parametrize(
    "reason", ["database or disk is full", "attempt to write a readonly database"]
)
def test_a_whole_store_on_a_bad_disk_is_not_set_aside(tmp_path, monkeypatch, reason):
    make_store(tmp_path)

    def fail(_):
        raise sqlite3.OperationalError(reason)

    monkeypatch.setattr(RunStore, "check", fail)
    with pytest.raises(sqlite3.OperationalError, match=reason):
        open_store(tmp_path)
    assert aside(tmp_path) == []
    assert (tmp_path / "runs.sqlite").exists()


def test_a_locked_store_is_not_damaged(tmp_path, monkeypatch):
    make_store(tmp_path)

    def fail(_):
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(RunStore, "check", fail)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        open_store(tmp_path)
    assert (tmp_path / "runs.sqlite").exists()
