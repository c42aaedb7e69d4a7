"""Batches of a data set that lives on the device, in an order that a seed decides."""

from __future__ import annotations

import math
from dataclasses import replace

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, avg_pool2d, grid_sample, pad

from gan_core.data.images import ImageSet


class Batches:
    """Full batches in a new order each epoch; what is left of an epoch is skipped.

    ``state`` and ``load_state`` keep order and place, so that a run resumes bit for bit.
    """

    def __init__(self, data: ImageSet, size: int, *, seed: int) -> None:
        self.data = data
        self.size = min(size, len(data.images))
        self.random = torch.Generator().manual_seed(seed)
        self.order = torch.empty(0, dtype=torch.int64)
        self.place = 0

    def next(self) -> tuple[Tensor, Tensor]:
        """Return pictures (size, C, S, S) in [0, 1] and labels (size,)."""
        if self.place + self.size > len(self.order):
            self.order = torch.randperm(len(self.data.images), generator=self.random)
            self.place = 0
        rows = self.order[self.place : self.place + self.size].to(self.data.images.device)
        self.place += self.size
        return self.data.images[rows].float().div_(255), self.data.labels[rows]

    def state(self) -> dict[str, Tensor]:
        """Return what the next batches depend on."""
        return {
            "order": self.order,
            "place": torch.tensor(self.place),
            "random": self.random.get_state(),
        }

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Go on where ``state`` was taken; with another number of pictures a new epoch begins."""
        if len(state["order"]) == len(self.data.images):
            self.order, self.place = state["order"], int(state["place"])
        else:
            self.order, self.place = torch.empty(0, dtype=torch.int64), 0
        self.random.set_state(state["random"])


def fitted(data: ImageSet, resolution: int) -> ImageSet:
    """Return pictures at a resolution: framed with a border of 0, or made smaller by averages.

    Those that are larger, but by no whole factor, are framed to the next multiple first.
    """
    given = data.images.shape[-1]
    if given == resolution:
        return data
    factor = -(-given // resolution)
    missing = factor * resolution - given
    low, high = missing // 2, missing - missing // 2
    images = pad(data.images, (low, high, low, high))
    if factor > 1:
        images = avg_pool2d(images.float(), factor).round().to(torch.uint8)
    return replace(data, images=images)


def move_about(images: Tensor, *, shift: int, turn: float, generator: torch.Generator) -> Tensor:
    """Shift each picture by up to ``shift`` pixels and turn it by up to ``turn`` degrees."""
    if not shift and not turn:
        return images
    chance = torch.rand(len(images), 3, generator=generator, device=images.device).mul_(2).sub_(1)
    angle = chance[:, 0] * math.radians(turn)
    # The grid runs from -1 to 1 over the picture's width.
    offset = chance[:, 1:] * shift * 2 / images.shape[-1]
    cosine, sine = angle.cos(), angle.sin()
    rows = [torch.stack([cosine, -sine], 1), torch.stack([sine, cosine], 1)]
    transform = torch.cat([torch.stack(rows, 1), offset[:, :, None]], 2)
    grid = affine_grid(transform, list(images.shape), align_corners=False)
    return grid_sample(images, grid, align_corners=False)


def mirror(images: Tensor, *, generator: torch.Generator) -> Tensor:
    """Mirror each picture left to right with a chance of a half."""
    chance = torch.rand(len(images), 1, 1, 1, generator=generator, device=images.device)
    return torch.where(chance < 0.5, images.flip(3), images)
