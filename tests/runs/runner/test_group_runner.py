"""Groups in real worker processes: steering, dying, going on, and the laboratory beside them."""

import dataclasses
import os
import signal

import pytest

from gan_core.runs import group_runner
from gan_core.runs.checkpoints import load_group
from gan_core.runs.groups import GroupPlan, UnknownGroupError
from gan_core.runs.runner import LocalRunner, RunnerError
from gan_core.runs.store import RunStore
from gan_core.settings.base import SettingsError
from tests.runs.waiting import gone, wait_for


@pytest.fixture(scope="module")
def runner(tmp_path_factory):
    store = RunStore(tmp_path_factory.mktemp("groups"))
    runner = LocalRunner(store, max_runs=2)
    runner.warm_up()
    wait_for(lambda: runner.pool.spare.hello, "a worker's hello")
    yield runner
    runner.close()
    store.close()


@pytest.fixture
def submit(runner, small):
    """A new group at step 0, in the worker of the test's last one."""
    held = []

    def make(*changes, kind="sweep", steps=100_000):
        settings = tuple(small(**each) for each in changes or ({}, {"seed": 1}))
        labels = tuple(f"label {i}" for i in range(len(settings)))
        old = held.pop() if held else ""
        group = runner.replace_group(old, GroupPlan(kind, settings, labels, "cpu", steps))
        held.append(group)
        wait_for(lambda: runner.group_status(group).state == "ready", "the group to be ready")
        return group

    yield make
    for group in held:
        runner.cancel_group(group)


def moving(runner, group, step=10):
    runner.resume_group(group)
    wait_for(lambda: runner.group_status(group).step >= step, "steps")
    return group


@pytest.mark.slow
def test_a_group_runs_pauses_stops_and_goes_on(runner, submit):
    group = moving(runner, submit(kind="compare"))
    assert runner.group_status(group).state == "running"
    runner.pause_group(group)
    stood = runner.group_status(group)
    runs = [runner.status(run) for run in stood.runs]
    assert {(run.state, run.step) for run in runs} == {("paused", stood.step)}
    pid = stood.pid
    runner.resume_group(group)
    wait_for(lambda: runner.group_status(group).step > stood.step, "more steps")
    runner.cancel_group(group)
    assert gone(pid)
    stopped = runner.group_status(group)
    assert (stopped.state, stopped.pid) == ("stopped", 0)
    assert {runner.status(run).state for run in stopped.runs} == {"stopped"}
    states = load_group(runner.store, group)
    assert {facts["steps_done"] for _, facts in states.values()} == {stopped.step}
    runner.pause_group(group)

    moving(runner, group, stopped.step + 10)
    assert runner.group_status(group).pid != pid
    runner.cancel_group(group)


@pytest.mark.slow
def test_a_killed_worker_loses_nothing_that_was_saved(runner, submit):
    group = moving(runner, submit())
    runner.pause_group(group)
    saved = runner.group_status(group).step
    moving(runner, group, saved + 20)
    os.kill(runner.group_status(group).pid, signal.SIGKILL)
    wait_for(lambda: runner.group_status(group).state == "stopped", "the loss to be noticed")
    record = runner.group_status(group)
    assert "ended unexpectedly" in record.message
    assert {runner.status(run).state for run in record.runs} == {"stopped"}
    runner.resume_group(group)
    wait_for(lambda: runner.group_status(group).state == "running", "the group to go on")
    assert runner.group_status(group).step >= saved
    assert runner.group_status(group).message == ""


@pytest.mark.slow
def test_the_laboratory_leaves_a_run_to_its_group_until_that_rests(runner, submit):
    group = moving(runner, submit())
    run = runner.group_status(group).runs[0]
    for steer in (
        lambda: runner.resume(run),
        lambda: runner.reopen(run),
        lambda: runner.step(run, "both"),
        lambda: runner.pause(run),
        lambda: runner.change(run, lr_d=1e-3),
    ):
        with pytest.raises(RunnerError, match=r"^This run belongs to a comparison or sweep"):
            steer()
    runner.set_pace(run, delay=1, slow=False)
    assert runner.group_status(group).state == "running"
    assert not runner.pool.holds(run)

    runner.cancel_group(group)
    step = runner.status(run).step
    runner.resume(run)
    wait_for(lambda: runner.status(run).step > step, "the laboratory to go on")
    with pytest.raises(RunnerError, match="open in the laboratory"):
        runner.resume_group(group)
    runner.cancel(run)
    assert runner.status(run).state == "stopped"


def test_a_group_that_never_moved_is_forgotten(runner, submit):
    first = submit()
    runs = runner.group_status(first).runs
    second = submit({}, {"loss": "ns"}, kind="compare")
    with pytest.raises(UnknownGroupError):
        runner.group_status(first)
    assert not set(runs) & {run.id for run in runner.store.active_runs()}
    runner.cancel_group(second)
    with pytest.raises(UnknownGroupError):
        runner.group_status(second)


def test_a_group_to_its_end_and_one_that_breaks(runner, submit):
    breaking = {"loss": "wgan-noclip", "optimizer": "sgd", "lr": 1.0}
    group = submit({}, breaking, kind="compare", steps=60)
    runner.resume_group(group)
    wait_for(lambda: runner.group_status(group).state == "finished", "the end")
    record = runner.group_status(group)
    assert [runner.status(run).state for run in record.runs] == ["finished", "failed"]
    assert runner.status(record.runs[0]).step == 60


def test_a_device_that_is_not_there_is_one_line(runner, small):
    group = runner.submit_group(GroupPlan("compare", (small(),) * 2, ("a", "b"), "tpu", 10))
    wait_for(lambda: runner.group_status(group).state == "failed", "the failure")
    record = runner.group_status(group)
    assert "unknown device 'tpu'" in record.message
    assert "\n" not in record.message
    assert not any(runner.status(run).active for run in record.runs)
    runner.cancel_group(group)


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
def test_what_is_no_group_is_refused(runner, small, count, changes, message):
    plan = GroupPlan("compare", (small(),) * count, ("x",) * count, "cpu", 10)
    with pytest.raises(SettingsError, match=message):
        runner.submit_group(dataclasses.replace(plan, **changes))


def test_runs_that_are_too_large_together_are_refused(runner, small, monkeypatch):
    monkeypatch.setattr(group_runner, "GROUP_BYTES", 5_000_000)
    with pytest.raises(SettingsError, match=r"would take \d+ MB together; accepted are 5 MB"):
        runner.submit_group(GroupPlan("compare", (small(),) * 4, tuple("abcd"), "cpu", 10))


def test_the_largest_sweep_of_the_defaults_is_accepted():
    from gan_core.recipes.toy import TOY_PRESETS, toy_preset

    presets = [toy_preset(name).settings() for name in list(TOY_PRESETS)[:8]]
    group_runner.check_group(GroupPlan("sweep", tuple(presets * 10), ("",) * 80, "cpu", 100))


def test_groups_of_a_dead_app_are_stopped_when_the_next_one_starts(tmp_path, small):
    store = RunStore(tmp_path)
    store.create_group("g", ["r"], GroupPlan("sweep", (small(),), ("ns",), "cpu", 100))
    store.groups.update("g", state="running", pid=2**22 - 3)
    store.update("r", state="running", pid=2**22 - 3)
    LocalRunner(store)
    assert store.groups.get("g").state == store.get("r").state == "stopped"
    store.close()
