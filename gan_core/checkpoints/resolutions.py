"""A progressive GAN as it was at each resolution: models in the folder of the final network.

Each resolution is kept when it has stabilised, and in the middle of its fade-in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
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
from gan_core.settings.progressive import progress_at, stage_count

Pictures = npt.NDArray[np.float32]

SUBFOLDER = "stages"


def resolution_folder(folder: Path, resolution: int) -> Path:
    """Return where the model of a ``resolution`` in pixels is kept."""
    return folder / SUBFOLDER / str(resolution)


def fade_in_folder(folder: Path, resolution: int) -> Path:
    """Return where the model in the middle of the fade-in of a ``resolution`` is kept."""
    return folder / SUBFOLDER / f"{resolution}-fade-in"


def save_resolution(
    folder: Path,
    network: nn.Module,
    card: Card,
    resolution: int,
    *,
    storage: str,
    fading: bool = False,
) -> None:
    """Keep the part of G up to a ``resolution`` in pixels as a model of its own.

    ``card`` is that of the run as it stands, ``fading`` says that the resolution is in the middle
    of its fade-in; ``OSError`` when the disk refuses.
    """
    settings = ImageSettings(**card.settings).replace(grow_to=resolution)
    part = empty(lambda: build_model(settings))
    weights = network.state_dict()
    part.load_state_dict({name: weights[name] for name in part.state_dict()}, assign=True)
    place = (fade_in_folder if fading else resolution_folder)(folder, resolution)
    known = replace(card, name=f"{card.name}-{place.name}", settings=settings.as_dict())
    save_model(place, part, known, storage=storage)


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


def load_fade_ins(name: str, *, folder: Path = PRETRAINED) -> dict[int, Model]:
    """Return G as it was in the middle of each fade-in, where that was kept; keys are resolutions.

    Raises ``CheckpointError``.
    """
    place = find_model(name, folder=folder)
    kept = [one for one in PROGRESSIVE_RESOLUTIONS if fade_in_folder(place, one).is_dir()]
    return {one: load_model(str(fade_in_folder(place, one))) for one in kept}


@dataclass(frozen=True)
class Halfway:
    """Pictures in the middle of a fade-in, as they were trained at this ``alpha``."""

    alpha: float
    pictures: Pictures


@dataclass(frozen=True)
class ResolutionPictures:
    """Pictures of the same latents at one resolution, (N, S, S, C), about [-1, 1], not clamped.

    ``stabilised`` is what the model of this resolution makes, ``halfway`` what it made in the
    middle of its fade-in, if that was kept, and ``final`` what the final network makes of its
    features at this resolution, by a toRGB that was not trained since.
    """

    stabilised: Pictures
    halfway: Halfway | None
    final: Pictures


@torch.no_grad()
def resolution_pictures(
    models: Mapping[int, Model], latents: Tensor, fade_ins: Mapping[int, Model] | None = None
) -> dict[int, ResolutionPictures]:
    """Return pictures of latents (N, d) at every resolution of ``load_resolutions``.

    ``fade_ins`` are those of ``load_fade_ins``.
    """
    final = _generator(models[max(models)])
    found = {}
    for resolution, model in models.items():
        stage = stage_count(resolution) - 1
        found[resolution] = ResolutionPictures(
            stabilised=_rows(_generator(model)(latents, stage)),
            halfway=_halfway((fade_ins or {}).get(resolution), latents),
            final=_rows(final(latents, stage)),
        )
    return found


def _halfway(model: Model | None, latents: Tensor) -> Halfway | None:
    if model is None:
        return None
    alpha = progress_at(model.settings, model.card.steps).alpha
    return Halfway(alpha, _rows(_generator(model)(latents, alpha=alpha)))


def faded_pictures(
    made: Mapping[int, ResolutionPictures], resolution: int, alpha: float
) -> Pictures:
    """Return pictures (N, S, S, C) of a resolution that has faded in by ``alpha``, not clamped.

    At 0 they are those of half the resolution, doubled, at 1 those of this one, and where the
    middle was kept they are that at its alpha: all of them of networks as they were trained. In
    between they are blended. The final network's own layers cannot show its fade-in, since its
    earlier toRGB has not been trained with the features that it has in the end.
    """
    own, half = made[resolution], made.get(resolution // 2)
    if half is None:
        return own.stabilised
    doubled = half.stabilised.repeat(2, axis=1).repeat(2, axis=2)
    places = [(0.0, doubled), (1.0, own.stabilised)]
    if own.halfway is not None:
        places.insert(1, (own.halfway.alpha, own.halfway.pictures))
    (start, before), (end, after) = next(pair for pair in pairwise(places) if alpha <= pair[1][0])
    share = np.float32((alpha - start) / (end - start))
    return (1 - share) * before + share * after


def _generator(model: Model) -> ProgressiveGenerator:
    network = model.network.network
    if not isinstance(network, ResolutionGenerator):
        raise CheckpointError(f"{model.card.name} is not progressive; accepted: a progressive GAN")
    return network.growing


def _rows(pictures: Tensor) -> Pictures:
    return np.ascontiguousarray(pictures.float().permute(0, 2, 3, 1).cpu().numpy())
