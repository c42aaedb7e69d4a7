"""Damaged files of the run store: noticed, set aside, and what is whole comes back."""

import random
import sqlite3

import pytest

from gan_core.runs.groups import GroupPlan
from gan_core.runs.integrity.check import damage_of
from gan_core.runs.integrity.errors import is_damage, may_be_damage
from gan_core.runs.opening import open_store
from gan_core.runs.store import RunStore
from gan_core.settings.toy import ToySettings

TABLES = ("runs", "groups", "metrics", "frames", "live")


def fill(store):
    draw = random.Random(7)
    for number in range(3):
        run = f"run{number}"
        store.create(run, ToySettings(seed=number), steps=None, device="cpu", owner=f"o{number}")
        for step in range(0, 40, 4):
            store.add_frame(run, step, draw.randbytes(1500), milestone=False)
        for step in range(25):
            store.add_report(run, {"step": step, "loss": draw.random(), "sigma": draw.random()})
        store.set_live(run, draw.randbytes(2000))
        store.update(run, state="stopped", step=24, saved=20)
    plan = GroupPlan("compare", (ToySettings(), ToySettings(seed=9)), ("a", "b"), "cpu", 10)
    store.create_group("group", ["first", "second"], plan)


def content_of(store):
    return {table: {tuple(row) for row in store.rows(f"SELECT * FROM {table}")} for table in TABLES}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The bytes of a small store, and all of its rows."""
    folder = tmp_path_factory.mktemp("whole")
    store = RunStore(folder)
    fill(store)
    rows = content_of(store)
    store.close()
    return (folder / "runs.sqlite").read_bytes(), rows


def opened(folder, content):
    (folder / "runs.sqlite").write_bytes(content)
    store, notice = open_store(folder)
    rows = content_of(store)
    records = store.runs()
    store.close()
    return rows, notice, records


def check(folder, content, wanted):
    """Open a damaged store: what is there was there before, and what is missing is told."""
    rows, notice, records = opened(folder, content)
    for table in TABLES:
        assert rows[table] <= wanted[table], table
    if rows == wanted and not notice:
        # Nothing was lost: the damage is where nothing lies.
        return rows
    kept = list(folder.glob("runs.damaged-*.sqlite"))
    assert [path.read_bytes() for path in kept] == [content]
    assert notice.startswith("The run store was damaged (")
    assert f"set aside as {kept[0].name}; " in notice
    assert "\n" not in notice
    assert len(records) == len([row for row in rows["runs"] if row[0].startswith("run")])
    again, notice = open_store(folder)
    assert notice == ""
    assert content_of(again) == rows
    again.close()
    return rows


@pytest.mark.parametrize("seed", range(60))
def test_random_damage(tmp_path, whole, seed):
    content, rows = whole
    draw = random.Random(seed)
    damaged = bytearray(content)
    start = draw.randrange(len(damaged))
    for place in range(start, min(len(damaged), start + draw.choice([1, 16, 200, 4096]))):
        damaged[place] ^= draw.randrange(1, 256)
    check(tmp_path, bytes(damaged), rows)


@pytest.mark.parametrize("share", [0, 1, 50, 100, 4096, 0.25, 0.5, -4096, -1])
def test_a_file_that_was_cut_off(tmp_path, whole, share):
    content, rows = whole
    length = int(share * len(content)) if isinstance(share, float) else share % len(content)
    kept = check(tmp_path, content[:length], rows)
    assert list(tmp_path.glob("runs.damaged-*"))
    if share in (0.5, -4096, -1):
        assert kept["runs"] == rows["runs"]
        assert kept["frames"]


def test_a_damaged_picture_costs_that_picture(tmp_path, whole):
    content, rows = whole
    picture = next(row[3] for row in rows["frames"] if row[:2] == ("run1", 8))
    assert content.count(picture[100:180]) == 1
    kept = check(tmp_path, content.replace(picture[100:180], bytes(80)), rows)
    assert rows["frames"] - kept["frames"] == {
        row for row in rows["frames"] if row[:2] == ("run1", 8)
    }
    assert all(kept[table] == rows[table] for table in TABLES if table != "frames")


def test_one_digit_of_a_number_is_noticed(tmp_path, whole):
    content, rows = whole
    report = next(row[2] for row in rows["metrics"] if row[:2] == ("run2", 5))
    digit = report.index("0.") + 3
    changed = report[:digit] + str((int(report[digit]) + 1) % 10) + report[digit + 1 :]
    kept = check(tmp_path, content.replace(report.encode(), changed.encode()), rows)
    assert rows["metrics"] - kept["metrics"] == {
        row for row in rows["metrics"] if row[:2] == ("run2", 5)
    }


@pytest.mark.parametrize("length", [16, 100, 4096])
def test_a_lost_first_page_costs_nothing_else(tmp_path, whole, length):
    content, rows = whole
    kept = check(tmp_path, bytes(length) + content[length:], rows)
    assert kept == rows


@pytest.mark.parametrize("table", ["runs", "frames"])
def test_a_table_whose_name_is_damaged_is_noticed(tmp_path, whole, table):
    content, rows = whole
    other = table[:-1] + "x"
    name = f"table{table}{table}".encode()
    assert content.count(name) == 1
    check(tmp_path, content.replace(name, f"table{other}{other}".encode()), rows)
    assert list(tmp_path.glob("runs.damaged-*"))


def test_what_was_not_yet_in_the_file_is_saved_too(tmp_path):
    store = RunStore(tmp_path)
    fill(store)
    rows = content_of(store)
    # As after a kill: all is in the file beside it.
    for name in ("runs.sqlite", "runs.sqlite-wal"):
        (tmp_path / f"killed-{name}").write_bytes((tmp_path / name).read_bytes())
    store.close()
    killed = tmp_path / "killed"
    killed.mkdir()
    (killed / "runs.sqlite-wal").write_bytes((tmp_path / "killed-runs.sqlite-wal").read_bytes())
    picture = next(row[3] for row in rows["frames"] if row[:2] == ("run0", 4))
    content = (tmp_path / "killed-runs.sqlite").read_bytes()
    assert picture[:100] not in content
    kept, notice, _ = opened(killed, content)
    assert (kept, notice) == (rows, "")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (sqlite3.SQLITE_CORRUPT, True),
        (sqlite3.SQLITE_NOTADB, True),
        (sqlite3.SQLITE_FULL, False),
        (sqlite3.SQLITE_BUSY, False),
        (sqlite3.SQLITE_READONLY, False),
        (sqlite3.SQLITE_CANTOPEN, False),
        (sqlite3.SQLITE_IOERR_WRITE, False),
    ],
)
def test_which_errors_tell_of_damage(code, expected):
    error = sqlite3.DatabaseError("words")
    error.sqlite_errorcode = code
    assert is_damage(error) == may_be_damage(error) == expected


def test_no_file_is_no_damage(tmp_path):
    assert damage_of(tmp_path / "runs.sqlite") == ""


def test_a_store_without_checksums_is_whole(tmp_path):
    store = RunStore(tmp_path)
    fill(store)
    for table in TABLES:
        store.rows(f"UPDATE {table} SET crc = NULL")
    store.close()
    store, notice = open_store(tmp_path)
    assert notice == ""
    assert len(store.runs()) == 3
    store.close()
