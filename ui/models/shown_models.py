"""The models that pages show: loaded once per server, used by all visitors."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.nn.functional import avg_pool2d

from gan_core.checkpoints.converted import is_converted
from gan_core.checkpoints.native import CheckpointError, Model, load_model, model_names
from gan_core.evaluation.digit_classifier import DigitClassifier, load_classifier
from gan_core.evaluation.latent_statistics import LatentStatistics, load_latent_statistics
from gan_core.latent.generation import as_pixels, decode, encode, slices, to_bytes, truncated_noise
from gan_core.latent.inversion import invert
from gan_core.losses.elbo import bernoulli_cross_entropy
from gan_core.models.image_networks import draw_noise
from gan_core.settings.families import ENCODING, FAMILIES
from gan_core.storage.devices import resolve_device
from ui.http.limits import check_wanted
from ui.models.compute_threads import threads_for as threads_for
from ui.models.shown_converted import converted_milliseconds, converted_model, converted_statistics
from ui.shared.picture_bytes import Pixels

Floats = npt.NDArray[np.float32]
Labels = list[int] | Floats
"""Labels (N,), or shares of all labels (N, 10)."""

REACH = 12.0
"""Latents are clipped here, in deviations: five are far, twelve are nowhere."""

MOST_SCREEN_RESOLUTION = 256
"""Larger pictures are shown at half their resolution, a third and so on, up to this."""

SEARCH_STARTS = 8
"""A search begins at so many random latents and keeps the best."""


@dataclass(frozen=True)
class Pictures:
    """Pictures, how many latents were clipped, and how long decoding took.

    ``pixels`` are (N, S, S) grey or (N, S, S, 3) coloured, large ones smaller than they were made.
    """

    pixels: Pixels
    clipped: int
    milliseconds: float


def shown_model(name: str, device: str) -> Model:
    """Load a model once; ``CheckpointError`` for one that is not there."""
    return converted_model(name, device) if is_converted(name) else shipped_model(name, device)


@cache
def shipped_model(name: str, device: str) -> Model:
    """Load a shipped model once; ``CheckpointError`` for one that is not shipped."""
    require_shipped(name)
    return load_model(name).to(resolve_device(device))


def require_shipped(name: str) -> None:
    """Raise ``CheckpointError`` for a model that is not shipped; a name may come from a browser."""
    if name not in model_names():
        name = name[:80]
        raise CheckpointError(
            f"no model {name!r} is shipped; 'git checkout -- pretrained' brings shipped ones back, "
            f"'python -m gan_core train {name} --out pretrained/{name}' trains a recipe"
        )


@cache
def shown_classifier(dataset: str, device: str) -> DigitClassifier:
    """Load the classifier of a data set once."""
    return load_classifier(dataset).to(resolve_device(device))


def shown_statistics(name: str) -> LatentStatistics:
    """Load a shipped model's latent statistics once; a converted one is measured here."""
    return converted_statistics(name) if is_converted(name) else shipped_statistics(name)


@cache
def shipped_statistics(name: str) -> LatentStatistics:
    """Load a shipped model's latent statistics once."""
    return load_latent_statistics(name)


def picture_milliseconds(name: str) -> float:
    """Return how long one picture takes, where that is worth a thought: shipped models are fast."""
    return converted_milliseconds(name) if is_converted(name) else 0.0


def screen_resolution(resolution: int) -> int:
    """Return the resolution at which pictures of a resolution are shown."""
    return resolution // -(-resolution // MOST_SCREEN_RESOLUTION)


def reach_of(model: Model) -> float:
    """How far from 0 a latent of this model may be: as far as codes go, and a bit further."""
    spread: Any = model.card.metrics.get("latent_std")
    prior = FAMILIES[model.settings.kind].prior
    return max(REACH, REACH * max(spread)) if spread and not prior else REACH


def noise_of(model: Model, count: int, *, seed: int, truncation: float) -> Floats:
    """Draw latents (count, d) as ``sample`` does."""
    random = torch.Generator().manual_seed(seed)
    drawn = truncated_noise(
        count, model.settings, truncation=truncation, generator=random, device=torch.device("cpu")
    )
    noise: Floats = drawn.numpy()
    return noise


