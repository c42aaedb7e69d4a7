"""What can be measured of a converted model in a second or two, without the data it learnt from."""

from __future__ import annotations

import math
import time
from typing import Any

import torch
from torch import Tensor

from gan_core.checkpoints.native import Model
from gan_core.data.images import ImageSet
from gan_core.evaluation.evaluate import load_judge
from gan_core.evaluation.latent_statistics import DIRECTIONS, Survey, class_means, coded
from gan_core.latent.directions import Directions, principal_directions, total_effects
from gan_core.latent.generation import decode
from gan_core.models.image_networks import draw_noise
from gan_core.settings.families import ENCODING

SECONDS = 1.5
"""What effects may take, about: of a network that is slower they are left out."""

LEAST_DRAWS, MOST_DRAWS = 16, 256
SAMPLES = 1000
"""Of digits, read by the classifier for the mean of each."""

FEATURES = 512
"""Of the first layer's features so many are looked at, spread evenly."""

SLOW = 0.25
"""Seconds a picture from which on effects are not tried."""

PICTURES = 5000


@torch.no_grad()
def quick_survey(
    model: Model, test: ImageSet | None, *, picture_seconds: float, seed: int = 0
) -> Survey:
    """Measure a converted model on the CPU; ``effects`` are empty where that would take too long.

    ``picture_seconds`` is how long one picture takes, for which a slow model is not asked twice.
    ``test`` are test digits, if they are at hand and the model makes digits: then latents and
    errors come from them, else there are none. ``sharpness`` and ``coverage`` are NaN.
    """
    settings, random = model.settings, torch.Generator().manual_seed(seed)
    size = settings.latent_dim
    images = torch.zeros(0, settings.channels, settings.side, settings.side)
    labels = torch.zeros(0, dtype=torch.int64)
    if test is not None and settings.kind in ENCODING:
        images, labels = test.images[:PICTURES].float().div(255), test.labels[:PICTURES]
    codes, errors = coded(model, images)
    means, counts = torch.zeros(0, size), torch.zeros(0, dtype=torch.int64)
    if len(codes):
        means, counts = class_means(codes, labels)
    elif settings.labelled:
        samples = _noise(SAMPLES, model, random)
        judge = load_judge(settings.dataset)
        means, counts = class_means(
            samples, judge.guesses(judge.features(decode(model.network, settings, samples)))
        )
    found = _directions(model, random)
    effects = _effects(model, random, picture_seconds)
    return Survey(
        latents=codes, labels=labels, errors=errors, effects=effects,
        directions=found.vectors, shares=found.shares, means=means, counts=counts,
        sharpness=math.nan, coverage=math.nan,
    )  # fmt: skip


def _noise(count: int, model: Model, random: torch.Generator) -> Tensor:
    return draw_noise(count, model.settings, generator=random, device=torch.device("cpu"))


def _directions(model: Model, random: torch.Generator) -> Directions:
    """Find the main directions in what the first layer gives, which is quick for every size."""
    network: Any = model.network
    size = model.settings.latent_dim

    def features(latents: Tensor) -> Tensor:
        found: Tensor = network.early(latents)
        return found[:, :: -(-found.shape[1] // FEATURES)]

    # Fewer samples than a few for each latent leave more chance than direction.
    samples = _noise(max(FEATURES, 4 * size), model, random)
    return principal_directions(features, samples, count=min(DIRECTIONS, size))


def _effects(model: Model, random: torch.Generator, each: float) -> Tensor:
    """Return each latent's effect from as many draws as there is time for; none from too few."""
    draws = _draws(model, random) if each <= SLOW else 0
    if draws < LEAST_DRAWS:
        return torch.zeros(0)
    drawn = [_noise(draws, model, random) for _ in range(2)]
    return total_effects(
        lambda latents: decode(model.network, model.settings, latents), drawn[0], drawn[1]
    )


def _draws(model: Model, random: torch.Generator) -> int:
    """Return how many draws there is time for, from how long a few pictures take."""
    latents = _noise(LEAST_DRAWS, model, random)
    started = time.perf_counter()
    decode(model.network, model.settings, latents)
    each = (time.perf_counter() - started) / LEAST_DRAWS
    return min(MOST_DRAWS, int(SECONDS / (each * (model.settings.latent_dim + 1))))
