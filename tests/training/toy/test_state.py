"""Stopping, saving, loading and resuming, bit for bit."""

import numpy as np
import pytest
import torch

from gan_core.storage.serialization import load_state, save_state
from gan_core.training.toy.trainer import ToyTrainer
from tests.cuda import CUDA, on_cuda
from tests.training.walking import assert_same_state, walk

RESUMED = {
    "adam": {},
    "adam wgan-gp": {"loss": "wgan-gp", "n_critic": 2},
    "rmsprop": {"optimizer": "rmsprop", "momentum": 0.5},
    "rmsprop plain": {"optimizer": "rmsprop"},
    "sgd momentum": {"optimizer": "sgd", "momentum": 0.5, "lr": 1e-2},
    "sgd plain": {"optimizer": "sgd", "lr": 1e-2},
    "ema": {"ema": 0.9, "lr": 1e-3},
    "coulomb pack": {"loss": "coulomb", "pack": 2},
    "r1 cosine": {"loss": "ns", "r1": 0.5, "schedule": "cosine", "epochs": 3},
    "relativistic pairing": {"loss": "rpgan", "r1": 0.2, "r2": 0.1},
    "spectral norm": {"loss": "hinge", "spectral_norm": "on", "n_critic": 2},
    "decay normal noise": {"decay": 0.1, "noise": "normal"},
}


# An epoch is 39 steps, so 30 + 30 crosses its border and 39 + 21 stops on it.
@pytest.mark.parametrize("stop", [30, 39, 1])
@pytest.mark.parametrize("name", RESUMED)
def test_stopping_and_going_on_changes_nothing(make, tmp_path, name, stop):
    changes = RESUMED[name]
    straight = walk(make(**changes), 60)
    path = tmp_path / "run.safetensors"
    save_state(path, *walk(make(**changes), stop).state())
    resumed = make(**changes)
    resumed.load_state(*load_state(path))
    assert resumed.steps_done == stop
    walk(resumed, 60 - stop)
    assert_same_state(straight, resumed)
    assert torch.equal(straight.sampling_weights, resumed.sampling_weights)


def test_going_on_after_many_epochs(make):
    straight = walk(make(samples_per_mode=10), 40)  # an epoch is 3 steps
    resumed = make(samples_per_mode=10)
    resumed.load_state(*walk(make(samples_per_mode=10), 20).state())
    assert_same_state(straight, walk(resumed, 20))


def test_going_on_after_single_moves_and_changes(make):
    def first_half():
        trainer = walk(make(), 10)
        trainer.move("discriminator")
        trainer.change(lr_g=1e-2, n_critic=2, epochs=7)
        trainer.move("generator")
        return walk(trainer, 10)

    straight, resumed = walk(first_half(), 15), make()
    resumed.load_state(*first_half().state())
    assert resumed.settings == straight.settings
    assert resumed.total_steps == 7 * 39
    assert_same_state(straight, walk(resumed, 15))


def test_a_state_does_not_move_with_its_trainer(make):
    trainer = walk(make(), 3)
    arrays, _ = trainer.state()
    kept = {name: array.copy() for name, array in arrays.items()}
    walk(trainer, 3)
    assert [name for name in kept if not np.array_equal(kept[name], arrays[name])] == []


@pytest.mark.parametrize("changes", [{}, {"optimizer": "sgd", "momentum": 0.5}], ids=str)
def test_a_state_can_be_loaded_more_than_once(make, changes):
    # A trainer that keeps the arrays it was given would change them for the next one.
    state = walk(make(**changes), 5).state()
    resumed = []
    for _ in range(2):
        trainer = make(**changes)
        trainer.load_state(*state)
        resumed.append(walk(trainer, 5))
    assert_same_state(*resumed)


def test_a_gpus_state_goes_on_on_the_cpu(make):
    # A CUDA generator's state is 16 bytes, seed and offset; the CPU's has 5056. Out of GPU
    # memory, a run has to resume from the first with the second.
    arrays, facts = walk(make(), 3).state()
    for name in arrays:
        if name.startswith("random.") and name != "random.order":
            arrays[name] = np.zeros(16, np.uint8)
    trainer = make()
    trainer.load_state(arrays, facts)
    walk(trainer, 1)
    assert trainer.steps_done == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"hidden_g": 17},
        {"hidden_d": 17},
        {"depth_d": 2},
        {"ema": 0.9},
        {"loss": "ns"},
        {"optimizer": "sgd"},
        {"seed": 1},
        {"batch_size": 32},
        {"r2": 0.1},
        {"spectral_norm": "on"},
    ],
    ids=str,
)
def test_a_state_of_other_settings_is_refused(make, changes):
    trainer = make(**changes)
    with pytest.raises(ValueError, match="checkpoint does not fit"):
        trainer.load_state(*walk(make(), 2).state())


def test_a_state_from_before_there_were_newer_settings(make):
    straight = walk(make(loss="ns", r1=0.1), 5)
    arrays, facts = straight.state()
    for name in ("r2", "spectral_norm"):
        del facts["settings"][name]
    resumed = make(loss="ns", r1=0.1)
    resumed.load_state(arrays, facts)
    assert_same_state(walk(straight, 5), walk(resumed, 5))


@on_cuda
@pytest.mark.parametrize("loss", ["wgan", "wgan-gp", "coulomb"])
def test_on_a_gpu_a_run_repeats_and_goes_on(small, loss):
    device = CUDA
    settings = small(loss=loss, n_critic=2)
    straight = walk(ToyTrainer(settings, device=device), 60)
    resumed = ToyTrainer(settings, device=device)
    resumed.load_state(*walk(ToyTrainer(settings, device=device), 30).state())
    assert_same_state(straight, walk(resumed, 30))
    plain = walk(ToyTrainer(settings, device=device, reference=True), 60)
    assert plain.loss_d == pytest.approx(straight.loss_d, rel=1e-3, abs=1e-4)
    on_cpu = ToyTrainer(settings, device=torch.device("cpu"))
    on_cpu.load_state(*straight.state())
    assert walk(on_cpu, 1).steps_done == 61


@on_cuda
@pytest.mark.parametrize("name", RESUMED)
def test_a_state_goes_from_a_gpu_to_the_cpu_and_back(small, cpu, tmp_path, name):
    settings = small(**RESUMED[name])
    trainer = walk(ToyTrainer(settings, device=CUDA), 20)
    for device, steps in ((cpu, 30), (CUDA, 40)):
        path = tmp_path / f"{steps}.safetensors"
        save_state(path, *trainer.state())
        there = ToyTrainer(settings, device=device)
        there.load_state(*load_state(path))
        (mine, facts), (theirs, other_facts) = trainer.state(), there.state()
        # Chances go on from a new seed: neither device has the other's generator.
        kept = [key for key in mine if key == "random.order" or not key.startswith("random.")]
        assert [key for key in kept if not np.array_equal(mine[key], theirs[key])] == []
        assert facts == other_facts
        trainer = walk(there, 10)
        assert trainer.steps_done == steps
