"""A growing GAN as it was at each side: models of their own in the folder of the grown one."""

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
from gan_core.settings.images import PROGRESSIVE_SIDES, ImageSettings
from gan_core.settings.progressive import stage_count

Pictures = npt.NDArray[np.float32]

STAGES = "stages"


def stage_folder(folder: Path, side: int) -> Path:
    """Return where the model of a side is kept."""
    return folder / STAGES / str(side)


def save_stage(folder: Path, network: nn.Module, card: Card, side: int, *, storage: str) -> None:
    """Keep the part of G that has grown up to a side as a model of its own.

    ``card`` is that of the run as it stands; ``OSError`` when the disk refuses.
    """
    settings = ImageSettings(**card.settings).replace(grow_to=side)
    part = empty(lambda: build_model(settings))
    weights = network.state_dict()
    part.load_state_dict({name: weights[name] for name in part.state_dict()}, assign=True)
    known = replace(card, name=f"{card.name}-{side}", settings=settings.as_dict())
    save_model(stage_folder(folder, side), part, known, storage=storage)


def load_stages(name: str, *, folder: Path = PRETRAINED) -> dict[int, Model]:
    """Load G as it was when each side had settled, by side; the last is the model itself.

    Sides that were not kept are left out. Raises ``CheckpointError``.
    """
    grown = load_model(name, folder=folder)
    place = find_model(name, folder=folder)
    kept = [side for side in PROGRESSIVE_SIDES if stage_folder(place, side).is_dir()]
    return {side: load_model(str(stage_folder(place, side))) for side in kept} | {
        grown.settings.side: grown
    }


@dataclass(frozen=True)
class StagePictures:
    """The same latents at one side, each (N, S, S, C), about [-1, 1], before they are cut to it.

    ``grown`` is what the model of this side makes, ``faded`` what it makes while its last layers
    are not in yet (side S / 2, to be doubled; None at 4 x 4), and ``inside`` what the grown model
    paints from its features at this side, by a toRGB that it has not trained since.
    """

    grown: Pictures
    faded: Pictures | None
    inside: Pictures


@torch.no_grad()
def stage_pictures(stages: Mapping[int, Model], latents: Tensor) -> dict[int, StagePictures]:
    """Make pictures of latents (N, d) at every side of ``load_stages``."""
    whole = _generator(stages[max(stages)])
    found = {}
    for side, model in stages.items():
        stage, generator = stage_count(side) - 1, _generator(model)
        faded = generator(latents, stage, 0.0)[..., ::2, ::2] if stage else None
        found[side] = StagePictures(
            grown=_rows(generator(latents, stage)),
            faded=None if faded is None else _rows(faded),
            inside=_rows(whole(latents, stage)),
        )
    return found


def _generator(model: Model) -> ProgressiveGenerator:
    network = model.network.network
    if not isinstance(network, ResolutionGenerator):
        raise CheckpointError(f"{model.card.name} does not grow; accepted: a progressive GAN")
    return network.growing


def _rows(pictures: Tensor) -> Pictures:
    return np.ascontiguousarray(pictures.float().permute(0, 2, 3, 1).cpu().numpy())
