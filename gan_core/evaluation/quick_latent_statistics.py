"""Latent statistics of a converted model, in a second or two and without its training data."""

from __future__ import annotations

import math
import time
from typing import Any

import torch
from torch import Tensor

from gan_core.checkpoints.native import Model
from gan_core.data.images import ImageSet
from gan_core.evaluation.digit_classifier import load_classifier
from gan_core.evaluation.latent_statistics import DIRECTIONS, LatentStatistics, class_means, coded
from gan_core.latent.directions import Directions, principal_directions, total_sobol_indices
from gan_core.latent.generation import decode
from gan_core.models.image_networks import draw_noise
from gan_core.settings.families import ENCODING

SECONDS = 1.5
"""About what Sobol indices may take; they are left out of a slower network."""

LEAST_DRAWS, MOST_DRAWS = 16, 256
SAMPLES = 1000
"""Samples that the classifier sorts by digit, for the mean latent of each."""

FEATURES = 512
"""At most so many features of the first layer are looked at, evenly spaced."""

SLOW = 0.25
"""Seconds a picture above which Sobol indices are not tried."""

PICTURES = 5000


@torch.no_grad()
def measure_latents_quickly(
    model: Model, test: ImageSet | None, *, picture_seconds: float
) -> LatentStatistics:
    """Measure a converted model on the CPU; ``effects`` are empty where that would take too long.

    ``picture_seconds`` is how long one picture takes, for which a slow model is not asked twice.
    ``test`` are test digits, if they are at hand and the model makes digits: then latents and
    errors come from them, else there are none. ``sharpness`` and ``coverage`` are NaN.
    """
    settings, random = model.settings, torch.Generator().manual_seed(0)
    size = settings.latent_dim
    images = torch.zeros(0, settings.channels, settings.resolution, settings.resolution)
    labels = torch.zeros(0, dtype=torch.int64)
    if test is not None and settings.kind in ENCODING:
        images, labels = test.images[:PICTURES].float().div(255), test.labels[:PICTURES]
    codes, errors = coded(model, images)
    means, counts = torch.zeros(0, size), torch.zeros(0, dtype=torch.int64)
    if len(codes):
        means, counts = class_means(codes, labels)
    elif settings.labelled:
        samples = _noise(SAMPLES, model, random)
        classifier = load_classifier(settings.dataset)
        means, counts = class_means(
            samples,
            classifier.predictions(classifier.features(decode(model.network, settings, samples))),
        )
    found = _directions(model, random)
    effects = _effects(model, random, picture_seconds)
    return LatentStatistics(
        latents=codes, labels=labels, errors=errors, effects=effects,
        directions=found.vectors, shares=found.shares, means=means, counts=counts,
        sharpness=math.nan, coverage=math.nan,
    )  # fmt: skip


def _noise(count: int, model: Model, random: torch.Generator) -> Tensor:
    return draw_noise(count, model.settings, generator=random, device=torch.device("cpu"))


def _directions(model: Model, random: torch.Generator) -> Directions:
    """Return principal directions of the first layer's features, quick for every picture size."""
    network: Any = model.network
    size = model.settings.latent_dim

    def features(latents: Tensor) -> Tensor:
        found: Tensor = network.early(latents)
        return found[:, :: -(-found.shape[1] // FEATURES)]

    # Fewer samples than a few for each latent leave more chance than direction.
    samples = _noise(max(FEATURES, 4 * size), model, random)
    return principal_directions(features, samples, count=min(DIRECTIONS, size))


def _effects(model: Model, random: torch.Generator, each: float) -> Tensor:
    """Return each latent's Sobol index from as many draws as there is time for, or nothing."""
    draws = _draws(model, random) if each <= SLOW else 0
    if draws < LEAST_DRAWS:
        return torch.zeros(0)
    drawn = [_noise(draws, model, random) for _ in range(2)]
    return total_sobol_indices(
        lambda latents: decode(model.network, model.settings, latents), drawn[0], drawn[1]
    )


def _draws(model: Model, random: torch.Generator) -> int:
    """Return how many draws there is time for, from how long a few pictures take."""
    latents = _noise(LEAST_DRAWS, model, random)
    started = time.perf_counter()
    decode(model.network, model.settings, latents)
    each = (time.perf_counter() - started) / LEAST_DRAWS
    return min(MOST_DRAWS, int(SECONDS / (each * (model.settings.latent_dim + 1))))
