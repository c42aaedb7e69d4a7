"""Recipes of models on digits: those of the source documents, and the best that we found."""

from __future__ import annotations

from gan_core.recipes.recipe import ImageRecipe

EPOCH = 468
"""Batches of 128 in MNIST's 60,000 training pictures."""

GAN_DOCUMENT = "a first GAN on MNIST"
DCGAN_DOCUMENT = "DCGAN on MNIST"
THESIS = "thesis on generative models"
OURS = "ours"

CODER = {
    "network": "dense",
    "width": 400,
    "batch_size": 128,
    "lr": 1e-3,
    "precision": "bfloat16",
    "steps": 30 * EPOCH,
}
"""What latent-thesis leaves open: 784-400-400 with ReLU, Adam 1e-3, 30 epochs."""

BEST_CODER = {
    "kind": "vae",
    "network": "conv",
    "width": 32,
    "batch_size": 128,
    "lr": 1e-3,
    "schedule": "cosine",
    "ema": 0.999,
    "precision": "bfloat16",
    "steps": 80 * EPOCH,
}

DENSE_GAN = {
    "kind": "gan",
    "network": "dense",
    "latent_dim": 100,
    "start": "glorot",
    "loss": "ns",
    "optimizer": "sgd",
    "lr": 0.1,
    "momentum": 0.3,
    "lr_d": 0.1,
    "momentum_d": 0.1,
    "schedule": "decay",
    "decay": 1e-5,
    "weight_l1": 1e-5,
    "weight_l2": 1e-5,
    "precision": "bfloat16",
    "batch_size": 32,
    "steps": 150_000,
}

DCGAN = {
    "network": "document",
    "latent_dim": 64,
    "width": 128,
    "start": "dcgan-document",
    "loss": "ns",
    "lr": 2e-4,
    "lr_d": 2e-4,
    "beta1": 0.5,
    "beta2": 0.999,
    "precision": "bfloat16",
    "batch_size": 128,
    "steps": 25 * EPOCH,
}

BEST_GAN = {
    "network": "sharp",
    "latent_dim": 64,
    "width": 64,
    "start": "dcgan",
    "loss": "ns",
    "r1": 0.01,
    "r1_every": 16,
    "lr": 2e-3,
    "lr_d": 2e-3,
    "beta1": 0.0,
    "beta2": 0.99,
    "schedule": "cosine",
    "ema": 0.999,
    "precision": "bfloat16",
    "batch_size": 64,
    "steps": 20_000,
}

DIGIT_RECIPES: dict[str, ImageRecipe] = {
    "ae-mnist-2d": ImageRecipe(
        {"kind": "ae", "latent_dim": 2, **CODER},
        "Autoencoder with a latent of two numbers.",
        THESIS,
    ),
    "vae-mnist-2d": ImageRecipe(
        {"kind": "vae", "latent_dim": 2, **CODER},
        "Variational autoencoder with a latent of two numbers.",
        THESIS,
    ),
    "vae-mnist-10d": ImageRecipe(
        {"kind": "vae", "latent_dim": 10, **CODER},
        "Variational autoencoder with a latent of ten numbers.",
        THESIS,
    ),
    "vae-mnist-2d-best": ImageRecipe(
        {
            "latent_dim": 2,
            **BEST_CODER,
            "lr": 2e-3,
            "encoder_noise": 0.2,
            "refit_steps": 5 * EPOCH,
            "steps": 125 * EPOCH,
        },
        "Convolutional variational autoencoder with a latent of two numbers.",
        OURS,
        storage="mixed",
        chosen_by="validation",
    ),
    "vae-mnist-10d-best": ImageRecipe(
        {"latent_dim": 10, "encoder_noise": 0.1, **BEST_CODER},
        "Convolutional variational autoencoder with a latent of ten numbers.",
        OURS,
        chosen_by="test",
    ),
    "gan-mnist": ImageRecipe(
        DENSE_GAN,
        "Fully connected GAN with batch norm in the generator.",
        GAN_DOCUMENT,
    ),
    "gan-mnist-nobn": ImageRecipe(
        {**DENSE_GAN, "batch_norm": "off"},
        "The same without batch norm: every latent gives the same picture.",
        GAN_DOCUMENT,
    ),
    "dcgan-mnist": ImageRecipe(
        {"kind": "gan", **DCGAN},
        "Convolutional GAN.",
        DCGAN_DOCUMENT,
    ),
    "cgan-mnist": ImageRecipe(
        {"kind": "cgan", **DCGAN, "start": "dcgan", "batch_size": 50, "steps": 12_000},
        "Convolutional GAN whose label you choose.",
        THESIS,
    ),
    "dcgan-mnist-best": ImageRecipe(
        {"kind": "gan", **BEST_GAN, "steps": 40_000},
        "Convolutional GAN with the R1 penalty, falling learning rates and an EMA of its weights.",
        OURS,
        chosen_by="validation",
    ),
    "cgan-mnist-best": ImageRecipe(
        {"kind": "cgan", **BEST_GAN},
        "The same with labels to choose.",
        OURS,
        chosen_by="validation",
    ),
    "classifier-mnist": ImageRecipe(
        {
            "kind": "classifier",
            "network": "conv",
            "width": 32,
            "batch_size": 128,
            "lr": 2e-3,
            "schedule": "cosine",
            "shift": 2,
            "turn": 12.0,
            "label_smoothing": 0.05,
            "ema": 0.999,
            "steps": 20 * EPOCH,
        },
        "Classifier whose 128 features compare generated digits with real ones.",
        OURS,
    ),
}
