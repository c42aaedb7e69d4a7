"""The models that pages show: loaded once per server, used by all visitors."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor

from gan_core.checkpoints import PRETRAINED as FOLDER
from gan_core.checkpoints import CheckpointError, Model, load_model, model_names, read_card
from gan_core.devices import resolve_device
from gan_core.evaluation import Judge, load_judge
from gan_core.latent.generation import ENCODING, GENERATIVE, decode, encode, to_bytes

REACH = 12.0
"""Latents of a prior are clipped here: five deviations are far, twelve are nowhere."""


@dataclass(frozen=True)
class Pictures:
    """Pictures (N, 28, 28) as bytes, how many latents were clipped, and what it took."""

    pixels: Tensor
    clipped: int
    milliseconds: float


def shown_names(*kinds: str) -> list[str]:
    """Names of the shipped models of these kinds."""
    return [name for name in model_names() if read_card(FOLDER / name).kind in kinds]


@cache
def shown_model(name: str, device: str) -> Model:
    """Load a shipped model once; ``CheckpointError`` for one that is not shipped."""
    if name not in model_names():
        raise CheckpointError(
            f"no model {name!r} is shipped; accepted: {', '.join(shown_names(*GENERATIVE))}; "
            f"'python -m gan_core train {name}' trains a recipe of that name"
        )
    return load_model(name).to(resolve_device(device))


@cache
def shown_judge(dataset: str, device: str) -> Judge:
    """Load the classifier of a data set once."""
    return load_judge(dataset).to(resolve_device(device))


def reach_of(model: Model) -> float:
    """How far from 0 a latent of this model may be."""
    spread = model.card.metrics.get("latent_std")
    return max(REACH, REACH * max(spread)) if model.settings.kind == "ae" and spread else REACH


def pictures_of(model: Model, latents: Tensor, labels: Tensor | None) -> Pictures:
    """Decode latents (N, d); what lies out of reach is clipped and counted."""
    reach = reach_of(model)
    clipped = int((latents.abs() > reach).any(1).sum())
    device = next(model.network.parameters()).device
    started = time.perf_counter()
    given = None if labels is None else labels.to(device)
    made = decode(model.network, model.settings, latents.clamp(-reach, reach).to(device), given)
    pixels = to_bytes(made).squeeze(1).cpu()
    return Pictures(pixels, clipped, 1e3 * (time.perf_counter() - started))


@torch.no_grad()
def opinions_of(model: Model, pixels: Tensor) -> Tensor:
    """Return the classifier's probabilities (N, 10) of pictures (N, 28, 28) as bytes."""
    device = next(model.network.parameters()).device
    judge = shown_judge(model.settings.dataset, device.type)
    images = pixels[:, None].to(device).float().div(255)
    return judge.probabilities(images).cpu()


def latents_of(model: Model, pixels: Tensor) -> Tensor:
    """Encode pictures (N, 28, 28) as bytes into latents (N, d)."""
    if model.settings.kind not in ENCODING:
        raise ValueError(f"{model.card.name} has no encoder")
    device = next(model.network.parameters()).device
    images = pixels[:, None].to(device).float().div(255)
    return encode(model.network, model.settings, images).cpu()
