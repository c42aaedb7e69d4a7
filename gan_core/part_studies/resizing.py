"""Nearest neighbour upsampling and average pooling, and the fade-in between resolutions.

As in figure 2 of Karras et al. 2018.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from gan_core.models.progressive import faded
from gan_core.models.progressive_parts import double, halve


@dataclass(frozen=True)
class Resizing:
    """Pictures downsampled, upsampled again and blended, with what that changes.

    ``returned`` is the root mean square of halve(enlarge(x)) - x, 0 where nothing is lost;
    ``lost`` the mean square of enlarge(halve(x)) - x, ``inside`` the variance inside blocks of
    2 x 2 pixels, which nearest neighbour upsampling loses exactly; ``variance`` that of all of x
    about its mean in each channel; ``missing`` the mean square of x - faded(x), by theory
    (1 - alpha)^2 ``lost``.
    """

    pictures: Tensor
    halved: Tensor
    again: Tensor
    blend: Tensor
    returned: float
    lost: float
    inside: float
    variance: float
    missing: float


def bilinear_double(pictures: Tensor) -> Tensor:
    """Return pictures upsampled bilinearly, (N, C, 2H, 2W), which the paper does not do."""
    return interpolate(pictures, scale_factor=2, mode="bilinear")


@torch.no_grad()
def resizing(pictures: Tensor, *, alpha: float, nearest: bool = True) -> Resizing:
    """Return pictures (N, C, S, S), S even, downsampled and upsampled, nearest or bilinear."""
    enlarge = double if nearest else bilinear_double
    halved = halve(pictures)
    again = enlarge(halved)
    blend = faded(pictures, alpha) if nearest else torch.lerp(again, pictures, alpha)
    resolution = halved.shape[-1]
    blocks = pictures.reshape(*pictures.shape[:2], resolution, 2, resolution, 2)
    return Resizing(
        pictures,
        halved,
        again,
        blend,
        returned=float((halve(enlarge(pictures)) - pictures).square().mean().sqrt()),
        lost=float((again - pictures).square().mean()),
        inside=float(blocks.var((3, 5), correction=0).mean()),
        variance=float(pictures.var((0, 2, 3), correction=0).mean()),
        missing=float((blend - pictures).square().mean()),
    )
