"""The run store under many processes, and under kills in mid-write."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gan_core.runs.opening import open_store
from gan_core.runs.store import RunStore
from gan_core.settings.toy import ToySettings

ROOT = Path(__file__).resolve().parents[3]
WRITES = 150


def write_run(folder, run):
    store = RunStore(folder)
    store.create(run, ToySettings(), steps=None, device="cpu")
    for step in range(WRITES):
        store.add_report(run, {"step": step})
        store.add_frame(run, step, b"y" * 20_000, milestone=False)
        store.set_live(run, b"z" * 20_000)
        store.update(run, step=step)
    store.close()


def test_two_processes_write_while_one_reads(store):
    spawn = multiprocessing.get_context("spawn")
    names = ("first", "second")
    writers = [spawn.Process(target=write_run, args=(store.folder, name)) for name in names]
    for writer in writers:
        writer.start()
    seen = dict.fromkeys(names, -1)
    slowest = 0.0
    while any(writer.is_alive() for writer in writers):
        for record in store.runs():
            before = time.monotonic()
            steps = [report["step"] for report in store.reports(record.id)]
            frame = store.live(record.id)
            slowest = max(slowest, time.monotonic() - before)
            # What was once seen stays, and nothing is seen half.
            assert steps == list(range(len(steps)))
            assert len(steps) - 1 >= seen[record.id]
            seen[record.id] = len(steps) - 1
            assert frame is None or len(frame.content) == 20_000
        time.sleep(0.005)
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    for name in names:
        assert len(store.reports(name)) == len(store.frame_steps(name)) == WRITES
        assert store.live(name).sequence == WRITES
        assert store.get(name).step == WRITES - 1
    # Readers are not held up by writers (WAL); a second is the slack of a busy machine.
    assert slowest < 1


KILLED = """
import sys
from pathlib import Path
from gan_core.runs.store import RunStore
from gan_core.settings.toy import ToySettings

store = RunStore(Path(sys.argv[1]))
store.create("run", ToySettings(), steps=None, device="cpu")
step = 0
while True:
    store.add_report("run", {"step": step})
    store.add_frame("run", step, b"f" * 50_000, milestone=False)
    store.update("run", step=step)
    print(step, flush=True)
    step += 1
"""


@pytest.mark.parametrize("after", [1, 7, 40])
def test_a_kill_in_mid_write_loses_nothing_committed(tmp_path, after):
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        told = [int(process.stdout.readline()) for _ in range(after)]
        process.send_signal(signal.SIGKILL)
        told += [int(line) for line in process.stdout.read().splitlines()]
    store, notice = open_store(tmp_path)
    assert notice == ""
    steps = [report["step"] for report in store.reports("run")]
    assert steps[: len(told)] == told
    assert len(steps) <= len(told) + 1
    assert len(store.frame_steps("run")) in (len(steps), len(steps) - 1)
    assert all(len(frame) == 50_000 for frame in store.frames("run", steps))
    store.create("new", ToySettings(), steps=None, device="cpu")
    store.close()
