"""Recipes of models on faces of 64 x 64 pixels."""

from __future__ import annotations

from gan_core.recipes.recipe import ImageRecipe

THESIS = "thesis on generative models, chapter 8"
OURS = "ours"

DCGAN = {
    "dataset": "celeba",
    "network": "dcgan64",
    "latent_dim": 100,
    "width": 32,
    "start": "dcgan",
    "loss": "ns",
    "lr": 1e-3,
    "lr_d": 1e-3,
    "beta1": 0.5,
    "beta2": 0.999,
    "schedule": "cosine",
    "mirror": "on",
    "augment": "diff-augment",
    "ema": 0.999,
    "precision": "bfloat16",
    "batch_size": 100,
}

FACE_RECIPES: dict[str, ImageRecipe] = {
    "dcgan-celeba64": ImageRecipe(
        {"kind": "gan", **DCGAN, "norm_every": 10, "steps": 15_000},
        "DCGAN by the paper's rules; its D sees augmented faces (DiffAugment), as they are few.",
        THESIS,
        storage="float16",
        chosen_by="unrecorded",
    ),
    "discriminator-celeba64": ImageRecipe(
        {"kind": "discriminator", **DCGAN, "batch_size": 64, "seed": 1, "steps": 6000},
        "D of another training, the feature extractor for faces of the first.",
        OURS,
        storage="float16",
        chosen_by="unrecorded",
    ),
    "vae-celeba64": ImageRecipe(
        {
            "dataset": "celeba",
            "kind": "vae",
            "network": "conv64",
            "latent_dim": 64,
            "width": 32,
            "batch_size": 100,
            "lr": 1e-3,
            "schedule": "cosine",
            "mirror": "on",
            "ema": 0.999,
            "precision": "bfloat16",
            "steps": 6000,
        },
        "Convolutional VAE, whose encoder says where a face lies.",
        OURS,
        storage="float16",
        chosen_by="unrecorded",
    ),
}
