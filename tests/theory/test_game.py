"""The game in one dimension: what moves, what is measured, resuming bit for bit."""

import math

import pytest
import torch

from gan_core.losses.adversarial import nonsaturating_generator_loss
from gan_core.settings.base import SettingsError
from gan_core.theory.game_measure import GameMeasure
from gan_core.theory.game_trainer import FIRST_SPREAD, GameTrainer, equal_latents
from gan_core.theory.settings import GameSettings
from gan_core.training.divergence import DivergenceError

CPU = torch.device("cpu")
SMALL = GameSettings(batch_size=32, width=8, width_g=8, n_critic=2, steps=40, start=-2.0)


def moved(settings, steps):
    trainer = GameTrainer(settings, device=CPU)
    for _ in range(steps):
        trainer.step()
    return trainer


def figures(trainer):
    return GameMeasure(trainer).report(trainer)[0]


def test_both_games_start_alike_where_they_should():
    trainer = GameTrainer(SMALL, device=CPU)
    first, second = (game.tensors() for game in trainer.games.values())
    assert torch.equal(first["generator"], second["generator"])
    assert torch.equal(first["discriminator"], second["discriminator"])
    points = trainer.games["ns"].points(equal_latents(1001))
    assert points.mean() == pytest.approx(-2, abs=1e-5)
    assert points.std() == pytest.approx(FIRST_SPREAD, rel=1e-2)


def test_equal_latents_are_the_middles_of_equal_parts():
    latents = equal_latents(2)[:, 0]
    # The quartiles of N(0, 1).
    assert latents.tolist() == pytest.approx([-0.67449, 0.67449], abs=1e-4)


def test_a_game_goes_on_bit_for_bit():
    whole = moved(SMALL, 12)
    half = moved(SMALL, 5)
    half.change(lr_g=5e-3)
    other = GameTrainer(SMALL, device=CPU)
    other.load_state(*half.state())
    assert (other.steps_done, other.changes) == (5, [{"step": 5, "lr_g": 5e-3}])
    for _ in range(7):
        other.step()
    for name, tensor in whole.tensors().items():
        assert torch.equal(tensor, other.tensors()[name]), name
    with pytest.raises(ValueError, match="start=-2"):
        GameTrainer(SMALL.replace(start=1.0), device=CPU).load_state(*half.state())
    with pytest.raises(SettingsError, match="cannot change during a run"):
        half.change(width=4)


def test_looking_changes_nothing():
    looked, plain = GameTrainer(SMALL, device=CPU), GameTrainer(SMALL, device=CPU)
    figures(looked)
    looked.step()
    plain.step()
    assert torch.equal(looked.games["ns"].generator.flat, plain.games["ns"].generator.flat)


def test_the_gradient_is_that_of_the_loss():
    game = moved(SMALL, 3).games["ns"]
    latents = equal_latents(16)
    parameters = list(game.generator.parameters())

    def loss():
        return nonsaturating_generator_loss(game.discriminator(game.generator(latents)))

    # One weight by the difference quotient, all by the length.
    step = 1e-3
    slopes = torch.autograd.grad(loss(), parameters)
    with torch.no_grad():
        parameters[0][0, 0] += step
        above = loss()
        parameters[0][0, 0] -= 2 * step
        below = loss()
        parameters[0][0, 0] += step
    assert float((above - below) / (2 * step)) == pytest.approx(float(slopes[0][0, 0]), abs=1e-3)
    length = math.sqrt(sum(float(slope.square().sum()) for slope in slopes))
    assert game.gradient_norm(latents) == pytest.approx(length, rel=1e-5)


def test_figures_of_a_g_that_is_known():
    trainer = GameTrainer(SMALL.replace(p="0.9*normal:0,1+0.1*normal:30,1"), device=CPU)
    game = trainer.games["minimax"]
    with torch.no_grad():
        game.discriminator.flat.zero_()
        game.generator.weights[-1].zero_()
        game.generator.biases[-1].fill_(-trainer.centre / trainer.scale)
    found = figures(trainer)["minimax"]
    # D = 1/2 everywhere, all of G's points at 0.
    assert found["value"] == pytest.approx(-math.log(4))
    assert found["off_half"] == 0
    assert found["push"] == pytest.approx(0.5)
    assert (found["modes"], found["modes_total"]) == (1, 2)
    # Mean of |x| under p: 0.9 sqrt(2 / pi) + 0.1 x 30.
    assert found["w1"] == pytest.approx(0.9 * math.sqrt(2 / math.pi) + 3, rel=1e-3)
    assert found["best_value"] == pytest.approx(2 * found["js"] - math.log(4))


@pytest.mark.long
@pytest.mark.slow
def test_far_away_only_the_non_saturating_g_arrives():
    found = figures(moved(GameSettings(steps=400), 400))
    assert found["minimax"]["w1"] > 9.5
    assert found["minimax"]["gradient"] < 0.01
    assert found["ns"]["w1"] < 1
    assert found["ns"]["gradient"] > 0.01


@pytest.mark.slow
def test_near_both_come_to_a_half():
    settings = GameSettings(start=-4.0, n_critic=1, lr=2e-3, lr_g=0.02, steps=1200)
    for found in figures(moved(settings, 1200)).values():
        assert found["value"] == pytest.approx(-math.log(4), abs=0.02)
        assert found["off_half"] < 0.05
        assert found["w1"] < 0.2


def test_a_loss_that_is_no_number_ends_the_run():
    trainer = GameTrainer(SMALL, device=CPU)
    trainer.games["ns"].generator.flat.fill_(math.nan)
    with pytest.raises(DivergenceError):
        trainer.step()


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"p": "normal:0"}, "accepted"), ({"n_critic": 0}, "accepted"), ({"optimizer": "x"}, "sgd")],
)
def test_wrong_settings_are_refused_in_one_line(changes, words):
    with pytest.raises(SettingsError, match=words):
        GameSettings().replace(**changes)


def test_a_picture_shows_p_and_where_g_starts():
    low, high = GameSettings(p="normal:1,2", start=-5.0).extent
    # G starts at 1 - 5 x 2 = -9 with a margin of 1.5 x 2; p ends at 1 + 4 x 2.
    assert (low, high) == (-12, 9)
