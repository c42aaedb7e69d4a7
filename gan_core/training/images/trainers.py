"""Which trainer goes with which model on pictures."""

from __future__ import annotations

import torch

from gan_core.data.images import ImageSet
from gan_core.settings.images import CLASSES, ImageSettings
from gan_core.training.images.progressive_step import ProgressiveTrainer
from gan_core.training.images.steps import AdversarialTrainer, AutoencoderTrainer, ClassifierTrainer
from gan_core.training.images.trainer import ImageTrainer

TRAINERS: dict[str, type[ImageTrainer]] = {
    "ae": AutoencoderTrainer,
    "vae": AutoencoderTrainer,
    "gan": AdversarialTrainer,
    "cgan": AdversarialTrainer,
    "classifier": ClassifierTrainer,
    "discriminator": AdversarialTrainer,
}


def make_trainer(settings: ImageSettings, data: ImageSet, *, device: torch.device) -> ImageTrainer:
    """Return the trainer of a model's kind; ``data`` is what it learns from."""
    if settings.kind == "classifier" and int(data.labels.max()) >= CLASSES:
        raise ValueError(f"labels are not below {CLASSES}")
    kind = ProgressiveTrainer if settings.grows else TRAINERS[settings.kind]
    return kind(settings, data, device=device)
