"""Settings of the progressive GAN of faces, tried at 16 x 16 pixels on validation faces.

``python -m benchmarks.growing_choices [--data DIR] [LABEL ...]`` trains each candidate for as many
pictures, by one thread, and measures it on the 1,000 validation faces; no test face is read. What
has been measured is in ``docs/growing/choices.json`` and is not measured again.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from benchmarks.progressive_runs import CPU
from gan_core.data.images import load_images
from gan_core.data.splits import TRAIN, VALIDATION
from gan_core.latent.generation import decode
from gan_core.metrics.features import frechet_distance, manifold_scores
from gan_core.metrics.laplacian_swd import laplacian_swd
from gan_core.models.image_networks import draw_noise
from gan_core.settings.images import ImageSettings
from gan_core.settings.progressive import images_shown, progressive_steps
from gan_core.storage.serialization import write_atomically
from gan_core.training.divergence import DivergenceError
from gan_core.training.images.batches import fitted
from gan_core.training.images.trainers import make_trainer

RESULTS = Path(__file__).resolve().parents[1] / "docs" / "growing" / "choices.json"
COMPONENTS = 48
"""Principal components of the validation faces' pixels, in which sets are compared."""

COMMON: dict[str, Any] = {
    "dataset": "celeba",
    "kind": "gan",
    "network": "progressive",
    "grow_to": 16,
    "latent_dim": 128,
    "width": 64,
    "channel_base": 512,
    "fade_images": 20_000,
    "settle_images": 20_000,
    "beta1": 0.0,
    "beta2": 0.99,
    "mirror": "on",
}
PAPER = {"loss": "wgan-gp", "lr": 1e-3, "lr_d": 1e-3, "ema": 0.999, "batch_size": 64}
"""What the first model of faces had."""

OURS = {
    "loss": "ns",
    "r1": 0.5,
    "r1_every": 4,
    "lr": 1e-3,
    "lr_d": 1e-3,
    "ema": 0.995,
    "batch_size": 32,
    "augment": "diff-augment",
    "upsampling": "bilinear",
}
QUICKER = {"lr": 2e-3, "lr_d": 2e-3}
CANDIDATES: dict[str, dict[str, Any]] = {
    "WGAN-GP, DiffAugment": {**PAPER, "augment": "diff-augment"},
    "non-saturating, R1 0.5": OURS,
    "the same, R1 0.05": {**OURS, "r1": 0.05},
    "the same, pixels repeated": {**OURS, "upsampling": "nearest"},
    "the same, no DiffAugment": {**OURS, "augment": "none"},
    "the same, rates 0.002": {**OURS, **QUICKER},
    "the same, R1 5": {**OURS, "r1": 5.0},
    "the same, batches of 64": {**OURS, "batch_size": 64},
    "rates 0.002, no DiffAugment": {**OURS, **QUICKER, "augment": "none"},
}


FLOOR = "other real faces"
"""The row of as many training faces, in place of generated ones."""


def settings_of(label: str) -> ImageSettings:
    """Return a candidate's settings; its run ends when 16 x 16 is stabilised."""
    settings = ImageSettings().replace(**COMMON, **CANDIDATES[label])
    return settings.replace(steps=progressive_steps(settings))


def read_choices() -> list[dict[str, Any]]:
    """Return what has been measured."""
    return json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else []


@torch.no_grad()
def scores(real: Tensor, generated: Tensor) -> dict[str, Any]:
    """Compare as many pictures, (N, 3, 16, 16) in [0, 1]: patches, and components of the pixels."""
    pixels = real.flatten(1)
    middle = pixels.mean(0)
    directions = torch.linalg.svd(pixels - middle, full_matrices=False).Vh[:COMPONENTS].T
    first, second = (((part.flatten(1) - middle) @ directions) for part in (real, generated))
    return {
        "swd": laplacian_swd(real * 255, generated * 255)["average"],
        "frechet_distance": frechet_distance(first, second),
        **vars(manifold_scores(first, second)),
    }


def measure(label: str, data: Path | None) -> dict[str, Any]:
    """Train a candidate and return its row; that of real faces at once."""
    settings = settings_of(next(iter(CANDIDATES)) if label == FLOOR else label)
    train = load_images("celeba", TRAIN, folder=data)
    held_out = fitted(load_images("celeba", VALIDATION, folder=data), settings.resolution)
    real = held_out.images.float() / 255
    if label == FLOOR:
        others = fitted(train, settings.resolution).images[: len(real)].float() / 255
        return {"candidate": label, "split": held_out.split, **scores(real, others)}
    trainer = make_trainer(settings, train, device=CPU)
    start = time.process_time()
    row = {"candidate": label, "split": held_out.split, "steps": settings.steps}
    try:
        while trainer.steps_done < settings.steps:
            trainer.step()
    except DivergenceError as error:
        return row | {"diverged": str(error)}
    seconds = time.process_time() - start
    random = torch.Generator().manual_seed(1)
    latents = draw_noise(len(real), settings, generator=random, device=CPU)
    generated = decode(trainer.product, settings, latents)
    return row | {
        "pictures": images_shown(settings, settings.steps),
        "seconds": seconds,
        **scores(real, generated),
    }


def main() -> None:
    """Train and measure what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", nargs="*")
    parser.add_argument("--data", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    for label in arguments.labels or [*CANDIDATES, FLOOR]:
        if not any(row["candidate"] == label for row in read_choices()):
            row = measure(label, arguments.data)
            # Others may have measured meanwhile.
            write_atomically(RESULTS, json.dumps([*read_choices(), row], indent=1).encode() + b"\n")
            print(row, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
