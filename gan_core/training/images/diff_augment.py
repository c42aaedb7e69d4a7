"""DiffAugment: what D sees of real and of generated pictures is changed alike, slopes and all.

Zhao et al. 2020, "Differentiable Augmentation for Data-Efficient GAN Training", policy colour,
translation and cutout: D cannot memorise few pictures.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import pad

BRIGHTNESS = 0.5
"""Whole range of what is added, for pictures in [0, 1]; the paper's is 1 for [-1, 1]."""

TRANSLATION = 8
CUTOUT = 2
GREY = 0.5
"""What is cut out or moved in: the paper's 0 of [-1, 1]."""


def diff_augment(images: Tensor, *, generator: torch.Generator) -> Tensor:
    """Return pictures (N, C, S, S) in about [0, 1] with new colours, moved and with a hole."""
    chances = torch.rand(len(images), 7, 1, 1, 1, generator=generator, device=images.device)
    images = recoloured(images, *(chances[:, column] for column in range(3)))
    images = translated(images, chances[:, 3, 0, 0, 0], chances[:, 4, 0, 0, 0])
    return cut_out(images, chances[:, 5, 0, 0, 0], chances[:, 6, 0, 0, 0])


def recoloured(images: Tensor, brightness: Tensor, saturation: Tensor, contrast: Tensor) -> Tensor:
    """Add up to a quarter, scale colours by 0 to 2 and contrast by 0.5 to 1.5.

    The chances are (N, 1, 1, 1) in [0, 1); halves leave a picture as it is.
    """
    images = images + BRIGHTNESS * (brightness - 0.5)
    grey = images.mean(1, keepdim=True)
    images = grey + 2 * saturation * (images - grey)
    mean = images.mean((1, 2, 3), keepdim=True)
    return mean + (contrast + 0.5) * (images - mean)


def translated(images: Tensor, down: Tensor, right: Tensor) -> Tensor:
    """Move each picture by up to an eighth of its width; chances (N,) in [0, 1)."""
    resolution = images.shape[-1]
    most = resolution // TRANSLATION
    wide = pad(images, (most,) * 4, value=GREY)
    rows, columns = (
        (chance * (2 * most + 1)).long()[:, None] + torch.arange(resolution, device=images.device)
        for chance in (down, right)
    )
    picture = torch.arange(len(images), device=images.device)[:, None, None]
    # Channels last: a pixel's colours lie together and are moved at once.
    moved = wide.permute(0, 2, 3, 1)[picture, rows[:, :, None], columns[:, None, :]]
    return moved.permute(0, 3, 1, 2)


def cut_out(images: Tensor, down: Tensor, right: Tensor) -> Tensor:
    """Turn a square of half the width grey; its centre lies anywhere, chances (N,) in [0, 1)."""
    resolution = images.shape[-1]
    half = resolution // CUTOUT // 2
    places = torch.arange(resolution, device=images.device)
    inside = [
        ((chance * (resolution + 1)).long()[:, None] - places).sub(0.5).abs() < half
        for chance in (down, right)
    ]
    hole = inside[0][:, None, :, None] & inside[1][:, None, None, :]
    return torch.where(hole, GREY, images)
