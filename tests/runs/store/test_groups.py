"""Groups in the store: kept and deleted whole, and what older stores lack."""

import dataclasses
import sqlite3

import pytest

from gan_core.recipes.toy import TOY_PRESETS, toy_preset
from gan_core.runs import groups as groups_module
from gan_core.runs import store as store_module
from gan_core.runs.groups import GroupPlan, UnknownGroupError, check_group
from gan_core.runs.run_record import UnknownRunError
from gan_core.runs.store import RunStore
from gan_core.settings.base import SettingsError


@pytest.fixture
def create(store, small):
    def make(group, *, kind="sweep", runs=2, steps=100):
        names = [f"{group}-{i}" for i in range(runs)]
        settings = tuple(small(seed=i) for i in range(runs))
        store.create_group(group, names, GroupPlan(kind, settings, ("ns",) * runs, "cpu", steps))
        return names

    return make


def test_a_group_and_its_runs(store, create):
    runs = create("g", runs=12)
    record = store.groups.get("g")
    assert (record.kind, record.runs, record.labels) == ("sweep", tuple(runs), ("ns",) * 12)
    assert (record.state, record.step, record.steps) == ("preparing", 0, 100)
    assert record.active
    assert record.seconds_left is None
    # In the order in which they were given, which is not that of their names.
    assert [run.id for run in store.runs(group="g")] == runs
    assert [run.settings.seed for run in store.runs(group="g")] == list(range(12))
    assert {run.grouped for run in store.runs(group="g")} == {"g"}
    assert store.runs() == []
    assert store.get(runs[3]).steps == 100
    store.groups.update("g", step=25, seconds=5.0)
    assert store.groups.get("g").seconds_left == pytest.approx(15.0)


def test_unknown_groups(store):
    with pytest.raises(UnknownGroupError):
        store.groups.get("nobody")
    assert store.groups.all() == []


def test_the_newest_of_each_kind_are_kept_with_their_runs(store, create, monkeypatch):
    monkeypatch.setattr(store_module, "GROUPS_KEPT", 2)
    (lost, _) = create("first")
    store.checkpoint_path("first").touch()
    store.add_report(lost, {"step": 0})
    for name in ("first", "second", "third"):
        if name != "first":
            create(name)
        store.groups.update(name, state="finished")
    create("aside", kind="compare")
    create("fourth")
    assert [group.id for group in store.groups.all("sweep")] == ["fourth", "third"]
    assert [group.id for group in store.groups.all("compare")] == ["aside"]
    assert store.runs(group="first") == []
    assert store.reports(lost) == []
    assert not store.checkpoint_path("first").exists()
    with pytest.raises(UnknownRunError):
        store.get(lost)


def test_active_groups_are_never_deleted(store, create, monkeypatch):
    monkeypatch.setattr(store_module, "GROUPS_KEPT", 1)
    create("held")
    create("next")
    assert len(store.groups.all()) == 2
    assert groups_module.GROUPS_KEPT == 6


def test_grouped_runs_do_not_count_among_the_runs_kept(store, create, small, monkeypatch):
    monkeypatch.setattr(store_module, "RUNS_KEPT", {"toy": 1})
    create("g", runs=5)
    for name in ("a", "b"):
        store.create(name, small(), steps=None, device="cpu")
        store.update(name, state="finished")
    assert [run.id for run in store.runs()] == ["b"]
    assert len(store.runs(group="g")) == 5


def test_only_runs_that_have_not_ended_follow_their_group(store, create):
    first, second = create("g")
    store.update(first, state="failed", message="broke")
    store.groups.update_runs("g", state="running", step=7)
    assert store.groups.states("g") == {first: ("failed", "broke"), second: ("running", "")}
    assert store.get(second).step == 7


def test_reports_of_a_group_end_with_it(store, create):
    first, second = create("g", steps=100)
    for step in (0, 50, 100, 150):
        store.add_report(first, {"step": step})
    store.add_report(second, {"step": 50})
    found = store.groups.reports("g")
    assert [row["step"] for row in found[first]] == [0, 50, 100]
    last = store.groups.reports("g", last=True)
    assert {run: [row["step"] for row in rows] for run, rows in last.items()} == {
        first: [100],
        second: [50],
    }


def test_live_frames_of_a_group(store, create):
    first, second = create("g")
    create("other")
    store.set_live(first, b"a")
    store.set_live(first, b"b")
    store.set_live("other-0", b"x")
    assert {run: f.content for run, f in store.groups.live_frames("g").items()} == {first: b"b"}
    assert store.groups.live_frames("g")[first].sequence == 2
    assert second not in store.groups.live_frames("g")


def test_a_store_of_an_earlier_version_gets_what_it_lacks(tmp_path, small):
    store = RunStore(tmp_path)
    store.create("old", small(), steps=None, device="cpu")
    store.close()
    with sqlite3.connect(tmp_path / "runs.sqlite") as connection:
        connection.execute("ALTER TABLE runs DROP COLUMN grouped")
        connection.execute("DROP TABLE groups")
    connection.close()
    for _ in range(2):
        store = RunStore(tmp_path)
        assert [(run.id, run.grouped) for run in store.runs()] == [("old", "")]
        assert store.groups.all() == []
        store.close()


@pytest.mark.parametrize(
    ("count", "changes", "message"),
    [
        (1, {}, "1 runs are not accepted; take 2 to 4"),
        (5, {}, "5 runs are not accepted; take 2 to 4"),
        (81, {"kind": "sweep"}, "81 runs are not accepted; take 1 to 80"),
        (2, {"kind": "race"}, "unknown kind 'race'; accepted: compare, sweep"),
        (2, {"steps": 0}, "steps=0 is out of range"),
        (3, {"labels": ("a",)}, "1 labels do not name 3 runs"),
    ],
)
def test_what_is_no_group_is_refused(small, count, changes, message):
    plan = GroupPlan("compare", (small(),) * count, ("x",) * count, "cpu", 10)
    with pytest.raises(SettingsError, match=message):
        check_group(dataclasses.replace(plan, **changes))


def test_runs_that_are_too_large_together_are_refused(small, monkeypatch):
    monkeypatch.setattr(groups_module, "GROUP_BYTES", 5_000_000)
    with pytest.raises(SettingsError, match=r"would take \d+ MB together; accepted are 5 MB"):
        check_group(GroupPlan("compare", (small(),) * 4, tuple("abcd"), "cpu", 10))


def test_the_largest_sweep_of_the_defaults_is_accepted():
    presets = [toy_preset(name).settings() for name in list(TOY_PRESETS)[:8]]
    check_group(GroupPlan("sweep", tuple(presets * 10), ("",) * 80, "cpu", 100))
