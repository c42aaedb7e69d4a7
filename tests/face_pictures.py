"""Pictures without labels for tests: coloured, smooth, made from a seed; models that make them."""

import torch
from torch.nn.functional import avg_pool2d, interpolate

from gan_core.checkpoints.native import Card, Model
from gan_core.data.images import ImageSet
from gan_core.models.families import build_model
from gan_core.models.initialization import build_seeded
from gan_core.recipes.faces import FACE_RECIPES
from gan_core.settings.images import FACE_SETS


def made_up_faces(count=128, *, split="train", seed=0):
    """Return an ``ImageSet`` of 64 x 64 pictures of a few soft blots."""
    random = torch.Generator().manual_seed(seed)
    blots = torch.rand(count, 3, 4, 4, generator=random)
    images = interpolate(blots, size=64, mode="bicubic", align_corners=False).clamp(0, 1)
    bytes_ = images.mul(255).round().to(torch.uint8)
    return ImageSet("pictures", split, bytes_, torch.zeros(count, dtype=torch.int64))


def small_dataset(settings):
    """Name the data set on which settings can be tested without files."""
    return "pictures" if settings.dataset in FACE_SETS else "digits"


class FeaturesOnly:
    """A feature extractor as faces have it: features (N, 192), and no classes to guess."""

    def features(self, images):
        assert images.shape[1:] == (3, 64, 64)
        return avg_pool2d(images, 8).flatten(1)


def small_face_model(recipe):
    """Return an untrained model of a face recipe, as narrow as it can be."""
    settings = FACE_RECIPES[recipe].settings().replace(width=4, start="torch")
    network = build_seeded(
        lambda: build_model(settings),
        settings.start,
        generator=torch.Generator().manual_seed(0),
    )
    card = Card(
        name=recipe, recipe=recipe, kind=settings.kind, dataset=settings.dataset, licence="",
        seed=0, steps=0, torch="", seconds=0.0, device="cpu", command="",
        settings=settings.as_dict(),
    )  # fmt: skip
    return Model(card, settings, network.eval().requires_grad_(False))
