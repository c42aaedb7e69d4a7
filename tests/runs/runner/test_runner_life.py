"""Runners and workers that come and go: too many, the app's death, the end of the input."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gan_core.runs.processes import WorkerProcess
from gan_core.runs.runner import LocalRunner, RunnerError
from gan_core.runs.store import RunStore, open_store
from gan_core.storage.serialization import load_state
from tests.runs.waiting import gone, wait_for

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
def test_too_many_runs_are_refused_in_one_line(tmp_path, small):
    store = RunStore(tmp_path)
    runner = LocalRunner(store, max_runs=1)
    untrained = runner.submit(small(), device="cpu")
    first = runner.submit(small(), device="cpu")
    # A run that nobody started makes room.
    assert [record.id for record in store.runs()] == [first] != [untrained]
    runner.resume(first)
    wait_for(lambda: runner.status(first).step > 0, "the first to train")
    with pytest.raises(RunnerError, match=r"^1 run.* 1 .*accepted; wait") as caught:
        runner.submit(small(), device="cpu")
    assert "\n" not in str(caught.value)
    assert [record.id for record in store.runs()] == [first]
    runner.cancel(first)
    store.delete(first)
    second = runner.submit(small(), device="cpu")
    wait_for(lambda: runner.status(second).state == "ready", "the next to be ready")
    pid = store.get(second).pid
    runner.close()
    assert gone(pid)
    assert store.runs() == []
    store.close()


def test_runs_of_a_dead_app_are_stopped_when_the_next_one_starts(tmp_path, small):
    store = RunStore(tmp_path)
    for name, pid in (("never started", 0), ("lost", 2**22 - 3), ("elsewhere", os.getpid())):
        store.create(name, small(), steps=None, device="cpu")
        store.update(name, state="running", pid=pid)
    store.create("done", small(), steps=None, device="cpu")
    store.update("done", state="finished")
    LocalRunner(store)
    states = {record.id: record.state for record in store.runs()}
    assert states == {
        "never started": "stopped",
        "lost": "stopped",
        "elsewhere": "running",
        "done": "finished",
    }
    store.close()


@pytest.mark.slow
def test_the_end_of_its_input_ends_a_worker(tmp_path, small):
    store = RunStore(tmp_path)
    store.create("run", small(), steps=None, device="cpu")
    worker = WorkerProcess(tmp_path)
    worker.send("run", "open")
    worker.send("run", "resume")
    wait_for(lambda: store.get("run").step >= 20, "steps")
    worker.process.stdin.close()
    assert worker.process.wait(2) == 0
    record = store.get("run")
    assert (record.state, record.pid) == ("stopped", 0)
    assert load_state(store.checkpoint_path("run"))[1]["steps_done"] == record.step
    worker.end()
    with pytest.raises(RunnerError, match="has ended"):
        worker.send("run", "resume")
    store.close()


APP = """
import sys, time
from pathlib import Path
from gan_core.runs.runner import LocalRunner
from gan_core.runs.store import RunStore
from gan_core.settings.toy import ToySettings

store = RunStore(Path(sys.argv[1]))
runner = LocalRunner(store)
small = ToySettings().replace(hidden=16, batch_size=64, samples_per_mode=100)
run = runner.submit(small, device="cpu")
runner.resume(run)
print(run, flush=True)
time.sleep(600)
"""


@pytest.mark.slow
def test_the_death_of_the_app_ends_its_workers(tmp_path):
    command = [sys.executable, "-c", APP, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as app:
        run = app.stdout.readline().strip()
        store, _ = open_store(tmp_path)
        wait_for(lambda: store.get(run).step >= 20, "steps")
        pid = store.get(run).pid
        app.kill()
    wait_for(lambda: gone(pid), "the worker's end")
    record = store.get(run)
    assert (record.state, record.pid) == ("stopped", 0)
    assert load_state(store.checkpoint_path(run))[1]["steps_done"] == record.step
    store.close()
