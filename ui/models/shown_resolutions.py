"""Progressive GANs that pages show: loaded once per server, at every resolution that was kept."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache, lru_cache

import torch

from gan_core.checkpoints.native import CheckpointError, Model
from gan_core.checkpoints.resolutions import (
    ResolutionPictures,
    load_fade_ins,
    load_resolutions,
    resolution_pictures,
)
from ui.models.shown_models import noise_of, require_shipped, threads_for

WHOLE = 4.0
"""Deviations beyond which next to no latent lies."""


@dataclass(frozen=True)
class Resolutions:
    """Pictures of the same latents by resolution, and how long they took."""

    pictures: dict[int, ResolutionPictures]
    milliseconds: float


@cache
def shown_resolutions(name: str) -> dict[int, Model]:
    """Load a shipped progressive GAN once, by resolution; ``CheckpointError`` if not shipped."""
    require_shipped(name)
    models = load_resolutions(name)
    if not models[max(models)].settings.progressive:
        raise CheckpointError(
            f"{name} is no progressive GAN, so it has one resolution; accepted: models such as "
            "pggan-celeba64"
        )
    return models


@cache
def shown_fade_ins(name: str) -> dict[int, Model]:
    """Load what was kept of a shipped progressive GAN's fade-ins once, by resolution."""
    return load_fade_ins(name)


@lru_cache(maxsize=16)
def shown_progressive(name: str, count: int, seed: int) -> Resolutions:
    """Make pictures of ``count`` latents at every resolution; cached.

    Latents are not cut off: G brings them to one length, so that smaller ones are the same.
    """
    models = shown_resolutions(name)
    latents = noise_of(models[max(models)], count, seed=seed, truncation=WHOLE)
    started = time.perf_counter()
    with threads_for(count):
        pictures = resolution_pictures(models, torch.from_numpy(latents), shown_fade_ins(name))
    return Resolutions(pictures, 1e3 * (time.perf_counter() - started))
