"""Quick forms of the recipes on digits: minutes on one core where the recipe takes up to hours."""

from __future__ import annotations

from typing import Any

from gan_core.recipes.digits import BEST_GAN, DIGIT_RECIPES, EPOCH
from gan_core.settings.base import SettingsError
from gan_core.settings.images import ImageSettings
from gan_core.storage.text import shown

SMALL_GAN = {**BEST_GAN, "width": 32, "ema": 0.98, "steps": 500}
"""Digits after 300 steps; the network of dcgan-digits, as small, makes a grey grid for 800."""

QUICK_FORMS: dict[str, dict[str, Any]] = {
    "ae-mnist-2d": {"steps": 5 * EPOCH},
    "vae-mnist-2d": {"steps": 5 * EPOCH},
    "vae-mnist-10d": {"steps": 5 * EPOCH},
    "vae-mnist-2d-best": {"steps": 2 * EPOCH, "refit_steps": 0},
    "vae-mnist-10d-best": {"steps": 2 * EPOCH},
    "gan-mnist": {"steps": 6000},
    "gan-mnist-nobn": {"steps": 3000},
    "dcgan-mnist": SMALL_GAN,
    "cgan-mnist": SMALL_GAN,
    "dcgan-mnist-best": SMALL_GAN,
    "cgan-mnist-best": SMALL_GAN,
    "classifier-mnist": {"steps": EPOCH},
}
"""What a quick form changes of its recipe; its pictures are worse, which the studio says."""


def quick_settings(name: str) -> ImageSettings:
    """Return the settings of a recipe's quick form; ``SettingsError`` lists the accepted names."""
    if name not in QUICK_FORMS:
        raise SettingsError(f"no quick form of {shown(name)!r}; accepted: {', '.join(QUICK_FORMS)}")
    return DIGIT_RECIPES[name].settings().replace(**QUICK_FORMS[name])
