"""DCGAN for 64 x 64 colour pictures by the paper's rules, and a coder of the same shape.

Radford et al. 2016, section 3: strided convolutions in place of pooling, batch norm but at G's
output and D's input, ReLU in G, LeakyReLU in D, no dense layers between. Their width is 128.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import adaptive_max_pool2d

LEAKY_SLOPE = 0.2
FIRST_LAYERS = 4
"""Layers of G up to its first rectifier."""

POOLED = 4
"""Resolution to which features of all layers are pooled (section 5.1)."""


class Generator64(nn.Sequential):
    """Latents (N, inputs) to pictures (N, channels, 64, 64) in [-1, 1].

    4, 8, 16 and 32 pixels with 8, 4, 2 and 1 times ``width`` channels, tanh at the end.
    """

    def __init__(self, inputs: int, width: int, channels: int = 3) -> None:
        super().__init__(
            nn.Unflatten(1, (inputs, 1, 1)),
            nn.ConvTranspose2d(inputs, 8 * width, 4, bias=False),
            nn.BatchNorm2d(8 * width),
            nn.ReLU(),
            *_up(8 * width, 4 * width),
            *_up(4 * width, 2 * width),
            *_up(2 * width, width),
            nn.ConvTranspose2d(width, channels, 4, 2, 1),
            nn.Tanh(),
        )

    def first_features(self, latents: Tensor) -> Tensor:
        """Return features (N, 8 * width, 4, 4) after the first rectifier."""
        for layer in list(self)[:FIRST_LAYERS]:
            latents = layer(latents)
        return latents

    def from_features(self, features: Tensor) -> Tensor:
        """Return the pictures of first features."""
        for layer in list(self)[FIRST_LAYERS:]:
            features = layer(features)
        return features


def _up(before: int, after: int) -> list[nn.Module]:
    return [
        nn.ConvTranspose2d(before, after, 4, 2, 1, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(),
    ]


class Discriminator64(nn.Module):
    """Pictures (N, channels, 64, 64) in [-1, 1] to logits (N,); G's shape the other way round."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        widths = (width, 2 * width, 4 * width, 8 * width)
        self.layers = nn.ModuleList(
            [
                nn.Sequential(nn.Conv2d(channels, width, 4, 2, 1), nn.LeakyReLU(LEAKY_SLOPE)),
                *(_down(before, after) for before, after in pairwise(widths)),
            ]
        )
        self.head = nn.Sequential(nn.Conv2d(8 * width, 1, 4), nn.Flatten(0))

    def forward(self, images: Tensor) -> Tensor:
        """Return logits."""
        for layer in self.layers:
            images = layer(images)
        logits: Tensor = self.head(images)
        return logits

    def features(self, images: Tensor) -> Tensor:
        """Return every layer's maps, pooled to 4 x 4 by their maxima and joined (section 5.1).

        (N, 240 * width) for pictures (N, channels, 64, 64) in [-1, 1].
        """
        found = []
        for layer in self.layers:
            images = layer(images)
            found.append(adaptive_max_pool2d(images, POOLED).flatten(1))
        return torch.cat(found, dim=1)


def _down(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, 4, 2, 1, bias=False),
        nn.BatchNorm2d(after),
        nn.LeakyReLU(LEAKY_SLOPE),
    )


class Encoder64(nn.Sequential):
    """(N, 3, 64, 64) in [0, 1] to (N, outputs): convolutions of stride 2 to 4 x 4, then dense."""

    def __init__(self, outputs: int, width: int) -> None:
        widths = (3, width, 2 * width, 4 * width, 4 * width)
        super().__init__(
            *(
                part
                for before, after in pairwise(widths)
                for part in (nn.Conv2d(before, after, 4, 2, 1), nn.SiLU())
            ),
            nn.Flatten(),
            nn.Linear(4 * width * 16, outputs),
        )


class Decoder64(nn.Sequential):
    """(N, latent_dim) to logits (N, 3, 64, 64): dense to 4 x 4, then doubled four times."""

    def __init__(self, latent_dim: int, width: int) -> None:
        widths = (4 * width, 4 * width, 2 * width, width)
        super().__init__(
            nn.Linear(latent_dim, 4 * width * 16),
            nn.SiLU(),
            nn.Unflatten(1, (4 * width, 4, 4)),
            *(
                part
                for before, after in pairwise(widths)
                for part in (nn.ConvTranspose2d(before, after, 4, 2, 1), nn.SiLU())
            ),
            nn.ConvTranspose2d(width, 3, 4, 2, 1),
        )
