"""``benchmarks.speed latent``: pictures from latents, by every shipped model that makes some."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch

from benchmarks.speed.race import ratios
from benchmarks.speed.turns import bench_device, contiguous, machine, medians, take_turns
from gan_core.checkpoints.native import (
    PRETRAINED,
    CheckpointError,
    Model,
    load_model,
    model_names,
    read_card,
)
from gan_core.cli.output import UsageError
from gan_core.latent.generation import decode
from gan_core.models.image_networks import draw_noise
from gan_core.settings.families import GENERATIVE
from gan_core.settings.images import CLASSES

COUNTS = (1, 64)
ROUNDS, REPEATS = 7, 5


def bench_latent(device_name: str) -> dict[str, Any]:
    """Return milliseconds of decoding one latent and 64, by model.

    The peer ``contiguous`` is the same network in float32 as torch lays it out by itself; ours is
    channels last, which dense networks do not notice.
    """
    device = bench_device(device_name)
    result: dict[str, Any] = machine(device)
    try:
        for name in model_names():
            if read_card(PRETRAINED / name).kind in GENERATIVE:
                models = [load_model(name).to(device) for _ in range(2)]
                result |= {f"{name}_{key}": value for key, value in race(models, device).items()}
    except CheckpointError as error:
        raise UsageError(str(error)) from None
    return result


def race(models: list[Model], device: torch.device) -> dict[str, float]:
    """Race a model with its peer; ``models`` are the same one twice."""
    settings = models[0].settings
    networks = {"gan_core": models[0].network, "contiguous": contiguous(models[1].network)}
    found: dict[str, float] = {}
    for count in COUNTS:
        random = torch.Generator(device).manual_seed(0)
        latents = draw_noise(count, settings, generator=random, device=device)
        labels = torch.arange(count, device=device) % CLASSES
        actions = {
            f"{name}_{count}": partial(decode, network, settings, latents, labels)
            for name, network in networks.items()
        }
        times = take_turns(actions, rounds=ROUNDS, repeats=REPEATS, device=device)
        found |= medians(times, "ms")
        found |= ratios(times, f"contiguous_{count}", f"gan_core_{count}")
    return found
