"""One run in a real crew: steering, slow motion, ends, and what is refused."""

import contextlib
import os
import time

import numpy as np
import psutil
import pytest

from gan_core.crew.runner import RunnerError
from gan_core.settings.base import SettingsError
from gan_core.storage.serialization import load_state
from tests.crew.waiting import wait_for


def test_an_opened_run_has_a_picture_at_step_0(bench):
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


def test_the_crew_says_what_the_machine_has(bench):
    hello = bench.runner.hello()
    assert hello["devices"][-1]["name"] == "cpu"
    assert hello["devices"][-1]["label"].startswith("CPU")
    assert hello["torch"].startswith("2.")


def test_a_submitted_run_trains_and_publishes_while_it_is_watched(bench):
    run = bench.running()
    assert bench.record(run).state == "running"
    first = bench.store.live(run).sequence
    wait_for(lambda: bench.store.live(run, after=first + 2), "new pictures")
    before = bench.record(run).step
    bench.wait_steps(run, before + 50)
    assert bench.record(run).seconds > 0


def test_pausing_takes_no_longer_than_a_glance_and_holds(bench):
    run = bench.running()
    took = []
    # The promise is 0.3 s. pause() returns once the process has answered, so this is the whole
    # way; the best of a few tries is taken because other work may hold both cores meanwhile.
    for _ in range(4):
        asked = time.monotonic()
        bench.runner.pause(run)
        took.append(time.monotonic() - asked)
        stood = bench.record(run)
        assert stood.state == "paused"
        if min(took) < 0.3:
            break
        bench.runner.resume(run)
        bench.wait_steps(run, bench.record(run).step + 20)
    assert min(took) < 0.3
    wait_for(lambda: bench.picture(run)[0]["step"] == stood.step, "the picture of that step")
    time.sleep(0.3)
    assert bench.record(run).step == stood.step
    assert load_state(bench.store.checkpoint_path(run))[1]["steps_done"] >= stood.step
    bench.runner.resume(run)
    bench.wait_steps(run, stood.step + 20)
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


def test_a_run_ends_at_its_length_and_is_let_go(bench):
    run = bench.ready(epochs=1)
    bench.runner.resume(run)
    record = bench.wait_state(run, "finished")
    assert record.step == 39
    assert bench.store.reports(run)[-1]["step"] == 39
    wait_for(lambda: not bench.runner.crew.holds(run), "its place to be free")
    bench.runner.pause(run)
    assert bench.record(run).state == "finished"


def test_a_run_that_has_ended_resumes_when_its_end_is_put_off(bench):
    run = bench.runner.submit(bench.small(epochs=1), device="cpu")
    bench.wait_state(run, "finished")
    wait_for(lambda: not bench.runner.crew.holds(run), "its place to be free")
    bench.runner.reopen(run)
    bench.runner.set_pace(run, delay=0.0, slow=False)
    bench.runner.change(run, epochs=2)
    bench.runner.resume(run)
    wait_for(lambda: bench.record(run).step == 78, "the second epoch")


def test_a_diverging_run_fails_with_quantity_and_step_and_harms_no_other(bench):
    other = bench.running()
    run = bench.ready(loss="wgan-noclip", optimizer="sgd", lr=1.0)
    bench.runner.resume(run)
    record = bench.wait_state(run, "failed")
    assert any(name in record.message for name in ("D's loss", "G's loss", "D's output", "G's out"))
    assert f"step {record.step}" in record.message
    assert "\n" not in record.message
    assert bench.picture(run)[0]["step"] <= record.step
    bench.wait_steps(other, bench.record(other).step + 20)


def test_a_run_that_is_put_down_is_saved_and_resumes(bench):
    run = bench.running()
    bench.runner.stop(run, "for the test")
    stopped = bench.wait_state(run, "stopped")
    assert stopped.message == "for the test"
    assert load_state(bench.store.checkpoint_path(run))[1]["steps_done"] == stopped.step
    wait_for(lambda: not bench.runner.crew.holds(run), "its place to be free")
    assert bench.record(run).holder == ""
    bench.runner.resume(run)
    bench.wait_steps(run, stopped.step + 20)
    assert bench.record(run).message == ""


def test_a_device_that_is_not_there_fails_with_a_line(bench, small):
    run = bench.runner.submit(small(), device="tpu")
    record = bench.wait_state(run, "failed")
    assert "unknown device 'tpu'; accepted: auto, cpu, cuda, mps" in record.message
    assert "\n" not in record.message


def test_without_a_whole_checkpoint_a_run_fails_with_a_line_and_keeps_what_it_has(bench):
    run = bench.running()
    bench.put_down(run)
    for path in (bench.store.checkpoint(run).path, bench.store.checkpoint(run).previous):
        path.write_bytes(b"garbage" * 100)
    before = len(bench.store.reports(run))
    bench.runner.resume(run)
    record = bench.wait_state(run, "failed")
    assert "Training cannot resume: the newest checkpoint is damaged" in record.message
    assert str(bench.store.folder) not in record.message
    assert record.step > 0
    assert len(bench.store.reports(run)) == before
    assert bench.store.checkpoint_path(run).read_bytes() == b"garbage" * 100


def test_steering_what_is_not_held_is_no_error(bench):
    run = bench.running()
    bench.put_down(run)
    bench.runner.pause(run)
    bench.runner.change(run, lr_d=1e-3)
    bench.runner.set_pace(run, delay=1, slow=True)
    assert bench.record(run).state == "stopped"
    bench.runner.stop(run)
    bench.runner.leave("nobody")
