"""An untrained progressive GAN at each of its resolutions."""

import torch

from gan_core.checkpoints.native import Card, Model
from gan_core.models.image_networks import Generator
from gan_core.models.initialization import build_seeded
from gan_core.settings.images import ImageSettings

SMALL = ImageSettings(
    kind="gan", network="progressive", dataset="celeba", grow_to=16, width=8, channel_base=32,
    loss="wgan-gp", latent_dim=6,
)  # fmt: skip


def small_stages(**changes):
    """New models of 4, 8 and 16 pixels."""
    made = {}
    for resolution in (4, 8, 16):
        settings = SMALL.replace(grow_to=resolution, **changes)
        network = build_seeded(
            lambda: Generator(settings),  # noqa: B023
            "torch",
            generator=torch.Generator().manual_seed(resolution),
        )
        network.eval().requires_grad_(False)
        card = Card(
            name=f"small-{resolution}", recipe="", kind="gan", dataset=settings.dataset, licence="",
            seed=0, steps=0, torch="", seconds=0.0, device="", command="",
            settings=settings.as_dict(), sha256=f"{settings.dataset}-{resolution}",
        )  # fmt: skip
        made[resolution] = Model(card, settings, network)
    return made
