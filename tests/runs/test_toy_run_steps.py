"""Single steps and slow motion of a run in this process."""

import math

import numpy as np
import pytest
import torch

from gan_core.storage.serialization import load_state
from tests.runs.advancing import advance, live


@pytest.mark.parametrize("part", ["discriminator", "generator", "both"])
def test_single_steps(submit, store, part):
    run = submit()
    _, before = live(run)
    flats = run.trainer.generator.flat.clone(), run.trainer.discriminator.flat.clone()
    run.step(part)
    _, after = live(run)
    moved_g = not torch.equal(run.trainer.generator.flat, flats[0])
    moved_d = not torch.equal(run.trainer.discriminator.flat, flats[1])
    assert (moved_d, moved_g) == (part != "generator", part != "discriminator")
    assert np.array_equal(before["points"], after["points"]) != moved_g
    assert np.array_equal(before["field"], after["field"]) != moved_d
    record = store.get("run")
    assert (record.state, record.step) == ("paused", int(part == "both"))
    moves = [change.get("move") for change in record.changes]
    assert moves == ([] if part == "both" else [part])


def test_the_picture_of_a_single_step_says_what_changed_until_the_run_goes_on(submit, store):
    run = submit()
    _, start = live(run)
    run.step("discriminator")
    report, arrays = live(run)
    told = report["moved"]
    assert (told["part"], told["updates_d"], told["updates_g"]) == ("discriminator", 1, 0)
    before = arrays["field"] - arrays["field_change"]
    assert before == pytest.approx(start["field"], abs=1e-4 * np.ptp(start["field"]))
    run.step("generator")
    report, arrays = live(run)
    assert report["moved"]["updates"] == 2
    before = arrays["points"] - arrays["points_change"]
    assert before == pytest.approx(start["points"], abs=1e-4 * np.ptp(start["points"]))
    assert all("moved" not in row for row in store.reports("run"))
    run.resume()
    advance(run, 1)
    run.publish()
    assert "moved" not in live(run)[0]


def test_a_single_step_pauses_a_running_run(submit, store):
    run = submit()
    run.resume()
    advance(run, 5)
    run.step("both")
    assert not run.running
    assert (store.get("run").state, store.get("run").step) == ("paused", 6)


def test_slow_motion_shows_the_parts_of_a_step(submit, store):
    run = submit(n_critic=2)
    run.set_pace(delay=0, slow=True)
    run.resume()
    captions, steps = [], []
    for _ in range(9):
        run.advance()
        captions.append(store.live("run").caption)
        steps.append(run.trainer.steps_done)
    parts = ["batch", "discriminator", "discriminator", "generator"]
    assert captions == [*parts, *parts, "batch"]
    # A step is counted when the next one begins.
    assert steps == [0] * 4 + [1] * 4 + [2]


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_pausing_slow_motion_finishes_the_step(submit, store, parts):
    run = submit()
    run.set_pace(delay=0, slow=True)
    run.resume()
    advance(run, parts)
    run.pause()
    plain = submit("plain")
    plain.step("both")
    assert store.get("run").step == 1
    assert load_state(store.checkpoint_path("run"))[1]["steps_done"] == 1
    assert torch.equal(run.trainer.generator.flat, plain.trainer.generator.flat)
    assert torch.equal(run.trainer.discriminator.flat, plain.trainer.discriminator.flat)


def test_leaving_slow_motion_finishes_the_step(submit, store):
    run = submit()
    run.resume()
    run.set_pace(delay=0.1, slow=True)
    advance(run, 2)
    run.set_pace(delay=0, slow=False)
    assert (run.trainer.steps_done, run.phases, run.caption) == (1, None, "")
    advance(run, 1)
    run.publish()
    assert (run.trainer.steps_done, store.live("run").caption) == (2, "")


@pytest.mark.parametrize("part", ["discriminator", "both"])
def test_divergence_in_a_single_step(submit, store, part):
    run = submit()
    run.trainer.discriminator.flat[-1] = math.nan
    run.step(part)
    assert store.get("run").state == "failed"
    assert "D's loss" in store.get("run").message
