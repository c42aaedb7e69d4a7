"""Out of GPU memory, a run goes on on the CPU."""

from types import SimpleNamespace

import pytest
import torch

from gan_core.runs.groups import GroupPlan
from gan_core.runs.live import live_run, toy_run
from gan_core.runs.live.toy_group import ToyGroup
from gan_core.runs.live.toy_run import ToyRun
from gan_core.training.toy.graph_step import RECORD
from tests.cuda import CUDA, on_cuda


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


def ask_for_too_much():
    """Have a GPU refuse memory: twice of what it has."""
    whole = torch.cuda.get_device_properties(0).total_memory
    torch.empty(2 * whole, dtype=torch.uint8, device=CUDA)


@on_cuda
@pytest.mark.parametrize("recorded", ["0", "1"])
def test_a_gpu_without_memory_hands_its_run_to_the_cpu(store, small, monkeypatch, recorded):
    monkeypatch.setenv(RECORD, recorded)
    store.create("run", small(ema=0.9), steps=100, device="cuda")
    run = ToyRun(store, "run")
    assert run.trainer.device.type == CUDA.type
    run.resume()
    advance(run, 5)
    broken = run.trainer
    monkeypatch.setattr(broken, "step", ask_for_too_much)
    run.advance()
    assert run.trainer.device.type == "cpu"
    assert torch.equal(run.trainer.sampling_weights, broken.sampling_weights.cpu())
    advance(run, 5)
    assert run.trainer.steps_done == 10
    assert "continues on the CPU" in store.get("run").message
    assert store.get("run").device == "cpu"


@on_cuda
def test_a_run_that_a_gpu_has_no_room_for_is_built_on_the_cpu(store, small):
    # Its buffers take hundreds of megabytes, and this process may have no more than a few.
    torch.cuda.empty_cache()
    torch.cuda.set_per_process_memory_fraction(1e-4)
    try:
        settings = small(hidden=512, batch_size=2048, samples_per_mode=400)
        store.create("run", settings, steps=10, device="cuda")
        run = ToyRun(store, "run")
        assert run.trainer.device.type == "cpu"
        assert "Out of GPU memory" in store.get("run").message
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)


@on_cuda
def test_a_gpu_without_memory_hands_its_group_to_the_cpu(store, small, monkeypatch):
    settings = tuple(small(seed=seed) for seed in range(3))
    names = [f"group{seed}" for seed in range(3)]
    plan = GroupPlan("sweep", settings, tuple(names), "cuda", 40)
    store.create_group("group", names, plan)
    group = ToyGroup(store, "group")
    assert group.device.type == CUDA.type
    group.resume()
    while group.step < 10:
        group.advance()
    before = [member.member.generator.flat.cpu().clone() for member in group.members]
    monkeypatch.setattr(group.members[0].pack, "step", ask_for_too_much)
    group.advance()
    assert group.device.type == "cpu"
    for member, weights in zip(group.members, before, strict=True):
        assert torch.equal(member.member.generator.flat, weights)
    while group.running:
        group.advance()
    record = store.groups.get("group")
    assert (record.state, record.step) == ("finished", 40)
    assert "continue on the CPU" in record.message
