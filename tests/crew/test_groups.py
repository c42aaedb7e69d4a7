"""Groups in a real crew: steering, dying, resuming, and the laboratory beside them."""

import os
import signal

import pytest

from gan_core.crew.runner import RunnerError
from gan_core.runs.checkpoints import load_group
from gan_core.runs.groups import GroupPlan
from tests.crew.waiting import wait_for


@pytest.fixture
def submit(bench):
    """A new group that trains."""

    def make(*changes, kind="sweep", steps=100_000, until=10):
        settings = tuple(bench.small(**each) for each in changes or ({}, {"seed": 1}))
        labels = tuple(f"label {i}" for i in range(len(settings)))
        group = bench.runner.submit_group(GroupPlan(kind, settings, labels, "cpu", steps))
        wait_for(lambda: bench.runner.group_status(group).step >= until, "steps")
        return group

    return make


def test_a_group_runs_pauses_stops_and_resumes(bench, submit):
    group, runner = submit(kind="compare"), bench.runner
    assert runner.group_status(group).state == "running"
    runner.pause(group)
    stood = runner.group_status(group)
    runs = [runner.status(run) for run in stood.runs]
    assert {(run.state, run.step) for run in runs} == {("paused", stood.step)}
    runner.resume(group)
    wait_for(lambda: runner.group_status(group).step > stood.step, "more steps")
    runner.stop(group)
    wait_for(lambda: runner.group_status(group).state == "stopped", "the group to be put down")
    stopped = runner.group_status(group)
    assert {runner.status(run).state for run in stopped.runs} == {"stopped"}
    states = load_group(runner.store.checkpoint(group))
    assert {facts["steps_done"] for _, facts in states.values()} == {stopped.step}
    runner.pause(group)
    runner.resume(group)
    wait_for(lambda: runner.group_status(group).step > stopped.step + 10, "more steps")


@pytest.mark.long
@pytest.mark.slow
def test_a_killed_process_loses_nothing_that_was_saved(bench, submit):
    group, runner = submit(), bench.runner
    runner.pause(group)
    saved = runner.group_status(group).step
    runner.resume(group)
    wait_for(lambda: runner.group_status(group).step >= saved + 20, "steps")
    pid = runner.group_status(group).pid
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: runner.group_status(group).pid not in (0, pid), "another process")
    wait_for(lambda: runner.group_status(group).state == "running", "the group to resume")
    assert runner.group_status(group).step >= saved
    assert {runner.status(run).state for run in runner.group_status(group).runs} == {"running"}


def test_the_laboratory_leaves_a_run_to_its_group_until_that_rests(bench, submit):
    group, runner = submit(), bench.runner
    run = runner.group_status(group).runs[0]
    for steer in (lambda: runner.resume(run), lambda: runner.step(run, "both")):
        with pytest.raises(RunnerError, match=r"^This run belongs to a comparison or sweep"):
            steer()
    runner.set_pace(run, delay=1, slow=False)
    assert runner.group_status(group).state == "running"
    assert not runner.crew.holds(run)
    bench.put_down(group)
    step = runner.status(run).step
    runner.resume(run)
    wait_for(lambda: runner.status(run).step > step, "the laboratory to train on")
    with pytest.raises(RunnerError, match="trains in the lab"):
        runner.resume(group)
    runner.stop(run)
    assert bench.wait_state(run, "stopped").step > step


def test_a_group_to_its_end_and_one_that_diverges(bench, submit):
    diverging = {"loss": "wgan-noclip", "optimizer": "sgd", "lr": 1.0}
    group, runner = submit({}, diverging, kind="compare", steps=60, until=1), bench.runner
    wait_for(lambda: runner.group_status(group).state == "finished", "the end")
    record = runner.group_status(group)
    assert [runner.status(run).state for run in record.runs] == ["finished", "failed"]
    assert runner.status(record.runs[0]).step == 60


def test_a_device_that_is_not_there_is_one_line(bench, small):
    runner = bench.runner
    group = runner.submit_group(GroupPlan("compare", (small(),) * 2, ("a", "b"), "tpu", 10))
    wait_for(lambda: runner.group_status(group).state == "failed", "the failure")
    record = runner.group_status(group)
    assert "unknown device 'tpu'" in record.message
    assert "\n" not in record.message
    assert not any(runner.status(run).active for run in record.runs)
