"""Models evaluated: values known by hand, and generators whose scores are known."""

import math

import pytest
import torch
from torch import nn

from gan_core.checkpoints.native import CheckpointError, Model
from gan_core.data.images import ImageSet, load_images
from gan_core.evaluation import evaluate as evaluation
from gan_core.evaluation.digit_classifier import DigitClassifier, load_classifier
from gan_core.evaluation.evaluate import Evaluation, evaluate
from gan_core.models.families import build_model
from gan_core.recipes.faces import FACE_RECIPES
from tests.evaluation.models import Projection, card, model_of
from tests.face_pictures import FeaturesOnly, made_up_faces, small_face_model

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def digits():
    return load_images("digits", "test"), load_images("digits", "train")


def test_a_discriminator_is_not_evaluated(digits):
    settings = FACE_RECIPES["discriminator-celeba64"].settings().replace(width=4)
    model = Model(card(settings), settings, build_model(settings))
    with pytest.raises(CheckpointError, match="accepted kinds: ae, vae"):
        evaluated(model, digits)


def evaluated(model, digits, *, count=200, train=True):
    test, other = digits
    return evaluate(model, Evaluation(test, other if train else None, count, 0, CPU))


@pytest.fixture
def classifier(monkeypatch):
    monkeypatch.setattr(
        evaluation, "load_classifier", lambda dataset: DigitClassifier(Projection())
    )
    monkeypatch.setattr(evaluation, "SWD_PICTURES", 20)


class Replayed(nn.Module):
    """A generator that hands out given pictures in turn."""

    def __init__(self, images):
        super().__init__()
        self.images, self.place = images, 0

    def forward(self, latents, labels=None):
        rows = slice(self.place, self.place + len(latents))
        self.place += len(latents)
        return self.images[rows]


def test_a_vae_of_zeros_costs_784_bits_and_no_kl(digits):
    model = model_of("vae-mnist-2d")
    for weight in model.network.parameters():
        nn.init.zeros_(weight)
    found = evaluated(model, digits)
    assert found["reconstruction_nats"] == pytest.approx(784 * math.log(2), rel=1e-6)
    assert found["kl_nats"] == 0
    assert found["loss_nats"] == pytest.approx(784 * math.log(2), rel=1e-6)
    assert found["elbo_nats"] == -found["loss_nats"]
    assert found["active_units"] == 0
    assert found["latent_std"] == [0, 0]
    assert found["n"] == 200


def test_an_autoencoder_has_no_kl_and_cannot_go_below_the_grey_values(digits):
    found = evaluated(model_of("ae-mnist-2d"), digits)
    assert found["loss_nats"] == found["reconstruction_nats"] > found["grey_entropy_nats"] > 0
    assert "kl_nats" not in found


def test_the_grey_values_entropy_by_hand():
    images = torch.zeros(20, 1, 28, 28, dtype=torch.uint8)
    images[:, 0, 0, :3] = torch.tensor([51, 102, 255])
    test = ImageSet("digits", "test", images, torch.zeros(20, dtype=torch.int64))
    found = evaluated(model_of("ae-mnist-2d"), (test, None), count=20, train=False)
    expected = -sum(p * math.log(p) + (1 - p) * math.log(1 - p) for p in (0.2, 0.4))
    assert found["grey_entropy_nats"] == pytest.approx(expected, rel=1e-5)


def test_active_units_are_those_that_move_with_the_picture(digits):
    model = model_of("vae-mnist-10d")
    head = model.network.encoder[-1]
    with torch.no_grad():
        head.weight[:7].zero_()
        head.weight[7:10].mul_(20)
    assert evaluated(model, digits)["active_units"] == 3


def test_a_generator_of_training_pictures_is_at_the_floor(digits, classifier):
    order = torch.randperm(len(digits[1].images), generator=torch.Generator().manual_seed(0))[:200]
    pictures = digits[1].images[order].float() / 255
    found = evaluated(model_of("dcgan-mnist", Replayed(pictures)), digits)
    floor = found["floor"]
    for name, value in floor.items():
        assert found[name] == value
    assert floor["precision"] > 0.5
    assert floor["recall"] > 0.5
    assert found["diversity"] == pytest.approx(1, abs=0.15)


def test_a_generator_of_test_pictures_is_perfect(digits, classifier):
    pictures = digits[0].images[:200].float() / 255
    found = evaluated(model_of("dcgan-mnist", Replayed(pictures)), digits, train=False)
    assert found["frechet_distance"] == pytest.approx(0, abs=1e-3)
    assert found["precision"] == found["recall"] == found["coverage"] == 1
    assert found["density"] > 0.99
    assert "floor" not in found


def test_a_generator_of_one_picture_has_no_diversity(digits, classifier):
    pictures = (digits[0].images[:1].float() / 255).repeat(200, 1, 1, 1)
    found = evaluated(model_of("gan-mnist", Replayed(pictures)), digits)
    assert found["diversity"] == pytest.approx(0, abs=1e-3)
    assert found["recall"] < 0.05
    assert found["frechet_distance"] > 10 * found["floor"]["frechet_distance"]


