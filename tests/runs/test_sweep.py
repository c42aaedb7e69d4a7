"""Sweeps: same results whoever trains, stacked or alone."""

import contextlib
import copy
import multiprocessing
import sys

import psutil
import pytest
import torch
from distributed import LocalCluster

from gan_core.runs.sweep import SweepError, sweep
from gan_core.settings.toy import ToySettings
from gan_core.training.toy.sweep import plan_sweep, train_many
from tests.crew.waiting import gone, wait_for

SMALL = {"sigma": 0.5, "hidden": 16, "batch_size": 64, "samples_per_mode": 40}
CPU = torch.device("cpu")
SCORES = ("modes", "high_quality", "js", "swd", "d_min", "d_max")


@pytest.fixture(scope="module")
def settings():
    runs = [ToySettings().replace(**SMALL, seed=seed) for seed in range(3)]
    return [*runs, runs[1].replace(loss="ns"), runs[2].replace(loss="wgan-noclip", lr=1e-3)]


@pytest.fixture(scope="module")
def alone(settings):
    """Each run trained with no other beside it."""
    return [train_many([each], device=CPU, steps=100)[0] for each in settings]


def assert_same_results(results, alone):
    for result, expected in zip(results, alone, strict=True):
        assert result["config"] == expected["config"]
        assert result["steps"] == expected["steps"]
        assert result["diverged"] == expected["diverged"]
        if not result["diverged"]:
            for name in SCORES:
                assert result[name] == pytest.approx(expected[name], rel=0.02, abs=0.05), name


def test_stacked_and_alone(settings, alone):
    told = []
    results = train_many(settings, device=CPU, steps=100, progress=told.append)
    assert_same_results(results, alone)
    assert [result["replicas"] for result in results] == [4, 4, 4, 1, 4]
    assert sum(told) == 500
    assert all(result["seconds"] > 0 for result in results)


@pytest.mark.long
def test_worker_processes(settings, alone):
    told = []
    results = sweep(settings, device="cpu", steps=100, workers=2, progress=told.append)
    assert_same_results(results, alone)
    assert told == sorted(told)


@pytest.mark.long
def test_a_killed_worker_is_one_line(settings):
    others = set(multiprocessing.active_children())

    def kill_worker(steps):
        if steps:
            for worker in set(multiprocessing.active_children()) - others:
                worker.kill()

    with pytest.raises(SweepError, match="a worker process ended before its runs did"):
        sweep(settings[:2], device="cpu", steps=10**6, workers=2, progress=kill_worker)


def test_a_cluster(settings, alone):
    threads = torch.get_num_threads()
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, host="127.0.0.1", protocol="tcp",
        dashboard_address=None, worker_dashboard_address=None,
    ) as cluster:  # fmt: skip
        told = []
        results = sweep(
            settings,
            device="cpu",
            steps=100,
            scheduler=cluster.scheduler_address,
            progress=told.append,
        )
    # This cluster's worker lives in the test's own process.
    torch.set_num_threads(threads)
    assert_same_results(results, alone)
    assert told[-1] == 500


@pytest.mark.parametrize("alone_in_stack", [True, False])
def test_a_job_goes_on_from_what_was_kept_of_it(monkeypatch, settings, alone, alone_in_stack):
    chosen = [0] if alone_in_stack else [0, 1, 2]
    runs = [settings[place] for place in chosen]
    monkeypatch.setattr("gan_core.training.toy.sweep.KEEP_SECONDS", 0.0)
    kept, steps = [], 0

    def pause():
        nonlocal steps
        steps += 1
        if steps > 60:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        train_many(
            runs, device=CPU, steps=100, pause=pause, keep=lambda k: kept.append(copy.deepcopy(k))
        )
    told = []
    results = train_many(runs, device=CPU, steps=100, before=kept[-1], progress=told.append)
    assert sum(told) == 40 * len(runs)
    assert_same_results(results, [alone[place] for place in chosen])


def test_no_cluster_is_one_line(settings):
    with pytest.raises(SweepError, match=r"no Dask scheduler answers at tcp://127.0.0.1:9"):
        sweep(settings[:1], device="cpu", steps=1, scheduler="tcp://127.0.0.1:9")


def test_a_run_that_breaks_is_reported():
    settings = [ToySettings().replace(**SMALL, loss="lsgan", optimizer="sgd", momentum=0.9)]
    settings.append(settings[0].replace(lr=1.0, seed=1))
    results = train_many(settings, device=CPU, steps=300)
    assert [result["diverged"] for result in results] == [False, True]
    assert "no longer a finite number at step" in results[1]["message"]
    assert results[1]["steps"] < 300 == results[0]["steps"]


def test_every_worker_gets_some(settings):
    runs = [settings[0].replace(seed=seed) for seed in range(16)]
    assert [len(job) for job in plan_sweep(runs, device=CPU, workers=2)] == [8, 8]
    assert [len(job) for job in plan_sweep(runs, device=CPU, workers=1)] == [16]


def test_workers_end_with_the_program_that_started_them():
    command = [
        sys.executable, "-m", "gan_core", "sweep", "--presets", "ns", "--seeds", "0-1",
        "--steps", "1000000", "--workers", "1", "--device", "cpu", "--set", "hidden=8",
    ]  # fmt: skip
    program = psutil.Popen(command, start_new_session=True)
    try:
        wait_for(lambda: workers_of(program), "a worker")
        workers = workers_of(program)
    finally:
        program.kill()
        program.wait(10)
    for worker in workers:
        wait_for(lambda pid=worker.pid: gone(pid), "its end")


def workers_of(program):
    with contextlib.suppress(psutil.NoSuchProcess):
        children = program.children()
        return [child for child in children if "spawn_main" in " ".join(child.cmdline())]
    return []
