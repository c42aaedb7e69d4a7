"""Pixel norm: lengths of G's feature vectors with it and without (Karras et al. 2018, 4.2)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.models.progressive import ProgressiveGenerator
from gan_core.models.progressive_parts import PixelNorm
from gan_core.part_studies.layers import Equalized, Layer, modules_of

TAILS = (0.05, 0.95)


@dataclass(frozen=True)
class Lengths:
    """Root mean squares over channels, of all pixels and pictures: mean, 5 % and 95 %."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class LayerLengths:
    """Lengths of features as they leave a layer's activation, and as they enter the next layer.

    They differ where pixel norm lies between.
    """

    layer: Layer
    made: Lengths
    passed: Lengths


@dataclass(frozen=True)
class ForwardPass:
    """G's pictures (N, C, S, S), not clamped to [-1, 1], and the lengths in each layer before."""

    pictures: Tensor
    layers: list[LayerLengths]


def lengths(features: Tensor) -> Lengths:
    """Return the root mean squares over channels of (N, C) or (N, C, H, W), at least 1 of them."""
    found = features.square().mean(1).sqrt().flatten()
    low, high = torch.quantile(found, torch.tensor(TAILS)).tolist()
    return Lengths(float(found.mean()), low, high)


@torch.no_grad()
def forward_lengths(
    generator: ProgressiveGenerator, latents: Tensor, *, pixel_norm: bool, boost: float = 1.0
) -> ForwardPass:
    """Return what G makes of latents (N, latent_dim), with all its pixel norms or without any.

    ``boost`` multiplies the weights of all layers but the last, as if training had enlarged them.
    """
    found = []
    features = latents
    for layer, module in modules_of(generator):
        if isinstance(module, PixelNorm):
            made = features
            features = module(features) if pixel_norm else features
            found.append(LayerLengths(layer, lengths(made), lengths(features)))
        elif isinstance(module, Equalized) and boost != 1:
            bias = module.bias.view(-1, *[1] * (features.dim() - 2))
            features = boost * (module(features) - bias) + bias
        else:
            features = module(features)
    return ForwardPass(generator.to_rgb[-1](features), found)