def test_labels_are_evaluated(digits, classifier):
    images, labels = digits[0].images[:200].float() / 255, digits[0].labels[:200]
    # In the order in which the labels are asked for: 0 to 9, again and again.
    rows = {k: (labels == k).nonzero().flatten().tolist() for k in range(10)}
    pictures = torch.stack([images[rows[i % 10][i // 10 % len(rows[i % 10])]] for i in range(200)])
    found = evaluated(model_of("cgan-mnist", Replayed(pictures)), digits)
    # The classifier takes everything for a 3.
    assert found["label_accuracy"] == pytest.approx(0.1)
    assert found["least_label_diversity"] == min(found["label_diversity"])
    assert all(0.85 < share < 1.1 for share in found["label_diversity"])


def test_a_classifier_that_says_three_is_right_about_threes(digits):
    found = evaluated(model_of("classifier-mnist", Projection()), digits)
    threes = int((digits[0].labels[:200] == 3).sum())
    assert found["accuracy"] == pytest.approx(threes / 200)
    assert found["errors"] == 200 - threes


def test_data_without_a_classifier():
    with pytest.raises(CheckpointError, match="no classifier is shipped for kmnist"):
        load_classifier("kmnist")


def test_features_of_another_classifier_may_compare(digits):
    test = digits[0]
    model = model_of("dcgan-mnist", Replayed(test.images[:50].float() / 255))
    given = Evaluation(test, None, 50, 0, CPU, DigitClassifier(Projection()))
    # None is shipped for these digits.
    assert evaluate(model, given)["frechet_distance"] == pytest.approx(0, abs=1e-3)


def test_fewer_test_pictures_than_asked_for(digits):
    test = ImageSet("digits", "test", digits[0].images[:50], digits[0].labels[:50])
    found = evaluate(model_of("vae-mnist-2d"), Evaluation(test, None, 1000, 0, CPU))
    assert found["n"] == 50
    assert found["split"] == "test"


class FeaturesOfFaces(FeaturesOnly):
    """A feature extractor of faces that is at home on every device."""

    def to(self, device):
        return self


@pytest.fixture
def faces(monkeypatch):
    """400 made-up test faces, and a feature extractor for them that needs no shipped model."""
    monkeypatch.setattr(evaluation, "load_feature_extractor", FeaturesOfFaces)
    monkeypatch.setattr(evaluation, "SWD_PICTURES", 20)
    return made_up_faces(400, split="test", seed=5)


def evaluated_faces(pictures, faces, *, count):
    made = small_face_model("dcgan-celeba64")
    replayed = Model(made.card, made.settings, Replayed(pictures.float() / 255))
    return evaluate(replayed, Evaluation(faces, None, count, 0, CPU))


def test_a_generator_of_the_other_half_of_the_test_faces_is_at_the_floor(faces):
    found = evaluated_faces(faces.images[-150:], faces, count=150)
    floor = found["floor"]
    assert {"frechet_distance", "kernel_distance", "precision", "coverage", "swd"} <= set(floor)
    for name, value in floor.items():
        assert found[name] == value
    assert floor["precision"] > 0.5
    assert floor["recall"] > 0.5
    assert found["diversity"] == pytest.approx(1, abs=0.15)


def test_no_faces_at_all_are_far_from_the_floor(faces):
    found = evaluated_faces(faces.images[-150:], faces, count=150)
    floor = found["floor"]
    for name in ("mean faces", "shuffled pixels"):
        assert found[name]["frechet_distance"] > 3 * floor["frechet_distance"]
        assert found[name]["recall"] < 0.1 < floor["recall"]
        assert found[name]["swd"]["average"] > 1.3 * floor["swd"]["average"]


def test_at_most_half_of_the_test_faces_are_the_real_ones(faces):
    found = evaluated_faces(faces.images[-200:], faces, count=1000)
    assert found["n"] == 200
    few = ImageSet("pictures", "test", faces.images[:101], faces.labels[:101])
    assert evaluated_faces(few.images[-50:], few, count=1000)["n"] == 50


def test_too_few_faces_are_refused(faces):
    few = ImageSet("pictures", "test", faces.images[:62], faces.labels[:62])
    with pytest.raises(CheckpointError, match="62 test pictures; at least 64"):
        evaluated_faces(few.images, few, count=1000)


def test_framed_digits_are_evaluated_without_their_border(digits, classifier):
    pictures = nn.functional.pad(digits[0].images[:200].float() / 255, (2, 2, 2, 2))
    model = model_of("dcgan-mnist", Replayed(pictures))
    found = evaluated(model, digits, train=False)
    assert found["frechet_distance"] == pytest.approx(0, abs=1e-3)
    small = model_of("dcgan-mnist", Replayed(pictures[..., :16, :16]))
    with pytest.raises(CheckpointError, match="a resolution of 16 are not evaluated; accepted: 28"):
        evaluated(small, digits, train=False)


def test_a_classifier_does_not_look_at_the_border_of_framed_digits():
    classifier = load_classifier("mnist")
    digits = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    framed = torch.nn.functional.pad(digits, (2, 2, 2, 2), value=0.7)
    torch.testing.assert_close(classifier.features(framed), classifier.features(digits))
    with pytest.raises(CheckpointError, match="a resolution of 16 are not evaluated"):
        classifier.features(digits[..., :16, :16])
