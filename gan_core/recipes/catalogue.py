"""All recipes of models on pictures, by name."""

from __future__ import annotations

from gan_core.recipes.beta_vae import BETA_RECIPES
from gan_core.recipes.dcgan_ablations import ABLATION_RECIPES
from gan_core.recipes.digits import DIGIT_RECIPES
from gan_core.recipes.faces import FACE_RECIPES
from gan_core.recipes.progressive import PROGRESSIVE_RECIPES
from gan_core.recipes.recipe import ImageRecipe
from gan_core.recipes.stacked_digits import STACKED_RECIPES
from gan_core.settings.base import SettingsError
from gan_core.storage.text import shown

IMAGE_RECIPES: dict[str, ImageRecipe] = {
    **DIGIT_RECIPES,
    **BETA_RECIPES,
    **ABLATION_RECIPES,
    **FACE_RECIPES,
    **PROGRESSIVE_RECIPES,
    **STACKED_RECIPES,
}


def image_recipe(name: str) -> ImageRecipe:
    """Return the recipe called ``name``; ``SettingsError`` lists the accepted names."""
    if name not in IMAGE_RECIPES:
        raise SettingsError(f"unknown recipe {shown(name)!r}; accepted: {', '.join(IMAGE_RECIPES)}")
    return IMAGE_RECIPES[name]
