"""The models that pages show: loaded once per server, used by all visitors."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from gan_core.checkpoints import CheckpointError, Model, load_model, model_names
from gan_core.devices import resolve_device
from gan_core.evaluation import Judge, load_judge
from gan_core.latent.generation import ENCODING, decode, encode, to_bytes
from gan_core.latent.survey import Survey, load_survey

Floats = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.uint8]

REACH = 12.0
"""Latents are clipped here, in deviations: five are far, twelve are nowhere."""


@dataclass(frozen=True)
class Pictures:
    """Pictures (N, 28, 28), how many latents were clipped, and how long decoding took."""

    pixels: Pixels
    clipped: int
    milliseconds: float


@cache
def shown_model(name: str, device: str) -> Model:
    """Load a shipped model once; ``CheckpointError`` for one that is not shipped."""
    if name not in model_names():
        raise CheckpointError(
            f"no model {name!r} is shipped; 'git checkout -- pretrained' brings shipped ones back, "
            f"'python -m gan_core train {name} --out pretrained/{name}' trains a recipe"
        )
    return load_model(name).to(resolve_device(device))


@cache
def shown_judge(dataset: str, device: str) -> Judge:
    """Load the classifier of a data set once."""
    return load_judge(dataset).to(resolve_device(device))


@cache
def shown_survey(name: str) -> Survey:
    """Load what was measured of a shipped model once."""
    return load_survey(name)


def reach_of(model: Model) -> float:
    """How far from 0 a latent of this model may be: as far as codes go, and a bit further."""
    spread: Any = model.card.metrics.get("latent_std")
    return max(REACH, REACH * max(spread)) if model.settings.kind == "ae" and spread else REACH


def pictures_of(model: Model, latents: Floats, labels: list[int] | None) -> Pictures:
    """Decode latents (N, d); what lies out of reach is clipped and counted."""
    reach = reach_of(model)
    clipped = int((np.abs(latents) > reach).any(axis=1).sum())
    device = _device(model)
    started = time.perf_counter()
    given = None if labels is None else torch.tensor(labels, device=device)
    codes = torch.from_numpy(latents.clip(-reach, reach)).to(device)
    made = to_bytes(decode(model.network, model.settings, codes, given)).squeeze(1)
    pixels: Pixels = made.cpu().numpy()
    return Pictures(pixels, clipped, 1e3 * (time.perf_counter() - started))


@torch.no_grad()
def opinions_of(model: Model, pixels: Pixels) -> Floats:
    """Return the classifier's probabilities (N, 10) of pictures (N, 28, 28)."""
    judge = shown_judge(model.settings.dataset, _device(model).type)
    found: Floats = judge.probabilities(_images(model, pixels)).cpu().numpy()
    return found


def latents_of(model: Model, pixels: Pixels) -> Floats:
    """Encode pictures (N, 28, 28) into latents (N, d); ``ValueError`` without an encoder."""
    if model.settings.kind not in ENCODING:
        raise ValueError(f"{model.card.name} has no encoder")
    found: Floats = encode(model.network, model.settings, _images(model, pixels)).cpu().numpy()
    return found


def device_name(model: Model) -> str:
    """Return where a model computes: ``cpu``, ``cuda`` or ``mps``."""
    return _device(model).type


def _device(model: Model) -> torch.device:
    return next(model.network.parameters()).device


def _images(model: Model, pixels: Pixels) -> torch.Tensor:
    return torch.from_numpy(pixels)[:, None].to(_device(model)).float().div(255)
