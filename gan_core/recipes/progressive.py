"""Recipes of progressive GANs (Karras et al. 2018), in sizes that a processor trains."""

from __future__ import annotations

from typing import Any

from gan_core.recipes.recipe import ImageRecipe
from gan_core.settings.images import ImageSettings
from gan_core.settings.progressive import progressive_steps

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


def _progressive(
    changes: dict[str, Any], about: str, *, more: int = 0, chosen_by: str = "source"
) -> ImageRecipe:
    """Return a recipe whose run ends ``more`` steps after the final resolution is stabilised."""
    values = PROGRESSIVE | changes
    values["steps"] = progressive_steps(ImageSettings().replace(**values)) + more
    return ImageRecipe(values, about, PAPER, storage="float16", chosen_by=chosen_by)


PROGRESSIVE_RECIPES: dict[str, ImageRecipe] = {
    "pggan-mnist32": _progressive(
        {
            "dataset": "mnist",
            "grow_to": 32,
            "latent_dim": 64,
            "width": 64,
            "channel_base": 512,
            "fade_images": 16_000,
            "settle_images": 16_000,
            # With so few steps the paper's loss makes little but rings.
            "loss": "ns",
            "r1": 2.0,
            "r1_every": 4,
            # An EMA over a thousand steps would lag by whole phases.
            "ema": 0.99,
        },
        "Progressive GAN on digits, framed to 32 x 32: trained in minutes, by a loss that learns "
        "quicker than the paper's.",
        more=750,
        chosen_by="unrecorded",
    ),
    "pggan-celeba64": _progressive(
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
