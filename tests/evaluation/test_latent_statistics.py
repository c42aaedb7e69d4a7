"""What is measured of a model's latents: hand-computed parts, writing, reading, refusing."""

import pytest
import torch
from torch import nn

from gan_core.checkpoints.native import CheckpointError
from gan_core.data.images import ImageSet, load_images
from gan_core.evaluation import latent_statistics as module
from gan_core.evaluation.digit_classifier import DigitClassifier
from gan_core.evaluation.latent_statistics import (
    BYTES_LIMIT,
    FILE,
    class_means,
    detail,
    early_features,
    load_latent_statistics,
    measure_latents,
    save_latent_statistics,
)
from gan_core.storage.serialization import load_state, save_state
from tests.evaluation.models import Projection, model_of
from tests.face_pictures import FeaturesOnly, made_up_faces, small_face_model


@pytest.fixture(scope="module")
def digits():
    data = load_images("digits", "test")
    return ImageSet(data.name, data.split, data.images[:120], data.labels[:120])


@pytest.fixture
def classifier(monkeypatch):
    monkeypatch.setattr(module, "load_features", lambda dataset: DigitClassifier(Projection()))
    monkeypatch.setattr(module, "DRAWS", 16)


def test_means_of_classes():
    latents = torch.tensor([[0.0, 2.0], [4.0, 0.0], [2.0, 4.0]])
    means, counts = class_means(latents, torch.tensor([0, 1, 0]))
    assert means[:2].tolist() == [[1.0, 3.0], [4.0, 0.0]]
    assert not means[2:].any()
    assert counts.tolist() == [2, 1] + [0] * 8


def test_a_flat_picture_has_no_detail_and_a_checkerboard_all_of_it():
    assert detail(torch.full((2, 1, 8, 8), 0.7)) == pytest.approx(0, abs=1e-6)
    board = (torch.arange(8)[:, None] + torch.arange(8)).remainder(2).float()
    # The filter takes a checkerboard away whole: half of its height, everywhere, is left.
    assert detail(board[None, None]) == pytest.approx(0.5, abs=1e-6)


def test_blur_takes_detail_away():
    images = torch.rand(4, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    assert detail(nn.functional.avg_pool2d(images, 3, 1, 1)) < 0.5 * detail(images)


@pytest.mark.parametrize("recipe", ["vae-mnist-2d", "vae-mnist-2d-best", "gan-mnist", "cgan-mnist"])
def test_early_features_are_those_of_the_first_activation(recipe):
    model = model_of(recipe)
    latents = torch.randn(3, model.settings.latent_dim)

    def pictures(rows):
        labels = torch.arange(len(rows))
        if model.settings.conditional:
            return model.network(rows, labels)
        return model.network(rows) if model.settings.adversarial else model.network.decode(rows)

    features = early_features(model.network, pictures)
    found = features(latents)
    assert found.shape[0] == 3
    if recipe == "vae-mnist-2d":
        torch.testing.assert_close(found, torch.relu(model.network.decoder[0](latents)))
    # Asked again, it gives the same, not both.
    assert torch.equal(features(latents), found)


@pytest.mark.parametrize("recipe", ["ae-mnist-2d", "vae-mnist-10d", "dcgan-mnist", "cgan-mnist"])
def test_statistics_come_back_as_they_were_written(
    recipe, digits, classifier, tmp_path, monkeypatch
):
    model = model_of(recipe)
    found = measure_latents(model, digits)
    size = model.settings.latent_dim
    coded = recipe in ("ae-mnist-2d", "vae-mnist-10d")
    assert found.latents.shape == (120 if coded else 0, size)
    assert found.errors.shape == found.labels.shape == (120 if coded else 0,)
    assert found.effects.shape == (size,)
    assert found.directions.shape == (min(12, size), size)
    torch.testing.assert_close(
        found.directions.norm(dim=1), torch.ones(len(found.directions)), atol=1e-4, rtol=0
    )
    assert 0 <= float(found.shares.sum()) <= 1.0001
    assert found.sharpness > 0
    assert 0 <= found.coverage <= 1
    expected = {"dcgan-mnist": 120, "cgan-mnist": 0}.get(recipe, 120)
    assert int(found.counts.sum()) == expected
    monkeypatch.setattr(module, "find_model", lambda name, folder: tmp_path)
    save_latent_statistics(tmp_path, found)
    again = load_latent_statistics("model")
    for name, value in vars(found).items():
        if isinstance(value, float):
            assert getattr(again, name) == value
        else:
            torch.testing.assert_close(getattr(again, name), value, atol=2e-3, rtol=2e-3)


@pytest.mark.parametrize("recipe", ["dcgan-celeba64", "vae-celeba64"])
def test_of_faces_nothing_is_kept_that_shows_one(recipe, monkeypatch, tmp_path):
    monkeypatch.setattr(
        module, "load_features", lambda dataset: {"celeba": FeaturesOnly()}[dataset]
    )
    monkeypatch.setattr(module, "DRAWS", 8)
    monkeypatch.setattr(module, "find_model", lambda name, folder: tmp_path)
    model, faces = small_face_model(recipe), made_up_faces(96, split="test")
    save_latent_statistics(tmp_path, measure_latents(model, faces))
    found = load_latent_statistics(recipe)
    size = model.settings.latent_dim
    assert found.latents.shape == found.means.shape == (0, size)
    assert found.labels.shape == found.errors.shape == found.counts.shape == (0,)
    assert found.effects.shape == (size,)
    assert float(found.effects.min()) >= 0
    assert found.directions.shape == (12, size)
    assert found.shares.tolist() == sorted(found.shares.tolist(), reverse=True)
    assert found.sharpness > 0
    assert 0 <= found.coverage <= 1


def test_the_same_seed_gives_the_same_statistics(digits, classifier):
    model = model_of("vae-mnist-2d")
    first, again, other = (measure_latents(model, digits, seed=seed) for seed in (0, 0, 1))
    assert torch.equal(first.effects, again.effects)
    assert not torch.equal(first.effects, other.effects)


@pytest.fixture
def written(digits, classifier, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "find_model", lambda name, folder: tmp_path)
    save_latent_statistics(tmp_path, measure_latents(model_of("vae-mnist-2d"), digits))
    return tmp_path / FILE


def test_missing_statistics_are_named_with_what_makes_them(written):
    written.unlink()
    with pytest.raises(
        CheckpointError, match="'python -m gan_core latent-statistics vae' measures them"
    ):
        load_latent_statistics("vae")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"effects": torch.zeros(3)}, "latents of shape"),
        ({"labels": torch.full((120,), 10)}, "labels outside"),
        ({"means": torch.full((10, 2), torch.nan)}, "means of shape"),
        ({"other": torch.zeros(1)}, "other"),
    ],
)
def test_statistics_that_do_not_fit_are_refused(written, change, words):
    tensors, facts = load_state(written)
    save_state(written, tensors | {k: v.numpy() for k, v in change.items()}, facts)
    with pytest.raises(CheckpointError, match=words):
        load_latent_statistics("vae")


def test_damaged_or_huge_statistics_are_refused(written):
    written.write_bytes(written.read_bytes()[:100])
    with pytest.raises(CheckpointError, match="holds no latent statistics"):
        load_latent_statistics("vae")
    written.write_bytes(b"\0" * (BYTES_LIMIT + 1))
    with pytest.raises(CheckpointError, match="larger than"):
        load_latent_statistics("vae")
