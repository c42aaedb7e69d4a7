"""A step of the DCGAN on faces, making 64, and placing them among real ones."""

from __future__ import annotations

from typing import Any

import torch

from benchmarks.speed.race import ratios
from benchmarks.speed.steps import race_steps
from benchmarks.speed.turns import bench_device, contiguous, machine, medians, take_turns
from benchmarks.speed.umap import umap_transform
from gan_core.checkpoints.native import CheckpointError, Model, load_model
from gan_core.cli.output import UsageError
from gan_core.faces.reference import ReferenceSet, shipped_reference
from gan_core.faces.spaces import Pixels, raw_features
from gan_core.latent.generation import as_pixels, decode
from gan_core.models.image_networks import draw_noise
from gan_core.recipes.faces import FACE_RECIPES
from gan_core.storage.devices import computes_bfloat16

MODEL, SPACE = "dcgan-celeba64", "discriminator"
FACES = 64
ROUNDS, REPEATS = 7, 3
BAR_MS = 500.0
"""Making and placing 64 faces is to take less."""


def bench_faces(device_name: str) -> dict[str, Any]:
    """Return milliseconds of a training step, and of making and placing 64 faces.

    The step's peer is the same step with contiguous float32 networks; that of making is the same
    network laid out contiguously; that of placing is umap-learn's ``transform`` of the same 64
    features, warm. Placing alone starts from features; ``make_and_place`` has all that a page
    needs: pictures, features, places and the verdicts of all tests.
    """
    device = bench_device(device_name)
    try:
        models = [load_model(MODEL).to(device) for _ in range(2)]
        known = shipped_reference(SPACE)
        raw_features(SPACE, device=device)
    except CheckpointError as error:
        raise UsageError(str(error)) from None
    result = {**machine(device), "bfloat16": computes_bfloat16(device)}
    result |= race_steps(FACE_RECIPES[MODEL].settings(), device)
    return result | bench_placing(models, known, device)


def bench_placing(
    models: list[Model], known: ReferenceSet, device: torch.device
) -> dict[str, float | bool]:
    """Race making and placing with their peers; ``models`` are the same one twice."""
    settings = models[0].settings
    random = torch.Generator(device).manual_seed(0)
    latents = draw_noise(FACES, settings, generator=random, device=device)
    raw = raw_features(SPACE, device=device)
    networks = [models[0].network, contiguous(models[1].network)]

    def make(which: int) -> Pixels:
        return as_pixels(decode(networks[which], settings, latents))

    features = known.space.reduced(raw(make(0)))
    transform, _ = umap_transform(known)
    actions = {
        "gan_core_make_64": lambda: make(0),
        "contiguous_make_64": lambda: make(1),
        "gan_core_place_64": lambda: known.surroundings(features).places,
        "umap_transform_64": lambda: transform(features),
        "gan_core_make_and_place_64": lambda: known.placed(raw(make(0))),
    }
    times = take_turns(actions, rounds=ROUNDS, repeats=REPEATS, device=device)
    result: dict[str, float | bool] = {**medians(times, "ms")}
    result |= ratios(times, "contiguous_make_64", "gan_core_make_64")
    result |= ratios(times, "umap_transform_64", "gan_core_place_64")
    result["bar_ms"] = BAR_MS
    result["under_bar"] = result["gan_core_make_and_place_64_ms"] < BAR_MS
    return result
