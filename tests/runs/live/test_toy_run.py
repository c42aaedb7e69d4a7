"""One run in this process: its timeline, its end, its checkpoint, and what may go wrong."""

import math

import pytest
import torch

from gan_core.runs.live import live_run, saver
from gan_core.runs.live.toy_run import ToyRun
from gan_core.storage import checkpoint_file
from gan_core.storage.serialization import load_state
from gan_core.training.toy.trainer import ToyTrainer
from tests.runs.advancing import advance, live


def test_a_new_run_is_ready_with_its_first_picture(submit, store):
    run = submit()
    record = store.get("run")
    assert (record.state, record.step, record.device, record.message) == ("ready", 0, "cpu", "")
    assert store.frame_steps("run", milestones=True) == [0]
    assert [report["step"] for report in store.reports("run")] == [0]
    report, arrays = live(run)
    assert report["step"] == 0
    assert {"field", "points", "gradients", "manifold", "hits"} == set(arrays)
    assert not store.checkpoint_path("run").exists()


def test_the_timeline_of_a_run(submit, store):
    run = submit(steps=300)
    run.resume()
    assert store.get("run").state == "running"
    advance(run, 300)
    assert store.get("run").state == "finished"
    assert not run.running
    # Milestones: ten pictures of the run and its start; metrics every hundred steps.
    assert store.frame_steps("run", milestones=True) == list(range(0, 301, 30))
    assert set(range(0, 301, run.interval)) <= set(store.frame_steps("run"))
    reports = store.reports("run")
    assert [report["step"] for report in reports] == [0, 100, 200, 300]
    assert all(math.isfinite(report["js"]) for report in reports)
    assert live(run)[0]["step"] == 300
    assert load_state(store.checkpoint_path("run"))[1]["steps_done"] == 300
    assert store.get("run").step == 300
    assert store.get("run").seconds > 0


def test_a_run_in_the_store_is_the_run_of_its_settings(submit, small, cpu):
    run = submit(steps=150)
    run.resume()
    advance(run, 150)
    plain = ToyTrainer(small(), device=cpu)
    for _ in range(150):
        plain.step()
    assert torch.equal(run.trainer.generator.flat, plain.generator.flat)


def test_a_run_that_does_not_end_on_a_hundred_reports_its_end(submit, store):
    run = submit(steps=130)
    run.resume()
    advance(run, 130)
    assert [report["step"] for report in store.reports("run")] == [0, 100, 130]
    assert store.frame_steps("run")[-1] == 130


def test_long_timelines_are_thinned(submit, store, monkeypatch):
    monkeypatch.setattr(live_run, "FRAMES_KEPT", 4)
    run = submit(steps=900)
    run.interval = 10
    run.resume()
    advance(run, 899)
    assert run.interval > 10
    assert store.get("run").interval == run.interval
    steps = store.frame_steps("run")
    milestones = set(range(0, 900, 90))
    assert set(store.frame_steps("run", milestones=True)) == milestones
    assert milestones <= set(steps)
    others = [step for step in steps if step not in milestones]
    assert all(step % run.interval == 0 for step in others)
    assert len(others) <= 5


def test_pausing_saves_and_stands_still(submit, store):
    run = submit()
    run.resume()
    advance(run, 7)
    run.pause()
    record = store.get("run")
    assert (record.state, record.step) == ("paused", 7)
    assert live(run)[0]["step"] == 7
    assert load_state(store.checkpoint_path("run"))[1]["steps_done"] == 7
    assert run.watch.elapsed() == run.watch.elapsed()


def test_a_closed_run_goes_on_from_where_it_was(submit, store):
    straight = submit("straight")
    straight.resume()
    advance(straight, 60)
    run = submit()
    run.resume()
    advance(run, 33)
    run.close()
    assert store.get("run").state == "stopped"
    again = ToyRun(store, "run")
    assert store.get("run").state == "paused"
    assert again.trainer.steps_done == 33
    assert again.watch.elapsed() == store.get("run").seconds > 0
    again.resume()
    advance(again, 27)
    assert torch.equal(again.trainer.generator.flat, straight.trainer.generator.flat)
    assert torch.equal(again.trainer.discriminator.flat, straight.trainer.discriminator.flat)


def test_metrics_after_the_last_checkpoint_are_forgotten(submit, store):
    run = submit()
    run.resume()
    advance(run, 120)
    run.save()
    run.change({"lr_d": 0.01})
    advance(run, 200)
    assert store.reports("run")[-1]["step"] == 300
    again = ToyRun(store, "run")  # as after a kill: nothing was closed
    assert again.trainer.steps_done == 120
    assert [report["step"] for report in store.reports("run")] == [0, 100]
    assert max(store.frame_steps("run")) <= 120


