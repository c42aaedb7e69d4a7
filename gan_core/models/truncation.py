"""A generator whose features are drawn towards their mean, for pictures that are more typical.

As StyleGAN truncates (Karras et al. 2019, appendix B): not the latents, but what G has first turned
them into. A DCGAN's latent 0 is none of those it was trained on: shrunken latents give black
pictures, features near their mean give a mean picture.
"""

from __future__ import annotations

import math
from typing import Protocol, TypeGuard, runtime_checkable

import torch
from torch import Tensor, nn

from gan_core.models.image_networks import Generator, draw_noise
from gan_core.settings.images import ImageSettings

MEAN_OF, MEAN_SEED = 4096, 0
"""Latents, and their seed, over which features are averaged."""


@runtime_checkable
class HasFirstFeatures(Protocol):
    """A G in two parts: features of latents, and pictures in the network's range of features."""

    def first_features(self, latents: Tensor) -> Tensor:
        """Return features (N, ...) of latents (N, inputs)."""

    def from_features(self, features: Tensor) -> Tensor:
        """Return pictures (N, C, S, S)."""


def spread_at(threshold: float) -> float:
    """Return the standard deviation, in [0, 1], of the normal distribution truncated at T >= 0.

    sqrt(1 - 2 T phi(T) / (2 Phi(T) - 1)): 0.29 at 0.5, 0.54 at 1, 0.88 at 2.
    """
    inside = math.erf(threshold / math.sqrt(2))
    if inside < 1e-9:
        return 0.0
    density = math.exp(-(threshold**2) / 2) / math.sqrt(2 * math.pi)
    return math.sqrt(max(0.0, 1 - 2 * threshold * density / inside))


class TruncatedGenerator(nn.Module):
    """``generator`` with its first features at ``share``, in [0, 1], of the way from their mean.

    ``ValueError`` for a generator that is not in two parts, or takes labels: its features' mean
    would be one of all classes.
    """

    def __init__(self, generator: Generator, settings: ImageSettings, share: float) -> None:
        super().__init__()
        if not can_truncate(generator):
            raise ValueError("a generator without first features of its own, or with labels")
        self.generator, self.share = generator, share
        device = next(generator.parameters()).device
        random = torch.Generator().manual_seed(MEAN_SEED)
        latents = draw_noise(MEAN_OF, settings, generator=random, device=torch.device("cpu"))
        with torch.no_grad():
            features: Tensor = generator.network.first_features(latents.to(device))  # type: ignore[operator]
        self.register_buffer("mean", features.mean(0, keepdim=True))

    def forward(self, latents: Tensor, labels: Tensor | None = None) -> Tensor:
        """Return pictures (N, C, S, S) in [0, 1] of latents (N, latent_dim)."""
        if labels is not None:
            raise ValueError("this generator takes no labels")
        network = self.generator.network
        features: Tensor = network.first_features(latents)  # type: ignore[operator]
        pictures: Tensor = network.from_features(torch.lerp(self.mean, features, self.share))  # type: ignore[operator, arg-type]
        return self.generator.in_unit_range(pictures)


def can_truncate(network: nn.Module) -> TypeGuard[Generator]:
    """Whether a network's pictures can be drawn towards the mean of its features."""
    return (
        isinstance(network, Generator)
        and not network.conditional
        and isinstance(network.network, HasFirstFeatures)
    )
