"""A run in a thread: it is the run of its settings, obeys between updates, and ends when closed."""

import subprocess
import sys
import threading
import time

import pytest
import torch

from gan_core.notebook import training_thread
from gan_core.notebook.training_thread import RunFailedError
from gan_core.settings.base import SettingsError
from gan_core.training.toy.trainer import ToyTrainer

NAME = "gan_core.notebook"


def until(condition, seconds=20.0):
    """Wait for something that the thread does by itself."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, gan_core.notebook;"
        "assert not {'torch', 'numpy', 'anywidget', 'plotly', 'IPython'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_it_trains_as_the_library_does(training, small, cpu):
    run = training(steps=150)
    assert run.record.state == "ready"
    run.start()
    run.wait(60)
    assert run.record.state == "finished"
    plain = ToyTrainer(small(), device=cpu, steps=150)
    for _ in range(150):
        plain.step()
    assert torch.equal(run.trainer.generator.flat, plain.generator.flat)
    assert [row["step"] for row in run.reports()] == [0, 100, 150]


def test_start_returns_while_it_trains_and_pause_stops_it(training):
    run = training(steps=1_000_000)
    run.start()
    assert run.record.state == "running"
    until(lambda: run.trainer.steps_done >= 20)
    run.pause()
    step = run.trainer.steps_done
    assert (run.record.state, run.record.step) == ("paused", step)
    time.sleep(0.1)
    assert run.trainer.steps_done == step
    run.start()
    until(lambda: run.trainer.steps_done > step)


def test_single_updates_move_one_network(training):
    run = training()
    d, g = run.trainer.discriminator.flat.clone(), run.trainer.generator.flat.clone()
    run.step("discriminator")
    assert not torch.equal(run.trainer.discriminator.flat, d)
    assert torch.equal(run.trainer.generator.flat, g)
    assert run.record.state == "paused"


def test_what_cannot_change_is_raised_where_it_was_asked(training):
    run = training()
    run.change({"lr_g": 0.5})
    assert run.trainer.settings.lr_g == 0.5
    with pytest.raises(SettingsError, match="grid cannot change"):
        run.change({"grid": 3})
    assert run.record.state == "ready"


def test_a_run_that_diverges_says_so(training):
    run = training(loss="wgan-noclip", lr_d=1.0, lr_g=1.0, optimizer="sgd", steps=5000)
    run.start()
    with pytest.raises(RunFailedError, match="NaN or infinite"):
        run.wait(60)
    assert run.record.state == "failed"


def test_closing_ends_the_thread_and_keeps_the_numbers(training):
    before = [thread for thread in threading.enumerate() if thread.name == NAME]
    run = training(steps=1_000_000)
    run.start()
    until(lambda: run.trainer.steps_done >= 5)
    run.close()
    assert [thread for thread in threading.enumerate() if thread.name == NAME] == before
    assert run.record.state == "stopped"
    assert run.reports()
    assert run.picture()
    with pytest.raises(RunFailedError, match="closed"):
        run.start()
    run.close()


def test_a_run_whose_view_has_left_pauses(training, monkeypatch):
    monkeypatch.setattr(training_thread, "LONE_SECONDS", 0.05)
    run = training(steps=1_000_000)
    run.view_came()
    run.view_came()
    run.start()
    run.view_went()
    time.sleep(0.2)
    assert run.record.state == "running"
    run.view_went()
    until(lambda: run.record.state == "paused")


@pytest.mark.long
@pytest.mark.slow
def test_a_program_that_ends_while_a_run_trains_ends():
    code = (
        "from gan_core.notebook import live_run;"
        "run = live_run('quick');"
        "run.wait(0.3); print(run.state)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    )
    assert told.stdout == "running\n"
    assert not told.stderr


def test_live_pictures_take_a_bounded_share_of_the_time(training):
    run = training(steps=1_000_000)
    run.run.picture_seconds = 0.5
    run.view_came()
    run.start()
    until(lambda: run.run.live_seconds > 1)
