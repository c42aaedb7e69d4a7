"""A training step on pictures beside the same step in plain contiguous float32."""

from __future__ import annotations

from collections.abc import Callable

import torch

from benchmarks.speed.race import ratios
from benchmarks.speed.turns import contiguous, medians, take_turns
from gan_core.data.images import ImageSet
from gan_core.settings.images import ImageSettings
from gan_core.training.images.trainer import ImageTrainer
from gan_core.training.images.trainers import make_trainer

ROUNDS, STEPS = 7, 2


def race_steps(
    settings: ImageSettings,
    device: torch.device,
    *,
    prepare: Callable[[ImageTrainer], object] = lambda trainer: None,
) -> dict[str, float]:
    """Return milliseconds of both steps and their ratio; ``prepare`` brings a trainer to its step.

    The pictures are random: a step does not look at what is on them.
    """
    shape = (2 * settings.batch_size, settings.channels, *[settings.resolution] * 2)
    pictures = torch.randint(
        0, 256, shape, dtype=torch.uint8, generator=torch.Generator().manual_seed(0)
    )
    data = ImageSet(settings.dataset, "train", pictures, torch.zeros(len(pictures)).long())
    fast, peer = make_trainer(settings, data, device=device), plain(settings, data, device)
    for trainer in (fast, peer):
        prepare(trainer)
    actions = {"gan_core_step": fast.step, "float32_step": peer.step}
    times = take_turns(actions, rounds=ROUNDS, repeats=STEPS, device=device)
    return medians(times, "ms") | ratios(times, "float32_step", "gan_core_step")


def plain(settings: ImageSettings, data: ImageSet, device: torch.device) -> ImageTrainer:
    """Return the peer of a step: float32, and no network channels last."""
    trainer = make_trainer(settings.replace(precision="float32"), data, device=device)
    for network in trainer.networks().values():
        contiguous(network)
    return trainer
