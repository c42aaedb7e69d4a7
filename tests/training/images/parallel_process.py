"""A process of a training by torchrun: trains small runs and writes what they have become.

``python -m tests.training.images.parallel_process FOLDER RECIPE``
"""

import sys
from pathlib import Path

import numpy as np
import torch

from gan_core.data.images import load_images
from gan_core.recipes.catalogue import image_recipe
from gan_core.training.images.trainers import make_trainer
from gan_core.training.parallel import ALONE, joined
from tests.face_pictures import made_up_faces

STEPS = 20
RUNS = {
    # Batch norm, labels, R1. Not Adam: a bias before a batch norm has no slope but the last bits of
    # others, which Adam scales up to whole steps.
    "cgan-mnist": {
        "dataset": "digits", "width": 8, "latent_dim": 8, "batch_size": 16, "r1": 1.0,
        "optimizer": "sgd", "lr": 0.01, "lr_d": 0.01, "momentum": 0.5,
    },
    # Chance in the encoder's input and in the latents.
    "vae-mnist-10d-best": {"dataset": "digits", "width": 8, "batch_size": 16},
    # Batch norm of rows, pictures moved and turned. (Not the classifier: in its maxima over a plain
    # background the last bit decides which pixel has the slope.)
    "gan-mnist": {
        "dataset": "digits", "width": 16, "batch_size": 16, "shift": 2, "turn": 12.0,
        "optimizer": "sgd", "lr": 0.01, "lr_d": 0.01,
    },
    # Groups of the minibatch standard deviation, the penalty's mix, mirrors, DiffAugment, growing.
    "pggan-celeba64": {
        "dataset": "pictures", "width": 8, "channel_base": 64, "latent_dim": 8, "batch_size": 32,
        "fade_images": 128, "settle_images": 128, "grow_to": 8, "lr": 2e-4, "lr_d": 2e-4,
    },
}  # fmt: skip


def small_run(recipe, parallel=ALONE):
    """Return the trainer of a small run at its start."""
    settings = image_recipe(recipe).settings()
    settings = settings.replace(**RUNS[recipe], precision="float32", steps=STEPS)
    data = load_images("digits", "train") if settings.dataset == "digits" else made_up_faces(64)
    return make_trainer(settings, data, device=torch.device("cpu"), parallel=parallel)


def trained(recipe, parallel=ALONE):
    """Return the state of a small run at its end."""
    trainer = small_run(recipe, parallel)
    for _ in range(STEPS):
        trainer.step()
    return trainer.state()


def main(folder, recipe):
    torch.set_num_threads(1)
    with joined() as parallel:
        arrays, facts = trained(recipe, parallel)
        if parallel.leads:
            np.savez(Path(folder) / f"{recipe}.npz", **arrays, **facts["losses"])


if __name__ == "__main__":
    main(*sys.argv[1:])
