"""How each kind of model on pictures is trained, and what its runs show, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import torch

from gan_core.data.images import ImageSet
from gan_core.settings.images import CLASSES, PROGRESSIVE, ImageSettings
from gan_core.settings.progressive import phases
from gan_core.training.images.progressive_step import ProgressiveTrainer
from gan_core.training.images.sheets import Sheet, doubted, generated, reconstructed
from gan_core.training.images.steps import (
    AdversarialTrainer,
    AutoencoderTrainer,
    ClassifierTrainer,
    DiscriminatorTrainer,
)
from gan_core.training.images.trainer import ImageTrainer
from gan_core.training.parallel import ALONE, Parallel


@dataclass(frozen=True)
class TrainingFamily:
    """One kind of model.

    ``trainer`` moves its networks, ``of_network`` names networks that have another one; ``sheet``
    makes the pictures that a run shows. ``labels``: it learns those of its pictures.
    """

    trainer: type[ImageTrainer]
    sheet: Sheet
    of_network: Mapping[str, type[ImageTrainer]] = field(default_factory=dict)
    labels: bool = False


TRAINING_FAMILIES: dict[str, TrainingFamily] = {
    "ae": TrainingFamily(AutoencoderTrainer, reconstructed),
    "vae": TrainingFamily(AutoencoderTrainer, reconstructed),
    "gan": TrainingFamily(
        AdversarialTrainer, generated, of_network={PROGRESSIVE: ProgressiveTrainer}
    ),
    "cgan": TrainingFamily(AdversarialTrainer, generated, labels=True),
    "classifier": TrainingFamily(ClassifierTrainer, doubted, labels=True),
    "discriminator": TrainingFamily(DiscriminatorTrainer, generated),
}


def make_trainer(
    settings: ImageSettings,
    data: ImageSet,
    *,
    device: torch.device,
    parallel: Parallel = ALONE,
) -> ImageTrainer:
    """Return the trainer of a model's kind; ``data`` is what it learns from.

    With ``parallel`` other processes train the same with the rest of each batch.
    """
    family = TRAINING_FAMILIES[settings.kind]
    if family.labels and int(data.labels.max()) >= CLASSES:
        raise ValueError(f"labels are not below {CLASSES}")
    make = family.of_network.get(settings.network, family.trainer)
    if parallel is ALONE:
        return make(settings, data, device=device)
    batches = [phase.batch for phase in phases(settings)] if settings.progressive else []
    for batch in batches or [settings.batch_size]:
        parallel.share(batch)
    return make(settings, data, device=device, parallel=parallel)
