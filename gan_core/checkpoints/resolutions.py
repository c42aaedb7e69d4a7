"""A progressive GAN as it was at each resolution: models in the folder of the final network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from gan_core.checkpoints.native import (
    PRETRAINED,
    Card,
    CheckpointError,
    Model,
    find_model,
    load_model,
    save_model,
)
from gan_core.models.families import build_model
from gan_core.models.gan_networks import ResolutionGenerator
from gan_core.models.initialization import empty
from gan_core.models.progressive import ProgressiveGenerator
from gan_core.settings.images import PROGRESSIVE_RESOLUTIONS, ImageSettings
from gan_core.settings.progressive import stage_count

Pictures = npt.NDArray[np.float32]

SUBFOLDER = "stages"


def resolution_folder(folder: Path, resolution: int) -> Path:
    """Return where the model of a ``resolution`` in pixels is kept."""
    return folder / SUBFOLDER / str(resolution)


def save_resolution(
    folder: Path, network: nn.Module, card: Card, resolution: int, *, storage: str
) -> None:
    """Keep the part of G up to a ``resolution`` in pixels as a model of its own.

    ``card`` is that of the run as it stands; ``OSError`` when the disk refuses.
    """
    settings = ImageSettings(**card.settings).replace(grow_to=resolution)
    part = empty(lambda: build_model(settings))
    weights = network.state_dict()
    part.load_state_dict({name: weights[name] for name in part.state_dict()}, assign=True)
    known = replace(card, name=f"{card.name}-{resolution}", settings=settings.as_dict())
    save_model(resolution_folder(folder, resolution), part, known, storage=storage)


def load_resolutions(name: str, *, folder: Path = PRETRAINED) -> dict[int, Model]:
    """Return G as it was when each resolution had stabilised; the last is the model itself.

    The keys are resolutions in pixels; those that were not kept are left out. Raises
    ``CheckpointError``.
    """
    final = load_model(name, folder=folder)
    place = find_model(name, folder=folder)
    kept = [
        resolution
        for resolution in PROGRESSIVE_RESOLUTIONS
        if resolution_folder(place, resolution).is_dir()
    ]
    return {
        resolution: load_model(str(resolution_folder(place, resolution))) for resolution in kept
    } | {final.settings.resolution: final}


@dataclass(frozen=True)
class ResolutionPictures:
    """Pictures of the same latents at one resolution, (N, S, S, C), about [-1, 1], not clamped.

    ``stabilised`` is what the model of this resolution makes, ``fade_in`` what it made when its
    fade-in began and alpha was 0 (S / 2 pixels, to be upsampled; None at 4 x 4), and ``final`` what
    the final network makes of its features at this resolution, by a toRGB that was not trained
    since.
    """

    stabilised: Pictures
    fade_in: Pictures | None
    final: Pictures


@torch.no_grad()
def resolution_pictures(
    models: Mapping[int, Model], latents: Tensor
) -> dict[int, ResolutionPictures]:
    """Return pictures of latents (N, d) at every resolution of ``load_resolutions``."""
    final = _generator(models[max(models)])
    found = {}
    for resolution, model in models.items():
        stage, generator = stage_count(resolution) - 1, _generator(model)
        fade_in = generator(latents, stage, 0.0)[..., ::2, ::2] if stage else None
        found[resolution] = ResolutionPictures(
            stabilised=_rows(generator(latents, stage)),
            fade_in=None if fade_in is None else _rows(fade_in),
            final=_rows(final(latents, stage)),
        )
    return found


def _generator(model: Model) -> ProgressiveGenerator:
    network = model.network.network
    if not isinstance(network, ResolutionGenerator):
        raise CheckpointError(f"{model.card.name} is not progressive; accepted: a progressive GAN")
    return network.growing


def _rows(pictures: Tensor) -> Pictures:
    return np.ascontiguousarray(pictures.float().permute(0, 2, 3, 1).cpu().numpy())
