"""Checkpoints of runs on pictures: on from them bit for bit, and whose are refused."""

import pytest
import torch

from gan_core.settings.images import ImageSettings
from gan_core.training.images.trainers import make_trainer
from tests.cuda import CUDA, on_cuda
from tests.training.images.small import BASE, RUNS, tensors, trainer


@pytest.mark.parametrize("name", RUNS)
def test_a_checkpoint_goes_on_bit_for_bit(name, data):
    whole, first = trainer(name, data), trainer(name, data)
    for _ in range(9):
        whole.step()
    for _ in range(4):
        first.step()
    second = trainer(name, data)
    second.load_state(*first.state())
    for _ in range(5):
        second.step()
    expected, found = tensors(whole), tensors(second)
    assert set(expected) == set(found)
    for key, value in expected.items():
        assert torch.equal(value, found[key]), key
    assert whole.losses == second.losses


@pytest.mark.parametrize(("name", "other"), [("ae", "vae"), ("dcgan", "gan")])
def test_a_checkpoint_of_another_run_is_refused(name, other, data):
    arrays, facts = trainer(other, data).state()
    with pytest.raises(ValueError, match="checkpoint does not fit"):
        trainer(name, data).load_state(arrays, facts)
    del facts["settings"]
    with pytest.raises(ValueError, match="of another run"):
        trainer(name, data).load_state(arrays, facts)


def test_a_checkpoint_without_settings_opens(data):
    # Earlier ones have none; changes on the way are kept apart.
    first, second = trainer("ae", data), trainer("ae", data)
    first.step()
    first.change(lr=1e-4)
    first.step()
    arrays, facts = first.state()
    del facts["settings"]
    second.load_state(arrays, facts)
    for run in (first, second):
        run.step()
    assert second.settings == first.settings
    assert first.losses == second.losses


def test_a_longer_run_goes_on(data):
    first = trainer("ae", data, steps=5)
    first.step()
    second = trainer("ae", data, steps=9)
    second.load_state(*first.state())
    assert (second.steps_done, second.total_steps) == (1, 9)


@on_cuda
@pytest.mark.parametrize("name", RUNS)
def test_a_state_goes_from_a_gpu_to_the_cpu_and_back(name, data, cpu):
    settings = ImageSettings().replace(**(BASE | RUNS[name]))
    run = make_trainer(settings, data, device=CUDA)
    for _ in range(4):
        run.step()
    for device in (cpu, CUDA):
        there = make_trainer(settings, data, device=device)
        there.load_state(*run.state())
        expected, found = tensors(run), tensors(there)
        assert expected.keys() == found.keys()
        for key, value in expected.items():
            # Chances go on from a new seed: neither device has the other's generator.
            if key != "noise.random":
                assert torch.equal(value, found[key]), key
        assert (there.steps_done, there.losses) == (run.steps_done, run.losses)
        for _ in range(3):
            there.step()
        there.check_weights()
        run = there
    assert run.steps_done == 10