def test_changes_after_the_last_checkpoint_are_forgotten(submit, store):
    run = submit()
    run.change({"lr_g": 0.01})
    run.resume()
    advance(run, 5)
    run.save()
    advance(run, 5)
    run.change({"lr_d": 0.01})
    again = ToyRun(store, "run")
    assert again.trainer.settings.lr_d != 0.01
    assert store.get("run").changes == again.trainer.changes == [{"step": 0, "lr_g": 0.01}]


def test_a_run_killed_before_its_first_checkpoint_starts_with_an_empty_timeline(
    submit, store, monkeypatch
):
    monkeypatch.setattr(saver, "CHECKPOINT_SECONDS", 1e9)
    run = submit()
    run.resume()
    advance(run, 200)
    again = ToyRun(store, "run")
    assert again.trainer.steps_done == 0
    assert store.get("run").state == "ready"
    assert [report["step"] for report in store.reports("run")] == [0]
    assert store.frame_steps("run") == [0]


def test_live_changes_survive_a_restart(submit, store):
    run = submit()
    run.resume()
    advance(run, 3)
    run.change({"lr_d": 0.01, "epochs": 2})
    advance(run, 3)
    run.close()
    assert store.get("run").changes == [{"step": 3, "lr_d": 0.01, "epochs": 2}]
    again = ToyRun(store, "run")
    assert again.trainer.settings.lr_d == 0.01
    assert again.trainer.total_steps == 2 * 39


@pytest.mark.parametrize("slow", [False, True])
def test_divergence_ends_the_run_and_names_quantity_and_step(submit, store, slow):
    run = submit()
    run.resume()
    advance(run, 4)
    run.set_pace(delay=0, slow=slow)
    run.trainer.discriminator.flat[-1] = math.nan
    advance(run, 2)
    record = store.get("run")
    assert record.state == "failed"
    assert "D's loss" in record.message
    assert "step 4" in record.message
    assert not run.running
    assert live(run)[0]["step"] <= 4  # the last good picture, whichever was due
    run.close()
    assert store.get("run").state == "failed"
    assert not store.checkpoint_path("run").exists()


def test_a_full_disk_is_reported_and_the_run_goes_on(submit, store, monkeypatch):
    run = submit()
    run.resume()
    advance(run, 2)
    run.save()

    def refuse(*_, **__):
        raise OSError("No space left on device")

    monkeypatch.setattr(checkpoint_file, "save_state", refuse)
    advance(run, 2)
    run.pause()
    monkeypatch.undo()
    run.resume()
    assert "No space left" in store.get("run").message
    assert store.get("run").state == "running"
    assert load_state(store.checkpoint_path("run"))[1]["steps_done"] == 2
    advance(run, 1)
    run.pause()
    assert load_state(store.checkpoint_path("run"))[1]["steps_done"] == 5


def test_checkpoints_come_by_themselves(submit, store, monkeypatch):
    monkeypatch.setattr(saver, "CHECKPOINT_SECONDS", 0)
    monkeypatch.setattr(saver, "CHECKPOINT_SHARE", 0)
    run = submit()
    run.resume()
    advance(run, 3)
    assert load_state(store.checkpoint_path("run"))[1]["steps_done"] == 3


def test_a_finished_run_stays_finished(submit, store):
    run = submit(steps=3)
    run.resume()
    advance(run, 3)
    run.resume()
    assert store.get("run").state == "finished"
    run.close()
    assert store.get("run").state == "finished"
    again = ToyRun(store, "run")
    again.resume()
    assert again.trainer.steps_done == 3
    assert store.get("run").state == "finished"


def test_more_epochs_wake_a_finished_run(submit, store):
    run = submit(steps=3)
    run.resume()
    advance(run, 3)
    run.change({"epochs": 1})
    run.resume()
    assert store.get("run").state == "running"
    advance(run, 36)
    assert (store.get("run").state, store.get("run").step) == ("finished", 39)


@pytest.mark.parametrize("how", ["step", "pause in slow motion"])
def test_a_run_brought_to_its_end_by_hand_is_finished(submit, store, how):
    run = submit(steps=3)
    run.resume()
    advance(run, 2)
    if how == "step":
        run.step("both")
    else:
        run.set_pace(delay=0, slow=True)
        run.advance()
        run.pause()
    assert run.trainer.steps_done == 3
    assert store.get("run").state == "finished"


def test_a_run_deleted_under_its_worker_closes_quietly(submit, store):
    run = submit()
    run.resume()
    advance(run, 2)
    store.delete("run")
    run.close()
    assert store.runs() == []
