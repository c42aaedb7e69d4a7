"""Many runs in one process: equal bits, fair shares, one run a visitor, deaths, leaving."""

import os
import signal
import time

import numpy as np
import pytest
import torch

from gan_core.crew import recovery, scheduler
from gan_core.crew.runner import OTHER
from gan_core.storage.serialization import load_state
from gan_core.training.toy.trainer import ToyTrainer
from tests.crew.waiting import wait_for


def test_a_run_sliced_among_others_equals_the_run_alone(bench):
    runs = [bench.runner.submit(bench.small(seed=seed), device="cpu") for seed in range(6)]
    for run in runs:
        bench.watch(run)
    for run in runs:
        bench.wait_steps(run, 60)
        bench.runner.pause(run)
    for seed, run in enumerate(runs):
        arrays, facts = load_state(bench.store.checkpoint_path(run))
        alone = ToyTrainer(bench.small(seed=seed), device=torch.device("cpu"))
        for _ in range(facts["steps_done"]):
            alone.step()
        expected, _facts = alone.state()
        assert all(np.array_equal(arrays[name], expected[name]) for name in expected)


@pytest.mark.long
@pytest.mark.slow
def test_shares_are_fair(bench):
    runs = [bench.runner.submit(bench.small(seed=seed), device="cpu") for seed in range(5)]
    for run in runs:
        bench.wait_steps(run, 1)
    bench.watch(runs[0])
    before = {run: bench.record(run).step for run in runs}
    time.sleep(5)
    for run in runs:
        bench.runner.pause(run)
    made = [bench.record(run).step - before[run] for run in runs]
    assert max(made) / min(made) < 1.5


def test_a_second_run_of_a_visitor_puts_the_first_to_rest(bench):
    first = bench.runner.submit(bench.small(), device="cpu", owner="ann")
    other = bench.runner.submit(bench.small(), device="cpu", owner="bob")
    bench.wait_steps(first, 5)
    second = bench.runner.submit(bench.small(seed=1), device="cpu", owner="ann")
    bench.wait_steps(second, 5)
    assert bench.wait_state(first, "stopped").message == OTHER
    assert bench.record(other).state == "running"


@pytest.mark.slow
def test_a_killed_process_loses_no_run(bench):
    runs = [bench.runner.submit(bench.small(seed=seed), device="cpu") for seed in range(3)]
    for run in runs:
        bench.wait_steps(run, 30)
    resting = runs.pop()
    bench.runner.pause(resting)
    saved = bench.record(resting).step
    pid = bench.record(runs[0]).pid
    os.kill(pid, signal.SIGKILL)
    for run in runs:
        wait_for(lambda run=run: bench.record(run).pid not in (0, pid), "another process")
        record = bench.wait_state(run, "running")
        assert "training resumed from step" in record.message
        bench.wait_steps(run, record.step + 20)
    assert bench.wait_state(resting, "stopped").step == saved


@pytest.mark.long
@pytest.mark.slow
def test_what_ends_two_processes_is_put_aside(bench, monkeypatch):
    run = bench.running()
    bench.store.update(run, strikes=recovery.STRIKES - 1)
    process = bench.runner.crew.places[run].process
    wait_for(lambda: process.turn == run, "its turn")
    process.turn_path.write_text(run)
    monkeypatch.setattr(type(process), "turn", run)
    os.kill(process.process.pid, signal.SIGKILL)
    record = bench.wait_state(run, "failed")
    assert record.message.startswith("Put aside: 2 training processes ended")
    wait_for(lambda: bench.runner.crew.members, "a new process")
    bench.running()


def test_a_run_goes_on_for_a_while_when_its_tab_closes(bench, monkeypatch):
    monkeypatch.setattr(scheduler, "LEAVE_SECONDS", 0.5)
    kept, left = bench.running(), bench.running()
    bench.runner.leave(kept)
    bench.runner.leave(left)
    bench.runner.stay(kept)
    assert bench.wait_state(left, "stopped").message == scheduler.LEFT
    assert bench.record(kept).state == "running"


def test_a_full_crew_queues_and_starts_by_itself(bench, monkeypatch):
    first = bench.running()
    monkeypatch.setattr(bench.runner.crew, "budget", 1)
    second = bench.runner.submit(bench.small(seed=1), device="cpu")
    third = bench.runner.submit(bench.small(seed=2), device="cpu")
    time.sleep(0.7)
    assert bench.record(second).state == bench.record(third).state == "queued"
    assert (bench.runner.place(second), bench.runner.place(third)) == (1, 2)
    bench.runner.pause(third)
    assert bench.record(third).state == "stopped"
    # One that rests makes room, and keeps what it has.
    bench.runner.pause(first)
    bench.wait_steps(second, 5)
    record = bench.wait_state(first, "stopped")
    assert record.message == scheduler.ROOM
    assert load_state(bench.store.checkpoint_path(first))[1]["steps_done"] == record.step


def test_starting_twice_is_one_start(bench, monkeypatch):
    monkeypatch.setattr(bench.runner.scheduler, "_admit", lambda: None)
    run = bench.runner.submit(bench.small(), device="cpu")
    bench.runner.resume(run)
    assert bench.runner.place(run) == 1
    monkeypatch.undo()
    bench.wait_steps(run, 5)
    assert bench.record(run).epoch == 1


@pytest.mark.slow
def test_who_was_put_aside_once_and_resumed_is_not_guilty_of_others_deaths(bench):
    run = bench.running()
    bench.store.update(run, strikes=recovery.STRIKES)
    bench.runner.scheduler.recovery.recover(run, grouped=False, guilty=False)
    assert bench.record(run).state == "queued"
    bench.put_down(run)


def test_a_run_that_was_saved_since_has_one_strike_again(bench):
    runner, run = bench.runner, bench.running()
    path = bench.store.checkpoint_path(run)

    def strike(saved_at):
        path.parent.mkdir(exist_ok=True)
        path.touch()
        os.utime(path, ns=(saved_at, saved_at))
        bench.store.update(run, strikes=runner.scheduler.recovery._strike(bench.record(run)))
        return bench.record(run).strikes

    bench.put_down(run)
    assert [strike(10), strike(20), strike(20)] == [1, 1, 2]
    assert [strike(30 + n) for n in range(7)] == [1, 1, 1, 1, 1, 1, 10]
