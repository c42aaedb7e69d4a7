"""The run store: round trips, thinning, opening, damage."""

import sqlite3
import time

import pytest

from gan_core.runs import store as store_module
from gan_core.runs.store import RunStore, UnknownRunError, open_store
from gan_core.settings.toy import ToySettings


@pytest.fixture
def run(store):
    store.create("run", ToySettings(loss="ns"), steps=70, device="cpu")
    return "run"


# --- round trips --------------------------------------------------------------------------------


def test_a_new_run(store, run):
    record = store.get(run)
    assert (record.id, record.settings, record.steps) == ("run", ToySettings(loss="ns"), 70)
    assert (record.state, record.message, record.device) == ("preparing", "", "cpu")
    assert (record.step, record.seconds, record.handled, record.pid) == (0, 0, 0, 0)
    assert record.changes == []
    assert record.active
    assert abs(record.created - time.time()) < 60


def test_columns_come_back(store, run):
    settings, changes = ToySettings(loss="hinge"), [{"step": 3, "lr_d": 0.1}]
    store.update(run, state="running", step=12, seconds=1.5, message="é'\";--", pid=77, handled=4)
    store.update(run, settings=settings.as_dict(), changes=changes, interval=400)
    record = store.get(run)
    assert (record.state, record.step, record.seconds) == ("running", 12, 1.5)
    assert (record.message, record.pid, record.handled) == ("é'\";--", 77, 4)
    assert (record.settings, record.changes, record.interval) == (settings, changes, 400)


@pytest.mark.parametrize(
    ("state", "active"),
    [
        ("preparing", True),
        ("ready", True),
        ("running", True),
        ("paused", True),
        ("stopped", False),
        ("finished", False),
        ("failed", False),
    ],
)
def test_active_states(store, run, state, active):
    store.update(run, state=state)
    assert store.get(run).active == active


def test_a_length_may_be_the_settings_own(store):
    store.create("free", ToySettings(), steps=None, device="auto")
    assert store.get("free").steps is None


def test_runs_are_listed_newest_first(store, monkeypatch):
    for index, name in enumerate(("a", "b", "c")):
        monkeypatch.setattr(store_module.time, "time", lambda index=index: 100.0 + index)
        store.create(name, ToySettings(), steps=None, device="cpu")
    assert [record.id for record in store.runs()] == ["c", "b", "a"]


def test_unknown_runs(store):
    with pytest.raises(UnknownRunError, match="nobody"):
        store.get("nobody")
    assert store.runs() == []
    assert store.reports("nobody") == []
    assert store.live("nobody") is None
    store.update("nobody", step=3)
    store.delete("nobody")


def test_names_are_unique(store, run):
    with pytest.raises(sqlite3.IntegrityError):
        store.create(run, ToySettings(), steps=None, device="cpu")


def test_reports_in_order_of_steps(store, run):
    for step in (200, 0, 100):
        store.add_report(run, {"step": step, "js": step / 7, "sigma": None})
    assert [report["step"] for report in store.reports(run)] == [0, 100, 200]
    assert [report["step"] for report in store.reports(run, after=0)] == [100, 200]
    assert store.reports(run, after=200) == []
    store.add_report(run, {"step": 100, "js": 1.0})
    assert store.reports(run, after=99)[0] == {"step": 100, "js": 1.0}


def test_a_report_with_nan_is_refused(store, run):
    with pytest.raises(ValueError, match="JSON"):
        store.add_report(run, {"step": 1, "js": float("nan")})
    assert store.reports(run) == []


def test_frames(store, run):
    for step in (50, 0, 100):
        store.add_frame(run, step, b"\x00frame%d" % step, milestone=step == 0)
    assert store.frame_steps(run) == [0, 50, 100]
    assert store.frame_steps(run, milestones=True) == [0]
    assert store.frames(run, [100, 0, 7, 0]) == [b"\x00frame0", b"\x00frame100"]
    assert store.frames(run, []) == []
    store.add_frame(run, 50, b"again", milestone=True)
    assert store.frames(run, [50]) == [b"again"]
    assert store.frame_steps("other") == []


def test_thinning_keeps_milestones(store, run):
    for step in range(0, 1001, 50):
        store.add_frame(run, step, b"x", milestone=step in (0, 150, 950))
    store.add_frame("other", 50, b"x", milestone=False)
    store.add_frame(run, 150, b"again, at a pause", milestone=False)
    store.thin_frames(run, 200)
    assert store.frame_steps(run) == [0, 150, 200, 400, 600, 800, 950, 1000]
    assert store.frame_steps("other") == [50]


def test_live_pictures_have_a_growing_number(store, run):
    assert store.live(run) is None
    store.set_live(run, b"one", caption="batch")
    first = store.live(run)
    assert (first.content, first.caption) == (b"one", "batch")
    assert store.live(run, after=first.sequence) is None
    store.set_live(run, b"two")
    second = store.live(run, after=first.sequence)
    assert (second.content, second.caption) == (b"two", "")
    assert second.sequence > first.sequence


def test_truncating_forgets_what_came_after(store, run):
    for step in (0, 100, 200, 300):
        store.add_report(run, {"step": step})
        store.add_frame(run, step, b"x", milestone=True)
    store.add_report("other", {"step": 300})
    store.truncate(run, 150)
    assert [report["step"] for report in store.reports(run)] == [0, 100]
    assert store.frame_steps(run) == [0, 100]
    assert len(store.reports("other")) == 1


def fill(store, run):
    store.add_report(run, {"step": 0})
    store.add_frame(run, 0, b"x", milestone=True)
    store.set_live(run, b"x")
    path = store.checkpoint_path(run)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"checkpoint")
    return path


def test_deleting_leaves_nothing_of_a_run(store, run):
    path = fill(store, run)
    store.create("other", ToySettings(), steps=None, device="cpu")
    other = fill(store, "other")
    store.delete(run)
    assert [record.id for record in store.runs()] == ["other"]
    assert (store.reports(run), store.frame_steps(run), store.live(run)) == ([], [], None)
    assert not path.exists()
    assert other.exists()
    assert len(store.reports("other")) == 1


def test_the_oldest_runs_go_when_there_are_too_many(store, monkeypatch):
    monkeypatch.setattr(store_module, "RUNS_KEPT", {"toy": 3})
    paths = []
    for index in range(5):
        store.create(f"run{index}", ToySettings(), steps=None, device="cpu")
        store.update(f"run{index}", state="running" if index == 0 else "finished")
        paths.append(fill(store, f"run{index}"))
    # A run that a worker holds is not taken from under it, however old.
    assert [record.id for record in store.runs()] == ["run4", "run3", "run2", "run0"]
    assert [path.exists() for path in paths] == [True, False, True, True, True]


def test_sixty_runs_are_kept():
    assert store_module.RUNS_KEPT["toy"] == 60


# --- opening ------------------------------------------------------------------------------------


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
