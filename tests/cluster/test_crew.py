"""Runs and comparisons on a real scheduler with two worker processes."""

import time

import numpy as np
import torch

from gan_core.runs.groups import GroupPlan
from gan_core.storage.serialization import load_state
from gan_core.training.toy.trainer import ToyTrainer
from tests.crew.waiting import wait_for


def test_runs_train_on_both_workers_and_equal_runs_here(bench):
    runs = [bench.runner.submit(bench.small(seed=seed), device="cpu") for seed in range(4)]
    for run in runs:
        bench.watch(run)
        bench.wait_steps(run, 60)
    holders = {id(bench.runner.crew.places[run].process) for run in runs}
    assert len(holders) == 2
    first = bench.store.live(runs[0]).sequence
    wait_for(lambda: bench.store.live(runs[0], after=first + 2), "new pictures")
    for run in runs:
        bench.runner.pause(run)
    for seed, run in enumerate(runs):
        assert bench.record(run).state == "paused"
        arrays, facts = load_state(bench.store.checkpoint_path(run))
        assert facts["steps_done"] == bench.record(run).step
        alone = ToyTrainer(bench.small(seed=seed), device=torch.device("cpu"))
        for _ in range(facts["steps_done"]):
            alone.step()
        expected, _facts = alone.state()
        assert all(np.array_equal(arrays[name], expected[name]) for name in expected)
        wait_for(
            lambda run=run, step=facts["steps_done"]: bench.picture(run)[0]["step"] == step,
            "the picture of that step",
        )
        steps = [row["step"] for row in bench.store.reports(run)]
        assert steps[0] == 0
        assert steps[-1] == facts["steps_done"]


def test_pausing_stepping_and_changing_take_effect_at_once(bench):
    run = bench.running()
    asked = time.monotonic()
    bench.runner.pause(run)
    # The promise is two seconds, in the middle of a task; nothing waits for the task's end.
    assert time.monotonic() - asked < 2
    stood = bench.record(run)
    assert stood.state == "paused"
    bench.runner.change(run, lr_d=1e-3)
    bench.runner.step(run, "both")
    record = bench.record(run)
    assert (record.state, record.step) == ("paused", stood.step + 1)
    assert record.changes == [{"step": stood.step, "lr_d": 1e-3}]
    bench.runner.resume(run)
    bench.wait_steps(run, record.step + 20)


def test_a_stopped_run_resumes_from_its_checkpoint(bench):
    run = bench.running()
    asked = time.monotonic()
    bench.put_down(run)
    assert time.monotonic() - asked < 2
    saved = bench.record(run)
    assert saved.state == "stopped"
    assert saved.saved == saved.step
    bench.runner.resume(run)
    bench.wait_steps(run, saved.step + 20)
    assert bench.record(run).message == ""


def test_a_comparison_trains_in_lockstep(bench):
    plan = GroupPlan("compare", (bench.small(), bench.small(seed=1)), ("a", "b"), "cpu", 150)
    group = bench.runner.submit_group(plan)
    bench.runner.watch(group, seconds=60)
    wait_for(lambda: bench.runner.group_status(group).state == "finished", "the end")
    record = bench.runner.group_status(group)
    assert [bench.record(run).step for run in record.runs] == [150, 150]
    assert bench.store.reports(record.runs[0])[-1]["step"] == 150
    assert len(bench.store.groups.live_frames(group)) == 2
    wait_for(lambda: bench.store.checkpoint_path(group).exists(), "the checkpoint")


def test_a_run_that_diverges_fails_alone(bench):
    good = bench.running()
    bad = bench.runner.submit(
        bench.small(loss="lsgan", optimizer="sgd", momentum=0.9, lr=1.0), device="cpu"
    )
    record = bench.wait_state(bad, "failed")
    assert "NaN or infinite" in record.message
    assert bench.record(good).state == "running"
