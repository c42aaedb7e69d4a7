"""The sheet that a run shows, and the collapse that it warns of."""

import numpy as np
import pytest
import torch

from gan_core.data.images import load_images
from gan_core.recipes.catalogue import IMAGE_RECIPES
from gan_core.settings.images import COLLAPSED
from gan_core.training.images.preview import ImagePreview
from gan_core.training.images.trainers import make_trainer
from tests.face_pictures import made_up_faces, small_dataset
from tests.long import mostly_long


@pytest.fixture(scope="module")
def digits():
    return load_images("digits", "train")


def make(recipe, digits, **changes):
    settings = IMAGE_RECIPES[recipe].settings()
    dataset = small_dataset(settings)
    data = digits if dataset == "digits" else made_up_faces()
    settings = settings.replace(dataset=dataset, batch_size=16, **changes)
    trainer = make_trainer(settings, data, device=torch.device("cpu"))
    return trainer, ImagePreview(trainer)


@pytest.mark.parametrize(
    "recipe", mostly_long(IMAGE_RECIPES, "cgan-mnist", "vae-mnist-2d", "pggan-mnist32")
)
def test_a_sheet_repeats_and_leaves_the_run_alone(recipe, digits):
    trainer, preview = make(recipe, digits)
    other, _ = make(recipe, digits)
    first = preview.pictures(trainer)
    resolution, channels = trainer.settings.resolution, trainer.settings.channels
    assert first.shape == (
        (60, resolution, resolution, 3) if channels == 3 else (60, resolution, resolution)
    )
    assert first.dtype == np.uint8
    assert (first == preview.pictures(trainer)).all()
    assert trainer.model.training
    for _ in range(2):
        trainer.step()
        preview.pictures(trainer)
        other.step()
    for mine, theirs in zip(
        trainer.model.state_dict().values(), other.model.state_dict().values(), strict=True
    ):
        assert torch.equal(mine, theirs)


def test_an_autoencoder_shows_real_pictures_above_their_reconstructions(digits):
    trainer, preview = make("ae-mnist-2d", digits)
    sheet = preview.pictures(trainer)
    real = (preview.inputs.real[:20] * 255).round().to(torch.uint8).squeeze(1).numpy()
    assert (sheet[:10] == real[:10]).all()
    assert (sheet[20:30] == real[10:]).all()


def test_the_diversity_of_data_is_one_and_of_one_picture_nothing(digits):
    _, preview = make("gan-mnist", digits)
    real = (preview.inputs.real[:60] * 255).round().to(torch.uint8).squeeze(1).numpy()
    assert preview.diversity(real, adversarial=True) == pytest.approx(1.0, rel=1e-3)
    same = np.repeat(real[:1], 60, axis=0)
    assert preview.diversity(same, adversarial=True) < COLLAPSED / 100
    assert preview.diversity(real, adversarial=False) is None


def test_labels_run_from_left_to_right(digits):
    _, preview = make("cgan-mnist", digits)
    assert preview.inputs.labels[:12].tolist() == [*range(10), 0, 1]
