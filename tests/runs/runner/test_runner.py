"""The local runner with real worker processes: steering runs."""

import contextlib
import os
import time

import numpy as np
import psutil
import pytest

from gan_core.runs.runner import RunnerError
from gan_core.settings.base import SettingsError
from gan_core.storage.serialization import load_state
from tests.runs.waiting import wait_for


def test_a_submitted_run_gets_ready_with_a_picture_at_step_0(bench):
    run = bench.ready()
    record = bench.record(run)
    assert (record.state, record.step, record.device, record.message) == ("ready", 0, "cpu", "")
    report, arrays = bench.picture(run)
    assert report["step"] == 0
    assert arrays["points"].shape == (1000, 2)
    assert bench.store.frame_steps(run) == [0]
    assert [report["step"] for report in bench.store.reports(run)] == [0]
    assert psutil.pid_exists(record.pid)
    assert record.pid != os.getpid()


def test_a_worker_says_what_the_machine_has(bench):
    bench.ready()
    hello = bench.runner.hello()
    assert hello["devices"][-1]["name"] == "cpu"
    assert hello["devices"][-1]["label"].startswith("CPU")
    assert hello["torch"].startswith("2.")


def test_resuming_makes_steps_and_pictures(bench):
    run = bench.running()
    assert bench.record(run).state == "running"
    first = bench.store.live(run).sequence
    wait_for(lambda: bench.store.live(run, after=first + 2), "new pictures")
    before = bench.record(run).step
    bench.wait_steps(run, before + 50)
    assert bench.record(run).seconds > 0


def test_pausing_takes_no_longer_than_a_glance_and_holds(bench):
    run = bench.running()
    asked = time.monotonic()
    bench.runner.pause(run)
    # The promise is 0.3 s. pause() returns once the worker has answered, so this is the whole
    # way; the best of a few tries is taken because other work may hold both cores meanwhile.
    took = [time.monotonic() - asked]
    stood = bench.record(run)
    assert stood.state == "paused"
    assert bench.picture(run)[0]["step"] == stood.step
    time.sleep(0.3)
    assert bench.record(run).step == stood.step
    for _ in range(3):
        if min(took) < 0.3:
            break
        bench.runner.resume(run)
        bench.wait_steps(run, bench.record(run).step + 20)
        asked = time.monotonic()
        bench.runner.pause(run)
        took.append(time.monotonic() - asked)
    assert min(took) < 0.3
    assert load_state(bench.store.checkpoint_path(run))[1]["steps_done"] >= stood.step


def test_a_paused_run_goes_on(bench):
    run = bench.running()
    bench.runner.pause(run)
    stood = bench.record(run).step
    bench.runner.resume(run)
    bench.wait_steps(run, stood + 20)
    assert bench.record(run).state == "running"


@pytest.mark.parametrize("part", ["discriminator", "generator", "both"])
def test_a_single_step_moves_exactly_its_part(bench, part):
    run = bench.ready()
    _, before = bench.picture(run)
    bench.runner.step(run, part)
    record = bench.record(run)
    _, after = bench.picture(run)
    assert (record.state, record.step) == ("paused", int(part == "both"))
    assert np.array_equal(before["points"], after["points"]) == (part == "discriminator")
    assert np.array_equal(before["field"], after["field"]) == (part == "generator")


def test_single_steps_count(bench):
    run = bench.running()
    bench.runner.pause(run)
    stood = bench.record(run).step
    for count in range(1, 4):
        bench.runner.step(run, "both")
        assert bench.record(run).step == stood + count
    assert bench.picture(run)[0]["step"] == stood + 3


def test_a_change_is_recorded_at_its_step(bench):
    run = bench.running()
    bench.runner.pause(run)
    stood = bench.record(run).step
    bench.runner.change(run, lr_d=1e-3, n_critic=2)
    assert bench.record(run).changes == [{"step": stood, "lr_d": 1e-3, "n_critic": 2}]
    bench.runner.step(run, "both")
    assert bench.record(run).state == "paused"


@pytest.mark.parametrize("changes", [{"lr_d": 5.0}, {"loss": "ns"}])
def test_a_change_that_is_refused_does_not_end_the_run(bench, changes):
    run = bench.running()
    with contextlib.suppress(SettingsError, RunnerError):
        bench.runner.change(run, **changes)
    stood = bench.record(run)
    assert stood.state == "running"
    assert stood.changes == []
    bench.wait_steps(run, stood.step + 20)


def test_slow_motion_and_back(bench):
    run = bench.running()
    bench.runner.set_pace(run, delay=0.02, slow=True)
    captions = set()

    def all_parts():
        captions.add(bench.store.live(run).caption)
        return captions >= {"batch", "discriminator", "generator"}

    wait_for(all_parts, "all captions")
    before = bench.record(run).step
    bench.wait_steps(run, before + 2)
    bench.runner.set_pace(run, delay=0, slow=False)
    bench.wait_steps(run, before + 50)


def test_a_slow_pace_is_kept(bench):
    run = bench.ready()
    bench.runner.set_pace(run, delay=0.05, slow=False)
    bench.runner.resume(run)
    begun = time.monotonic()
    bench.wait_steps(run, 8)
    # A busy machine makes it slower, never quicker.
    assert time.monotonic() - begun > 7 * 0.05
    asked = time.monotonic()
    bench.runner.pause(run)
    assert time.monotonic() - asked < 1
