"""What a hand does to a run: single moves, changed settings."""

import math

import pytest
import torch

from gan_core.settings.base import SettingsError
from gan_core.settings.toy import LIVE_SETTINGS
from gan_core.training.toy.trainer import ToyTrainer
from tests.training.walking import Spy, assert_same_state, walk


@pytest.mark.parametrize("loss", ["wgan", "coulomb", "wgan-gp"])
def test_single_moves_move_one_network(make, loss):
    trainer = walk(make(loss=loss, n_critic=3), 2)
    flats = {"generator": trainer.generator.flat, "discriminator": trainer.discriminator.flat}
    for name, other, counters in (
        ("discriminator", "generator", (7, 2)),
        ("generator", "discriminator", (7, 3)),
    ):
        before = {key: flat.clone() for key, flat in flats.items()}
        trainer.move(name)
        assert not torch.equal(flats[name], before[name])
        assert torch.equal(flats[other], before[other])
        assert (trainer.updates_d, trainer.updates_g) == counters
        assert trainer.steps_done == 2


def test_moves_are_recorded_and_can_be_repeated(make):
    def by_hand(trainer):
        walk(trainer, 2).move("discriminator")
        trainer.move("generator")
        trainer.change(lr_d=1e-2)
        return walk(trainer, 2)

    first = by_hand(make())
    assert first.changes == [
        {"step": 2, "move": "discriminator"},
        {"step": 2, "move": "generator"},
        {"step": 2, "lr_d": 1e-2},
    ]
    second = walk(make(), 2)
    for change in first.changes:
        second.repeat(change)
    assert_same_state(first, walk(second, 2))


def test_live_settings_change_from_the_next_update_on(make):
    trainer = make(schedule="constant", lr=1e-4)
    spy = Spy(trainer)
    walk(trainer, 1)
    trainer.change(lr_d=1e-3, lr_g="2e-3", n_critic=2)
    walk(trainer, 1)
    assert [call[1] for call in spy.of("D")] == [1e-4, 1e-3, 1e-3]
    assert [call[1] for call in spy.of("G")] == [1e-4, 2e-3]
    assert (trainer.changes[0]["step"], trainer.changes[0]["n_critic"]) == (1, 2)


def test_a_change_of_epochs_moves_the_end(small, cpu):
    trainer = ToyTrainer(small(epochs=2), device=cpu, steps=5)
    assert trainer.total_steps == 5
    trainer.change(epochs=3)
    assert trainer.total_steps == 3 * 39


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"loss": "ns"}, "loss cannot change"),
        ({"batch_size": 32}, "batch_size cannot change"),
        ({"lr_d": 1e-3, "clip": 1}, "clip cannot change"),
        ({"nonsense": 1}, "nonsense cannot change"),
        ({"lr_d": 2}, "lr_d=2 is out of range"),
        ({"lr_g": 1e-3, "n_critic": 51}, "n_critic=51 is out of range"),
        ({"n_critic": math.nan}, "n_critic=nan"),
    ],
)
def test_other_changes_are_refused_whole(make, changes, named):
    trainer = make()
    before = trainer.settings
    with pytest.raises(SettingsError, match=named) as caught:
        trainer.change(**changes)
    if "cannot" in named:
        assert all(name in str(caught.value) for name in LIVE_SETTINGS)
    assert trainer.settings == before
    assert trainer.changes == []
