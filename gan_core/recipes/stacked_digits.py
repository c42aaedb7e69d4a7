"""The recipe on Stacked MNIST, for the command line and the library; it takes most of an hour."""

from gan_core.recipes.digits import BEST_GAN
from gan_core.recipes.recipe import ImageRecipe
from gan_core.settings.datasets import STACKED

STACKED_RECIPES: dict[str, ImageRecipe] = {
    "dcgan-stacked-mnist": ImageRecipe(
        {"kind": "gan", **BEST_GAN, "dataset": STACKED, "latent_dim": 128},
        "Convolutional GAN on Stacked MNIST, three digits as the colours of a picture: 1,000 "
        "modes.",
        "Metz et al. 2017",
    ),
}
