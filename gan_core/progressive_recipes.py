"""Recipes of GANs that grow (Karras et al. 2018), in sizes that a processor trains."""

from __future__ import annotations

from typing import Any

from gan_core.growth import growing_steps
from gan_core.image_recipe import ImageRecipe
from gan_core.image_settings import ImageSettings

PAPER = "review of progressive GANs"

PROGRESSIVE: dict[str, Any] = {
    "kind": "gan",
    "network": "progressive",
    "loss": "wgan-gp",
    "lr": 1e-3,
    "lr_d": 1e-3,
    "beta1": 0.0,
    "beta2": 0.99,
    "ema": 0.999,
    "precision": "bfloat16",
    "batch_size": 64,
}
"""What the paper has, but for the batch: 128 there, 64 here up to 16 x 16 pixels."""


def _grown(changes: dict[str, Any], about: str) -> ImageRecipe:
    """Return a recipe whose run ends when its last side has settled."""
    settings = ImageSettings().replace(**PROGRESSIVE, **changes)
    steps = {"steps": growing_steps(settings)}
    return ImageRecipe({**PROGRESSIVE, **changes, **steps}, about, PAPER, storage="float16")


PROGRESSIVE_RECIPES: dict[str, ImageRecipe] = {
    "pggan-mnist32": _grown(
        {
            "dataset": "mnist",
            "grow_to": 32,
            "latent_dim": 64,
            "width": 64,
            "channel_base": 256,
            "fade_images": 12_000,
            "settle_images": 12_000,
        },
        "Progressive GAN on digits, framed to 32 x 32: it grows in a few minutes.",
    ),
    "pggan-celeba64": _grown(
        {
            "dataset": "celeba",
            "grow_to": 64,
            "latent_dim": 128,
            "width": 128,
            "channel_base": 1024,
            "fade_images": 40_000,
            "settle_images": 40_000,
            "mirror": "on",
            "augment": "diff-augment",
        },
        "Progressive GAN on faces; few channels and few pictures, as a processor allows.",
    ),
}
