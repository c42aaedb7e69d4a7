"""Converted checkpoints as pages show them: loaded, measured and timed once for each file."""

from __future__ import annotations

import threading
import time
from functools import lru_cache
from pathlib import Path

import torch

from gan_core.checkpoints.converted import load_converted
from gan_core.checkpoints.native import Model
from gan_core.data.images import DataError, ImageSet, is_there, load_images
from gan_core.evaluation.latent_statistics import LatentStatistics
from gan_core.evaluation.quick_latent_statistics import measure_latents_quickly
from gan_core.latent.generation import decode
from gan_core.settings.families import ENCODING
from gan_core.storage.devices import resolve_device
from ui.models.compute_threads import threads_for
from ui.models.model_list import converted_file

KEPT = 3
"""Converted models that are kept in memory for all visitors; each may be of 400 MB."""

_loading = threading.RLock()


def converted_model(name: str, device: str) -> Model:
    """Load a converted model, anew when its file has changed; ``CheckpointError`` says why not."""
    known = converted_file(name)
    with _loading:
        return _loaded(known.path, known.version, resolve_device(device).type)


def converted_statistics(name: str) -> LatentStatistics:
    """Return the latent statistics of a converted model, measured once for each file."""
    known = converted_file(name)
    with _loading:
        return _measured(known.path, known.version)


def converted_milliseconds(name: str) -> float:
    """Return how long one picture of a converted model takes on the processor."""
    known = converted_file(name)
    with _loading:
        return _timed(known.path, known.version)


@lru_cache(maxsize=KEPT)
def _loaded(path: Path, _version: int, device: str) -> Model:
    return load_converted(path).to(torch.device(device))


@lru_cache(maxsize=64)
def _measured(path: Path, version: int) -> LatentStatistics:
    model = _loaded(path, version, "cpu")
    each = _timed(path, version) / 1000
    with threads_for(1):
        return measure_latents_quickly(model, _test_digits(model), picture_seconds=each)


@lru_cache(maxsize=64)
def _timed(path: Path, version: int) -> float:
    model = _loaded(path, version, "cpu")
    latents = torch.randn(1, model.settings.latent_dim, generator=torch.Generator().manual_seed(0))
    times: list[float] = []
    with threads_for(1, resolution=model.settings.resolution):
        # Twice, as the first picture takes longest, but not where that would be felt.
        while len(times) < 2 and sum(times) < 0.3:
            started = time.perf_counter()
            decode(model.network, model.settings, latents)
            times.append(time.perf_counter() - started)
    return 1e3 * min(times)


def _test_digits(model: Model) -> ImageSet | None:
    """Return test digits where a model can encode them and they are on this machine."""
    name = model.settings.dataset
    encodes = model.settings.labelled and model.settings.kind in ENCODING
    if not encodes or not is_there(name):
        return None
    try:
        return load_images(name, "test")
    except DataError:
        return None
