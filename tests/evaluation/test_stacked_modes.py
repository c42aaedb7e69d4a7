"""Modes of Stacked MNIST: counts and divergences known by hand, and a generator that is scored."""

import math

import pytest
import torch
from torch import nn

from gan_core.checkpoints.native import Model
from gan_core.data.images import ImageSet
from gan_core.evaluation import evaluate as evaluation
from gan_core.evaluation.digit_classifier import DigitClassifier
from gan_core.evaluation.evaluate import Evaluation, evaluate
from gan_core.evaluation.stacked_modes import MODES, stacked_modes, stacked_numbers
from gan_core.models.families import build_model
from gan_core.settings.images import ImageSettings
from tests.evaluation.models import card

CPU = torch.device("cpu")


class ByBrightness(nn.Module):
    """Takes a picture of d / 10 for a d."""

    def features(self, images):
        return images.mean((1, 2, 3))[:, None]

    def head(self, features):
        return -(features - torch.arange(10) / 10).abs()


def of_numbers(numbers):
    """Pictures (N, 3, 28, 28) in [0, 1] that show numbers (N,)."""
    digits = torch.stack([numbers // 100, numbers // 10 % 10, numbers % 10], 1)
    return (digits / 10)[:, :, None, None].expand(-1, -1, 28, 28)


@pytest.mark.parametrize(
    ("numbers", "modes", "divergence"),
    [
        (torch.full((26,), 7), 1, math.log(1000)),
        (torch.arange(MODES).repeat(26), 1000, 0.0),
        (torch.tensor([0, 999]).repeat(5), 2, math.log(500)),
        (torch.tensor([1, 1, 1, 2]), 2, 0.75 * math.log(750) + 0.25 * math.log(250)),
    ],
)
def test_modes_and_divergence_by_hand(numbers, modes, divergence):
    found = stacked_modes(numbers)
    assert found.modes == modes
    assert found.reverse_kl == pytest.approx(divergence, abs=1e-12)


def test_a_perfect_sampler_is_as_far_as_chance_has_it():
    """The expectation is (modes - 1) / (2 samples), up to a term in one over their square."""
    random = torch.Generator().manual_seed(0)
    found = stacked_modes(torch.randint(1000, (26_000,), generator=random))
    assert found.modes == 1000
    assert found.reverse_kl == pytest.approx(999 / 52_000, rel=0.1)


def test_each_colour_is_classified_red_first():
    numbers = torch.tensor([0, 7, 123, 999, 480])
    found = stacked_numbers(of_numbers(numbers), DigitClassifier(ByBrightness()))
    assert torch.equal(found, numbers)


class Few(nn.Module):
    """A generator that only ever shows three numbers, two of them in half of its pictures."""

    def forward(self, latents):
        place = torch.arange(len(latents)) % 4
        return of_numbers(torch.tensor([5, 5, 17, 800])[place]) * 2 - 1


def test_a_generator_is_scored_beside_real_digits(monkeypatch):
    monkeypatch.setattr(evaluation, "load_classifier", lambda name: DigitClassifier(ByBrightness()))
    monkeypatch.setattr(evaluation, "SAMPLES", 4096)
    settings = ImageSettings().replace(
        dataset="stacked-mnist", kind="gan", network="sharp", latent_dim=8, width=4
    )
    network = build_model(settings)
    assert network(torch.zeros(2, 8)).shape == (2, 3, 28, 28)
    network.network = Few()
    real = (of_numbers(torch.arange(1000)) * 255).round().to(torch.uint8)
    test = ImageSet("stacked-mnist", "test", real, torch.zeros(1000, dtype=torch.int64))
    found = evaluate(Model(card(settings), settings, network), Evaluation(test, None, 9, 0, CPU))
    assert found["modes"] == 3
    half, quarter = 0.5 * math.log(500), 0.25 * math.log(250)
    assert found["reverse_kl"] == pytest.approx(half + 2 * quarter)
    assert found["n"] == 4096
    assert found["floor"]["modes"] > 950
    assert found["floor"]["reverse_kl"] < 0.2
