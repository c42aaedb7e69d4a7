"""The trial of threads says what a longer run shows."""

import pytest
import torch

from gan_core.recipes.toy import toy_preset
from gan_core.training.toy.thread_bits import threads_keep_bits
from gan_core.training.toy.trainer import ToyTrainer

CPU = torch.device("cpu")
MOST = 2


@pytest.fixture
def restored():
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def trained(settings, threads, steps=60):
    trainer = ToyTrainer(settings, device=CPU)
    for step in range(steps):
        torch.set_num_threads(threads(step))
        trainer.step()
    return trainer.generator.flat


@pytest.mark.parametrize("name", ["ns", "wgan-success", "wgan-gp"])
def test_where_threads_may_change_they_change_no_bit(name, restored):
    settings = toy_preset(name).settings().replace(batch_size=64, hidden_g=32, hidden_d=32)
    alone = trained(settings, lambda step: 1)
    assert torch.equal(alone, trained(settings, lambda step: 1))
    mixed = trained(settings, lambda step: 1 + step // 5 % MOST)
    assert threads_keep_bits(settings, MOST) == torch.equal(alone, mixed)


def test_one_thread_is_one_thread(restored):
    settings = toy_preset("ns").settings()
    assert threads_keep_bits(settings, 1)
    assert not threads_keep_bits(settings.replace(hidden_g=30), MOST)


def test_the_trial_leaves_the_number_of_threads_alone(restored):
    torch.set_num_threads(1)
    threads_keep_bits(toy_preset("lsgan").settings(), MOST)
    assert torch.get_num_threads() == 1
