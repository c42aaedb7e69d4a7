"""A maker of small trainers."""

import pytest

from gan_core.training.toy.trainer import ToyTrainer


@pytest.fixture(scope="module")
def make(small, cpu):
    def trainer(**changes):
        return ToyTrainer(small(**changes), device=cpu)

    return trainer
