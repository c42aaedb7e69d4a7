"""Tiny models of any kind and network, with random weights."""

import torch

from gan_core.checkpoints.native import Card, Model, save_model
from gan_core.models.families import build_model
from gan_core.models.initialization import build_seeded
from gan_core.settings.images import ImageSettings

SMALL = {"width": 4, "latent_dim": 3, "channel_base": 32, "batch_size": 4}


def card_of(settings, licence="CC BY-SA 3.0"):
    return Card(
        name="tiny", recipe="vae-mnist-2d", kind=settings.kind, dataset=settings.dataset,
        licence=licence, seed=0, steps=3, torch="2", seconds=1.0, device="CPU",
        command="python -m gan_core train vae-mnist-2d", settings=settings.as_dict(),
        metrics={"split": "test", "n": 9, "precision": 0.5, "swd": {"16": 1.0},
                 "floor": {"precision": 0.9}},
    )  # fmt: skip


def tiny(kind, network, dataset="mnist", *, licence="CC BY-SA 3.0", **more):
    """A model with random weights, batch norm's statistics among them."""
    settings = ImageSettings(kind=kind, network=network, dataset=dataset, **{**SMALL, **more})
    random = torch.Generator().manual_seed(0)
    made = build_seeded(lambda: build_model(settings), settings.start, generator=random)
    for name, value in made.state_dict().items():
        if "running_mean" in name:
            value.normal_(generator=random)
        if "running_var" in name:
            value.uniform_(0.5, 2, generator=random)
    made.eval().requires_grad_(False)
    return Model(card_of(settings, licence), settings, made)


def saved(folder, model):
    save_model(folder, model.network, model.card)
    return folder
