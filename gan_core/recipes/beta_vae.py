"""Recipes of VAEs that differ in the KL weight alone (beta), to be seen side by side."""

from __future__ import annotations

from gan_core.recipes.digits import CODER
from gan_core.recipes.recipe import ImageRecipe

BETAS = (0.1, 0.5, 2.0, 5.0)
"""Weights of the KL beside 1, which ``vae-mnist-2d`` has."""

SOURCE = "Higgins et al. 2017, beta-VAE"


def beta_name(beta: float) -> str:
    """Return the name of the VAE of this KL weight."""
    return "vae-mnist-2d" if beta == 1 else f"vae-mnist-2d-beta{beta:g}"


BETA_RECIPES: dict[str, ImageRecipe] = {
    beta_name(beta): ImageRecipe(
        {"kind": "vae", "latent_dim": 2, **CODER, "kl_weight": beta},
        f"As vae-mnist-2d, with the KL weighted by {beta:g}.",
        SOURCE,
    )
    for beta in BETAS
}

PLAIN = "ae"
VAE_ROW: dict[str, str] = {PLAIN: "ae-mnist-2d"} | {
    f"{beta:g}": beta_name(beta) for beta in sorted((*BETAS, 1.0))
}
"""The row of models by the KL weight: the autoencoder, which has none, and VAEs."""
