"""``bench faces``: a step of the DCGAN on faces, making 64, and placing them among real ones."""

from __future__ import annotations

from typing import Any

import torch

from gan_core.checkpoints import CheckpointError, Model, load_model
from gan_core.cli.bench_race import ratios
from gan_core.cli.bench_turns import bench_device, contiguous, machine, medians, take_turns
from gan_core.cli.bench_umap import umap_transform
from gan_core.cli.output import UsageError
from gan_core.data.images import ImageSet
from gan_core.devices import computes_bfloat16
from gan_core.face_recipes import FACE_RECIPES
from gan_core.faces.reference import ReferenceSet, shipped_reference
from gan_core.faces.spaces import Pixels, raw_features
from gan_core.image_settings import FACE_SIDE, ImageSettings
from gan_core.latent.generation import as_pixels, decode
from gan_core.models.image_networks import draw_noise
from gan_core.training.image_trainer import ImageTrainer
from gan_core.training.image_trainers import make_trainer

MODEL, SPACE = "dcgan-celeba64", "discriminator"
FACES = 64
ROUNDS, REPEATS = 7, 3
STEP_ROUNDS, STEPS = 7, 2
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
    result |= bench_step(FACE_RECIPES[MODEL].settings(), device)
    return result | bench_placing(models, known, device)


def bench_step(settings: ImageSettings, device: torch.device) -> dict[str, float]:
    """Race the recipe's step with the same in plain contiguous float32."""
    pictures = torch.randint(
        0, 256, (2 * settings.batch_size, 3, FACE_SIDE, FACE_SIDE), dtype=torch.uint8,
        generator=torch.Generator().manual_seed(0),
    )  # fmt: skip
    data = ImageSet(settings.dataset, "train", pictures, torch.zeros(len(pictures)).long())
    fast = make_trainer(settings, data, device=device)
    steps = {"gan_core_step": fast.step, "float32_step": plain(settings, data, device).step}
    times = take_turns(steps, rounds=STEP_ROUNDS, repeats=STEPS, device=device)
    return medians(times, "ms") | ratios(times, "float32_step", "gan_core_step")


def plain(settings: ImageSettings, data: ImageSet, device: torch.device) -> ImageTrainer:
    """Return the peer of a step: float32, and no network channels last."""
    trainer = make_trainer(settings.replace(precision="float32"), data, device=device)
    for network in trainer.networks().values():
        contiguous(network)
    return trainer


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
