"""Faces made by a model, as they are placed and shown."""

from __future__ import annotations

import torch

from gan_core.checkpoints.native import CheckpointError, Model
from gan_core.faces.spaces import Pixels
from gan_core.latent.generation import as_pixels, truncated_pictures
from gan_core.settings.families import GENERATIVE
from gan_core.settings.images import FACE_RESOLUTION, FACE_SETS


def check_face_model(model: Model) -> Model:
    """Return a model that makes faces; ``CheckpointError`` for any other."""
    settings = model.settings
    fits = settings.dataset in FACE_SETS and settings.kind in GENERATIVE
    size = (3, FACE_RESOLUTION, FACE_RESOLUTION)
    if not fits or (settings.channels, settings.resolution) != size[:2]:
        raise CheckpointError(
            f"{model.card.name} is a {settings.kind} on {settings.dataset}, {settings.channels} x "
            f"{settings.resolution} x {settings.resolution}; accepted: models that make faces, on "
            f"{' or '.join(FACE_SETS)}, {' x '.join(map(str, size))}, such as dcgan-celeba64"
        )
    return model


def generated_faces(
    model: Model, count: int, *, seed: int, truncation: float | None, device: torch.device
) -> Pixels:
    """Return faces (count, 64, 64, 3) drawn as ``sample`` does.

    Raises ``CheckpointError`` for a model that makes no faces.
    """
    check_face_model(model)
    model = model.to(device)
    random = torch.Generator(device).manual_seed(seed)
    return as_pixels(
        truncated_pictures(
            model.network, model.settings, count,
            truncation=truncation, generator=random, device=device,
        )
    )  # fmt: skip