def pictures_of(model: Model, latents: Floats, labels: Labels | None) -> Pictures:
    """Decode latents (N, d); what lies out of reach is clipped and counted."""
    reach = reach_of(model)
    clipped = int((np.abs(latents) > reach).any(axis=1).sum())
    device = _device(model)
    started = time.perf_counter()
    given = None if labels is None else torch.as_tensor(np.asarray(labels), device=device)
    codes = torch.from_numpy(latents.clip(-reach, reach)).to(device)
    with threads_for(len(codes), resolution=model.settings.resolution):
        pixels = _decoded(model, codes, given)
    return Pictures(pixels, clipped, 1e3 * (time.perf_counter() - started))


def _decoded(model: Model, codes: torch.Tensor, labels: torch.Tensor | None) -> Pixels:
    """Return pictures as they are shown; large ones are made smaller before the next are made."""
    resolution = model.settings.resolution
    shrink = resolution // screen_resolution(resolution)
    parts = []
    for rows in slices(len(codes), resolution=resolution):
        check_wanted()
        given = None if labels is None else labels[rows]
        made = decode(model.network, model.settings, codes[rows], given)
        parts.append(as_pixels(made if shrink == 1 else avg_pool2d(made, shrink)))
    return np.concatenate(parts)


@torch.no_grad()
def predictions_of(model: Model, pixels: Pixels) -> Floats:
    """Return the classifier's probabilities (N, 10) of digits (N, 28, 28)."""
    classifier = shown_classifier(model.settings.dataset, _device(model).type)
    with threads_for(len(pixels)):
        found: Floats = classifier.probabilities(_images(model, pixels)).cpu().numpy()
    return found


@dataclass(frozen=True)
class Encoding:
    """Latents (N, d) of digits, what they decode to (N, 28, 28), and errors (N,) in nats."""

    latents: Floats
    reconstructions: Pixels
    errors: Floats


@torch.no_grad()
def encoding_of(model: Model, pixels: Pixels) -> Encoding:
    """Encode digits (N, 28, 28) and decode them again; ``ValueError`` without an encoder."""
    images = _images(model, pixels)
    with threads_for(len(images)):
        latents = encode(model.network, model.settings, images)
        logits = model.network.logits(latents)  # type: ignore[operator]
    again = to_bytes(torch.sigmoid(logits)).squeeze(1)
    errors = bernoulli_cross_entropy(logits, images)
    return Encoding(latents.cpu().numpy(), again.cpu().numpy(), errors.cpu().numpy())


@dataclass(frozen=True)
class Found:
    """Where a search stands: step, best latent (d,), its picture (1, 28, 28), squared error."""

    step: int
    latent: Floats
    pixels: Pixels
    error: float


def search(
    model: Model, pixels: Pixels, labels: Labels | None, *, steps: int, seed: int
) -> Iterator[Found]:
    """Search a digit (28, 28) among a generator's latents, from several at once."""
    device = _device(model)
    random = torch.Generator(device).manual_seed(seed)
    starts = draw_noise(SEARCH_STARTS, model.settings, generator=random, device=device)
    given = None
    if labels is not None:
        given = torch.as_tensor(np.repeat(np.asarray(labels), SEARCH_STARTS, axis=0), device=device)
    target = torch.from_numpy(pixels)[None].to(device).float().div(255)

    def pictures(latents: torch.Tensor) -> torch.Tensor:
        if model.settings.kind in ENCODING:
            decoded: torch.Tensor = model.network.decode(latents)  # type: ignore[operator]
            return decoded
        made: torch.Tensor = model.network(latents, given)
        return made

    reports = invert(pictures, target, starts, steps=steps)
    while True:
        with threads_for(SEARCH_STARTS):
            report = next(reports, None)
        if report is None:
            return
        made = to_bytes(report.picture).cpu().numpy()
        yield Found(report.step, report.latent.cpu().numpy(), made, report.error)


def device_name(model: Model) -> str:
    """Return where a model computes: ``cpu``, ``cuda`` or ``mps``."""
    return _device(model).type


def _device(model: Model) -> torch.device:
    return next(model.network.parameters()).device


def _images(model: Model, pixels: Pixels) -> torch.Tensor:
    return torch.from_numpy(pixels)[:, None].to(_device(model)).float().div(255)
