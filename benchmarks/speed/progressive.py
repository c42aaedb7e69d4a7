"""A WGAN-GP step at 32 x 32, 16 faces at 64 x 64, a zoo's picture at 512."""

from __future__ import annotations

import resource
from typing import Any

import torch

from benchmarks.speed.steps import race_steps
from benchmarks.speed.turns import bench_device, machine, medians, take_turns
from gan_core.conversion.networks import build
from gan_core.conversion.settings import ConvertedSettings
from gan_core.latent.generation import as_pixels, decode
from gan_core.models.families import build_model
from gan_core.models.image_networks import draw_noise
from gan_core.models.initialization import build_seeded
from gan_core.recipes.progressive import PROGRESSIVE_RECIPES
from gan_core.settings.images import ImageSettings
from gan_core.settings.progressive import phases
from gan_core.storage.devices import computes_bfloat16
from gan_core.training.images.trainer import ImageTrainer

RECIPE = "pggan-celeba64"
STEP_RESOLUTION = 32
FACES = 16
ROUNDS, REPEATS = 7, 2
ZOO_SIZES = (512, 512, 512, 512, 256, 128, 64, 32)
"""Channels of celebAHQ-512, from 4 to 512 pixels."""

ZOO_LATENTS = 512


def bench_progressive(device_name: str) -> dict[str, Any]:
    """Return milliseconds and ratios, with random weights: speed does not depend on them.

    ``zoo_512_mb`` is by how much the process grew for one picture of 512 pixels, weights included;
    it comes first, before anything else has taken more.
    """
    device = bench_device(device_name)
    settings = PROGRESSIVE_RECIPES[RECIPE].settings()
    result = {**machine(device), "bfloat16": computes_bfloat16(device)}
    result |= bench_zoo(device, ZOO_SIZES) | bench_making(settings, device)
    return result | race_steps(
        settings.replace(grow_to=STEP_RESOLUTION), device, prepare=to_last_phase
    )


def to_last_phase(trainer: ImageTrainer) -> None:
    """Bring a trainer to the step at which its final resolution has come in."""
    trainer.steps_done = phases(trainer.settings)[-1].first


def bench_making(settings: ImageSettings, device: torch.device) -> dict[str, float]:
    """Time making faces at the final resolution of the recipe."""
    random = torch.Generator(device).manual_seed(0)
    network = _network(settings).to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    latents = draw_noise(FACES, settings, generator=random, device=device)
    actions = {
        f"gan_core_make_{FACES}": lambda: as_pixels(decode(network, settings, latents)),
    }
    return medians(take_turns(actions, rounds=ROUNDS, repeats=REPEATS, device=device), "ms")


def _network(settings: ImageSettings) -> torch.nn.Module:
    return build_seeded(
        lambda: build_model(settings),
        settings.start,
        generator=torch.Generator().manual_seed(0),
    ).eval()


@torch.no_grad()
def bench_zoo(device: torch.device, sizes: tuple[int, ...]) -> dict[str, float]:
    """Time one picture of a zoo's generator, and how much memory it takes."""
    before = _peak_mb()
    resolution = 4 << (len(sizes) - 1)
    settings = ConvertedSettings(
        layout="gan-zoo-pgan",
        kind="gan",
        latent_dim=ZOO_LATENTS,
        image_side=resolution,
        sizes=sizes,
        alpha=0.0,
    )
    network = build(settings).to(device).eval()
    latents = torch.randn(1, ZOO_LATENTS, device=device)
    actions = {f"zoo_{resolution}": lambda: network(latents)}
    times = take_turns(actions, rounds=3, repeats=1, device=device)
    return medians(times, "ms") | {f"zoo_{resolution}_mb": _peak_mb() - before}


def _peak_mb() -> float:
    """Return the most memory that this process has had, in MB of main memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
