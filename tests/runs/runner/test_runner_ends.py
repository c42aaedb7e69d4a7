"""How runs end in real worker processes: finished, failed, replaced, cancelled, killed."""

import os
import signal
import time

import psutil
import pytest

from gan_core.runs.store import UnknownRunError
from gan_core.storage.serialization import load_state
from tests.runs.waiting import gone, wait_for


def test_a_run_ends_at_its_length(bench):
    run = bench.ready(epochs=1)
    bench.runner.resume(run)
    record = bench.wait_state(run, "finished")
    assert record.step == 39
    assert bench.store.reports(run)[-1]["step"] == 39
    bench.runner.pause(run)
    assert bench.record(run).state == "finished"


def test_a_diverging_run_fails_with_quantity_and_step(bench):
    run = bench.ready(loss="wgan-noclip", optimizer="sgd", lr=1.0)
    bench.runner.resume(run)
    record = bench.wait_state(run, "failed")
    assert any(name in record.message for name in ("D's loss", "G's loss", "D's output", "G's out"))
    assert f"step {record.step}" in record.message
    assert "\n" not in record.message
    assert bench.picture(run)[0]["step"] <= record.step
    # The worker lives on and takes the next run.
    assert bench.record(bench.ready()).state == "ready"


def test_replacing_deletes_an_empty_run_and_keeps_one_with_steps(bench):
    empty = bench.ready()
    pid = bench.pid(empty)
    stepped = bench.ready()
    assert bench.pid(stepped) == pid  # the same worker
    with pytest.raises(UnknownRunError):
        bench.record(empty)
    bench.runner.step(stepped, "both")
    bench.ready()
    record = bench.record(stepped)
    assert (record.state, record.step) == ("stopped", 1)


def test_cancelling_a_run_without_steps_deletes_it(bench):
    run, bench.held = bench.ready(), None
    pid = bench.pid(run)
    bench.runner.cancel(run)
    assert gone(pid)
    with pytest.raises(UnknownRunError):
        bench.record(run)
    bench.runner.cancel(run)
    bench.runner.pause("nobody")


@pytest.mark.slow
def test_cancelling_ends_the_process_and_the_run_can_go_on(bench):
    run, bench.held = bench.running(), None
    pid = bench.pid(run)
    asked = time.monotonic()
    bench.runner.cancel(run)
    took = time.monotonic() - asked
    assert took < 2
    assert gone(pid)
    stopped = bench.record(run)
    assert (stopped.state, stopped.pid) == ("stopped", 0)
    assert load_state(bench.store.checkpoint_path(run))[1]["steps_done"] == stopped.step

    bench.warm()
    bench.runner.resume(run)
    bench.held = run
    # resume() waits for the worker's answer, which a warm worker gives in well under 2 s.
    assert bench.record(run).state == "running"
    bench.wait_steps(run, stopped.step + 20)
    assert bench.pid(run) != pid
    assert bench.picture(run)[0]["step"] >= stopped.step


@pytest.mark.slow
def test_a_killed_worker_is_noticed_and_its_run_goes_on_from_the_checkpoint(bench):
    run, bench.held = bench.running(), None
    bench.runner.pause(run)
    saved = bench.record(run).step
    bench.runner.resume(run)
    bench.wait_steps(run, saved + 150)
    os.kill(bench.pid(run), signal.SIGKILL)
    record = bench.wait_state(run, "stopped")
    assert "ended unexpectedly" in record.message
    assert "\n" not in record.message
    assert record.pid == 0

    bench.runner.reopen(run)
    bench.held = run
    record = bench.wait_state(run, "paused")
    assert (record.step, record.message) == (saved, "")
    assert all(report["step"] <= saved for report in bench.store.reports(run))
    bench.runner.resume(run)
    bench.wait_steps(run, saved + 20)


@pytest.mark.slow
def test_steering_a_dead_worker_is_one_clear_error_or_a_new_worker(bench):
    run, bench.held = bench.running(), None
    process = psutil.Process(bench.pid(run))
    process.kill()
    wait_for(lambda: gone(process.pid), "the worker's end")
    bench.runner.pause(run)
    bench.runner.change(run, lr_d=1e-3)
    bench.runner.set_pace(run, delay=1, slow=True)
    assert bench.record(run).state == "stopped"
    bench.runner.cancel(run)
    assert bench.record(run).state in ("stopped", "failed")


def test_a_device_that_is_not_there_fails_with_a_line(bench, small):
    if bench.held is None:
        bench.ready()
    bench.held = bench.runner.replace(bench.held, small(), device="tpu")
    record = bench.wait_state(bench.held, "failed")
    assert "unknown device 'tpu'; accepted: auto, cpu, cuda, mps" in record.message
    assert "\n" not in record.message
    assert bench.record(bench.ready()).state == "ready"


@pytest.mark.slow
def test_a_damaged_checkpoint_fails_with_a_line_and_is_kept(bench):
    run = bench.running()
    bench.ready()
    path = bench.store.checkpoint_path(run)
    path.write_bytes(b"garbage" * 100)
    bench.warm()
    bench.runner.resume(run)
    record = bench.wait_state(run, "failed")
    assert "is no checkpoint of this program" in record.message
    assert path.read_bytes() == b"garbage" * 100
    bench.runner.cancel(run)
