"""The run store: round trips, thinning, what is kept."""

import sqlite3
import time

import pytest

from gan_core.runs import store as store_module
from gan_core.runs.run_record import UnknownRunError
from gan_core.settings.toy import ToySettings


@pytest.fixture
def run(store):
    store.create("run", ToySettings(loss="ns"), steps=70, device="cpu")
    return "run"


def test_a_new_run(store, run):
    record = store.get(run)
    assert (record.id, record.settings, record.steps) == ("run", ToySettings(loss="ns"), 70)
    assert (record.state, record.message, record.device) == ("preparing", "", "cpu")
    assert (record.step, record.seconds, record.handled, record.pid) == (0, 0, 0, 0)
    assert record.changes == []
    assert record.active
    assert abs(record.created - time.time()) < 60


def test_columns_come_back(store, run):
    changes = [{"step": 3, "lr_d": 0.1}]
    store.update(run, state="running", step=12, seconds=1.5, message="é'\";--", pid=77, handled=4)
    store.update(run, changes=changes, interval=400)
    record = store.get(run)
    assert (record.state, record.step, record.seconds) == ("running", 12, 1.5)
    assert (record.message, record.pid, record.handled) == ("é'\";--", 77, 4)
    assert (record.changes, record.interval) == (changes, 400)


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
