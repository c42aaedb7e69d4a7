"""A progressive GAN and the same network at full size from the start, as many pictures shown."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from gan_core.data.images import ImageSet
from gan_core.latent.generation import as_pixels, decode
from gan_core.metrics.laplacian_swd import laplacian_swd
from gan_core.models.image_networks import draw_noise
from gan_core.settings.images import ImageSettings
from gan_core.settings.progressive import images_shown, progress_at
from gan_core.training.divergence import DivergenceError
from gan_core.training.images.batches import fitted
from gan_core.training.images.progressive_step import ProgressiveTrainer
from gan_core.viz.picture_grid import Pixels

CPU = torch.device("cpu")
COMPARED = 1000
"""Real and generated pictures of a distance."""

SHOWN = 10
MARKS = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 1.0)
"""Shares of all pictures shown at which a course is measured."""

LEAST = 4
"""Pictures of a phase that is to last one step."""


@dataclass(frozen=True)
class Course:
    """Rows of figures at the marks, and the pictures of ten latents at each."""

    rows: list[dict[str, Any]]
    pictures: list[Pixels]


def from_the_start(settings: ImageSettings) -> ImageSettings:
    """Return the same run with every phase but the last one step long, and as many pictures."""
    total = images_shown(settings, settings.steps)
    flat = settings.replace(fade_images=LEAST, settle_images=LEAST)
    batch = progress_at(flat, 10**9).phase.batch
    steps = flat.steps
    while images_shown(flat, steps) < total:
        steps += -(-(total - images_shown(flat, steps)) // batch)
    while images_shown(flat, steps - 1) >= total:
        steps -= 1
    return flat.replace(steps=steps)


def run(settings: ImageSettings, train: ImageSet, test: ImageSet) -> Course:
    """Train and measure; seconds are the processor's, so that other programs do not count."""
    trainer = ProgressiveTrainer(settings, train, device=CPU)
    real = fitted(test, settings.resolution).images[:COMPARED].float()
    random = torch.Generator().manual_seed(1)
    latents = draw_noise(COMPARED, settings, generator=random, device=CPU)
    total = images_shown(settings, settings.steps)
    rows: list[dict[str, Any]] = []
    sheets: list[Pixels] = []
    seconds = 0.0
    for mark in MARKS:
        started = time.process_time()
        try:
            while images_shown(settings, trainer.steps_done) < mark * total:
                if trainer.steps_done >= settings.steps:
                    break
                trainer.step()
        except DivergenceError as error:
            rows.append({"mark": mark, "diverged": str(error)})
            break
        seconds += time.process_time() - started
        made = as_pixels(decode(trainer.shown, settings, latents))
        grey = torch.from_numpy(made)[:, None].float()
        progress = progress_at(settings, trainer.steps_done)
        rows.append(
            {
                "mark": mark,
                "step": trainer.steps_done,
                "pictures": images_shown(settings, trainer.steps_done),
                "seconds": round(seconds, 1),
                "side": progress.phase.resolution,
                "alpha": progress.alpha,
                "swd": laplacian_swd(real, grey),
            }
        )
        sheets.append(np.asarray(made[:SHOWN]))
    return Course(rows, sheets)


def floor(train: ImageSet, test: ImageSet, resolution: int) -> dict[str, float]:
    """Return what as many training pictures get beside the test's."""
    real = fitted(test, resolution).images[:COMPARED].float()
    return laplacian_swd(real, fitted(train, resolution).images[:COMPARED].float())
