"""Small untrained models, and a feature extractor whose answers are known."""

import torch
from torch import nn

from gan_core.checkpoints.native import Card, Model
from gan_core.models.families import build_model
from gan_core.models.initialization import build_seeded
from gan_core.recipes.catalogue import IMAGE_RECIPES


def card(settings):
    return Card(
        name="mine", recipe="r", kind=settings.kind, dataset="digits", licence="", seed=0, steps=0,
        torch="", seconds=0.0, device="cpu", command="", settings=settings.as_dict(),
    )  # fmt: skip


def model_of(recipe, network=None):
    settings = IMAGE_RECIPES[recipe].settings().replace(dataset="digits", width=16)
    if network is None:
        network = build_seeded(
            lambda: build_model(settings),
            settings.start,
            generator=torch.Generator().manual_seed(0),
        )
    return Model(card(settings), settings, network.eval().requires_grad_(False))


class Projection(nn.Module):
    """A feature extractor: a fixed projection, whose prediction is always 3."""

    def __init__(self):
        super().__init__()
        self.matrix = torch.randn(784, 8, generator=torch.Generator().manual_seed(1))

    def features(self, images):
        return images.flatten(1) @ self.matrix

    def head(self, features):
        return nn.functional.one_hot(torch.full((len(features),), 3), 10).float()

    def forward(self, images):
        return self.head(self.features(images))
