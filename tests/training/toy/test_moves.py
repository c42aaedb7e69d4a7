"""What a single update changed."""

import numpy as np
import pytest
import torch

from gan_core.settings.toy import LOSS_NAMES
from gan_core.training.toy.evaluation import FIELD_SIZE, POINTS_SHOWN, ToyEvaluator
from gan_core.training.toy.moves import look_at, moved


def update(trainer, part):
    evaluator = ToyEvaluator(trainer)
    before = look_at(evaluator, trainer)
    trainer.move(part) if part != "both" else trainer.step()
    return moved(part, before, look_at(evaluator, trainer), trainer)


@pytest.mark.parametrize("loss", LOSS_NAMES)
def test_d_lowers_its_potential_at_real_points_beside_fakes_and_g_goes_down_it(make, loss):
    trainer = make(loss=loss, lr=1e-3)
    for _ in range(20):
        trainer.move("discriminator")
    told, arrays = update(trainer, "discriminator")
    gap_before, gap_after = (
        fake - real for real, fake in zip(told["real"], told["fake"], strict=True)
    )
    assert gap_after > gap_before
    assert not arrays["points_change"].any()
    assert told["distance"] == 0
    told, arrays = update(trainer, "generator")
    assert told["fake"][1] < told["fake"][0]
    assert told["real"][0] == told["real"][1]
    assert not arrays["field_change"].any()
    assert told["distance"] == pytest.approx(
        np.linalg.norm(arrays["points_change"], axis=1).mean(), rel=1e-5
    )


def test_both_move_and_all_updates_count(make):
    trainer = make(n_critic=3)
    told, arrays = update(trainer, "both")
    assert (told["updates_d"], told["updates_g"], told["updates"]) == (3, 1, 4)
    assert arrays["field_change"].shape == (FIELD_SIZE, FIELD_SIZE)
    assert arrays["points_change"].shape == (POINTS_SHOWN, 2)
    assert arrays["field_change"].any()
    assert arrays["points_change"].any()


def test_points_are_those_of_g_itself_where_an_average_is_drawn(make):
    trainer = make(ema=0.999)
    told, _ = update(trainer, "generator")
    assert told["averaged"]
    plain, _ = update(make(), "generator")
    assert not plain["averaged"]
    assert told["distance"] == pytest.approx(plain["distance"], rel=1e-4)


def test_looking_changes_nothing(make):
    trainer = make()
    trainer.step()
    state = {name: tensor.clone() for name, tensor in trainer.tensors().items()}
    look_at(ToyEvaluator(trainer), trainer)
    assert all(torch.equal(tensor, state[name]) for name, tensor in trainer.tensors().items())
