"""Small trainers of every kind on digits."""

import torch

from gan_core.settings.images import ImageSettings
from gan_core.training.images.trainers import make_trainer

BASE = {"dataset": "digits", "width": 16, "latent_dim": 4, "batch_size": 32}
RUNS = {
    "ae": {"kind": "ae"},
    "vae": {"kind": "vae", "network": "conv", "kl_warmup": 4, "ema": 0.9},
    "gan": {"kind": "gan", "optimizer": "sgd", "momentum": 0.3, "weight_l1": 1e-5, "lr": 0.1},
    "dcgan": {"kind": "gan", "network": "document", "start": "dcgan", "beta1": 0.5},
    "cgan": {
        "kind": "cgan",
        "network": "sharp",
        "r1": 1.0,
        "r1_every": 2,
        "ema": 0.9,
        "norm_every": 2,
    },
    "classifier": {"kind": "classifier", "network": "conv", "shift": 2, "turn": 10.0},
}


def trainer(name, data, **changes):
    settings = ImageSettings().replace(**(BASE | RUNS[name] | changes))
    return make_trainer(settings, data, device=torch.device("cpu"))


def tensors(run):
    return {name: torch.from_numpy(value) for name, value in run.state()[0].items()}
