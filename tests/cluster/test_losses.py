"""Workers and schedulers that end while runs train."""

import pytest

from gan_core.crew.runner import RunnerError
from gan_core.runs.groups import GroupPlan
from tests.crew.waiting import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.long]


def test_runs_of_a_lost_worker_go_on_from_their_checkpoints_on_another(bench, dask):
    plan = GroupPlan("compare", (bench.small(), bench.small(seed=1)), ("a", "b"), "cpu", 10**6)
    group = bench.runner.submit_group(plan)
    wait_for(lambda: bench.runner.group_status(group).step > 20, "steps of the comparison")
    runs = [bench.runner.submit(bench.small(seed=seed), device="cpu") for seed in range(3)]
    for run in runs:
        bench.wait_steps(run, 20)
    wait_for(lambda: all(bench.record(run).saved > 0 for run in runs), "checkpoints")
    wait_for(lambda: bench.runner.group_status(group).saved > 0, "the checkpoint of the group")
    before = {run: bench.record(run) for run in runs}
    dask.workers[0].kill()
    lost = wait_for(
        lambda: [r for r in runs if bench.record(r).pid not in (0, before[r].pid)], "the others"
    )
    for run in lost:
        record = bench.wait_state(run, "running")
        assert "training resumed from step" in record.message
        told = record.message.split("step ")[-1].rstrip(".")
        assert before[run].saved <= int(told.replace(",", ""))
        bench.wait_steps(run, before[run].step + 20)
    assert len(lost) < 3
    step = bench.runner.group_status(group).step
    wait_for(lambda: bench.runner.group_status(group).step > step + 20, "the comparison")
    # Another worker takes the lost one's place.
    dask.add_worker()
    wait_for(lambda: sum(p.alive for p in bench.runner.crew.members) == 2, "a new worker")


def test_a_lost_scheduler_puts_runs_aside_and_they_resume_when_it_is_back(bench, dask):
    run = bench.running()
    wait_for(lambda: bench.record(run).saved > 0, "a checkpoint")
    dask.kill_scheduler()
    record = bench.wait_state(run, "stopped")
    assert record.message == bench.runner.trouble
    assert "does not answer: what trained there was put aside" in record.message
    with pytest.raises(RunnerError, match="does not answer"):
        bench.runner.resume(run)
    assert bench.record(run).state == "stopped"
    dask.start_scheduler()
    dask.add_worker()
    wait_for(lambda: not bench.runner.trouble, "the scheduler")
    bench.runner.resume(run)
    bench.wait_steps(run, record.saved + 20)


def test_a_worker_of_another_version_is_not_used(bench, dask, tmp_path):
    package = tmp_path / "gan_core"
    package.mkdir()
    package.joinpath("__init__.py").write_text(
        f"import pathlib\n__version__ = '0.0.1'\n__path__ = ['{dask.program / 'gan_core'}']\n"
    )
    dask.add_worker(PYTHONPATH=str(tmp_path))
    refused = bench.runner.crew.machines.refused
    told = wait_for(lambda: list(refused.values()), "the refusal")
    assert "has other versions (GAN Explorer 0.0.1 there" in told[0]
    assert not {member.address for member in bench.runner.crew.members} & set(refused)
    assert bench.running()


def test_a_worker_without_the_program_is_not_used(bench, dask, tmp_path):
    tmp_path.joinpath("gan_core.py").write_text("")
    refused = bench.runner.crew.machines.refused
    count = len(refused)
    dask.add_worker(PYTHONPATH=str(tmp_path))
    wait_for(lambda: len(refused) > count, "the refusal")
    assert any("cannot run GAN Explorer" in line for line in refused.values())
