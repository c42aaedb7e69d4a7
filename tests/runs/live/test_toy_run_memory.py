"""Out of GPU memory, a run goes on on the CPU."""

from types import SimpleNamespace

import pytest
import torch

from gan_core.runs.live import live_run, toy_run
from gan_core.runs.live.toy_run import ToyRun


def advance(run, steps):
    for _ in range(steps):
        run.advance()


def test_falling_back_to_the_cpu_changes_only_the_device(submit, store):
    straight = submit("straight")
    straight.change({"lr_g": 1e-3})
    straight.resume()
    advance(straight, 60)
    run = submit()
    run.change({"lr_g": 1e-3})
    run.resume()
    advance(run, 20)
    run.fall_back_to_cpu()
    assert "Out of GPU memory" in store.get("run").message
    assert store.get("run").device == "cpu"
    assert run.trainer.total_steps == 1000
    assert run.trainer.settings.lr_g == 1e-3
    advance(run, 40)
    assert torch.equal(run.trainer.generator.flat, straight.trainer.generator.flat)


def test_out_of_memory_in_a_step_falls_back(submit, store, monkeypatch):
    run = submit()
    run.resume()
    advance(run, 5)

    def out_of_memory():
        raise torch.OutOfMemoryError("CUDA out of memory")

    broken = run.trainer
    monkeypatch.setattr(broken, "step", out_of_memory)
    monkeypatch.setattr(broken, "device", SimpleNamespace(type="cuda"))
    run.advance()
    assert run.trainer is not broken
    assert run.trainer.device.type == "cpu"
    advance(run, 5)
    record = store.get("run")
    assert (run.trainer.steps_done, record.state) == (10, "running")
    assert "continues on the CPU" in record.message


def test_out_of_memory_in_a_picture_of_slow_motion_falls_back(submit, monkeypatch):
    run = submit()
    run.set_pace(delay=0, slow=True)
    run.resume()
    broken = run.trainer
    publish = run.publish

    def out_of_memory():
        monkeypatch.setattr(run, "publish", publish)
        monkeypatch.setattr(broken, "device", SimpleNamespace(type="cuda"))
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(run, "publish", out_of_memory)
    run.advance()
    monkeypatch.undo()
    assert run.trainer is not broken
    # The half step was the lost trainer's: the new one begins it again.
    advance(run, 4)
    assert run.trainer.steps_done == 1
    assert broken.steps_done == 0


def test_out_of_memory_while_building_falls_back(store, small, monkeypatch):
    store.create("run", small(), steps=10, device="cpu")
    monkeypatch.setattr(live_run, "resolve_device", lambda _: torch.device("meta"))
    build = toy_run.ToyTrainer

    def trainer(settings, *, device, steps):
        if device.type == "meta":
            raise torch.OutOfMemoryError("CUDA out of memory")
        return build(settings, device=device, steps=steps)

    monkeypatch.setattr(toy_run, "ToyTrainer", trainer)
    run = ToyRun(store, "run")
    assert (run.trainer.device.type, run.trainer.total_steps) == ("cpu", 10)
    assert "Out of GPU memory" in store.get("run").message
    assert (store.get("run").device, store.get("run").state) == ("cpu", "ready")


def test_out_of_memory_on_the_cpu_is_an_error(submit, monkeypatch):
    run = submit()
    run.resume()

    def out_of_memory():
        raise torch.OutOfMemoryError("no memory")

    monkeypatch.setattr(run.trainer, "step", out_of_memory)
    with pytest.raises(torch.OutOfMemoryError):
        run.advance()
