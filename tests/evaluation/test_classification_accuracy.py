"""The classification accuracy score of models whose digits and labels are known."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from gan_core.checkpoints.native import CheckpointError, Model
from gan_core.data.images import load_images
from gan_core.evaluation.classification_accuracy import classification_accuracy, generated_set
from gan_core.models.image_networks import Generator
from gan_core.recipes.catalogue import IMAGE_RECIPES
from tests.evaluation.models import model_of

CPU = torch.device("cpu")
STEPS = 40


@pytest.fixture(scope="module")
def digits():
    return load_images("digits", "train"), load_images("digits", "test")


class Drawer(Generator):
    """Real digits of the labels that are asked for, or of those after them by ``wrong``."""

    def __init__(self, settings, digits, wrong=0):
        super().__init__(settings)
        self.wrong, self.seen = wrong, nn.Buffer(torch.zeros(10, dtype=torch.long))
        self.of = [digits.images[digits.labels == label].float() / 255 for label in range(10)]

    def forward(self, latents, labels=None):
        drawn = []
        for label in ((labels + self.wrong) % 10).tolist():
            drawn.append(self.of[label][int(self.seen[label]) % len(self.of[label])])
            self.seen[label] += 1
        return torch.stack(drawn)


def drawer(digits, wrong=0):
    model = model_of("cgan-mnist")
    return replace(model, network=Drawer(model.settings, digits, wrong).eval())


def score(model, digits, **options):
    small = IMAGE_RECIPES["classifier-mnist"].settings().replace(width=8, batch_size=64, lr=5e-3)
    return classification_accuracy(
        model, *digits, steps=STEPS, classifier=small, device=CPU, **options
    )


def test_real_digits_under_their_labels_score_as_real_ones_do(digits):
    told = []
    found = score(drawer(digits[0]), digits, progress=lambda *at: told.append(at))
    assert found["pictures"] == len(digits[0].images)
    assert found["from_real"] > 0.9
    assert found["from_generated"] == pytest.approx(found["from_real"], abs=0.04)
    assert told[0] == (1, 2 * STEPS)
    assert told[-1] == (2 * STEPS, 2 * STEPS)


def test_digits_under_wrong_labels_teach_nothing(digits):
    found = score(drawer(digits[0], wrong=1), digits)
    assert found["from_generated"] < 0.05


def test_each_label_is_asked_for_equally_often(digits):
    model = model_of("cgan-mnist")
    made = generated_set(model, digits[0], seed=3, device=CPU)
    assert made.images.shape == digits[0].images.shape
    assert made.images.dtype == torch.uint8
    counts = torch.bincount(made.labels, minlength=10)
    assert int(counts.max() - counts.min()) <= 1
    again = generated_set(model, digits[0], seed=3, device=CPU)
    assert torch.equal(again.images, made.images)


@pytest.mark.parametrize("recipe", ["dcgan-mnist", "vae-mnist-2d"])
def test_a_model_without_labels_is_refused(digits, recipe):
    model = model_of(recipe)
    with pytest.raises(CheckpointError, match="accepted: conditional models"):
        score(Model(model.card, model.settings, model.network), digits)
