"""G and D of a progressive GAN, which work at any resolution stage (Karras et al. 2018).

Stage 0 is 4 x 4 pixels, each later one twice the resolution (table 2 and figure 2). Between two
stages the new layers fade in: ``alpha`` goes from 0, the old picture doubled, to 1, the new layers
alone.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from gan_core.models.progressive_parts import (
    GAIN,
    LEAKY_SLOPE,
    UPSCALERS,
    EqualizedConv2d,
    EqualizedLinear,
    MinibatchStandardDeviation,
    PixelNorm,
    halve,
)
from gan_core.settings.progressive import FIRST_RESOLUTION

FIRST_LAYERS = 4
"""Layers of G's base up to its first pixel norm."""


class ProgressiveGenerator(nn.Module):
    """Latents (N, latent_dim) to pictures (N, channels, S, S), about [-1, 1], without tanh.

    A stage's block is two 3 x 3 convolutions after doubling; each is followed by LeakyReLU and
    pixel norm. Latents are brought to the hypersphere first. ``upsampling``, by a name in
    ``UPSCALERS``, says how features and pictures are doubled; the paper repeats pixels.
    """

    def __init__(
        self,
        latent_dim: int,
        widths: list[int],
        *,
        channels: int = 3,
        upsampling: str = "nearest",
    ) -> None:
        super().__init__()
        self.upscale = UPSCALERS[upsampling]
        self.widths = widths
        self.normalise = PixelNorm()
        # The first dense layer's gain is a quarter, as the paper's code has it.
        self.base = nn.Sequential(
            EqualizedLinear(latent_dim, 16 * widths[0], gain=GAIN / 4),
            nn.Unflatten(1, (widths[0], FIRST_RESOLUTION, FIRST_RESOLUTION)),
            nn.LeakyReLU(LEAKY_SLOPE),
            PixelNorm(),
            *_convolution(widths[0], widths[0]),
        )
        self.blocks = nn.ModuleList(
            nn.Sequential(*_convolution(before, after), *_convolution(after, after))
            for before, after in pairwise(widths)
        )
        self.to_rgb = nn.ModuleList(EqualizedConv2d(n, channels, 1, gain=1.0) for n in widths)

    def forward(self, latents: Tensor, stage: int | None = None, alpha: float = 1.0) -> Tensor:
        """Return pictures of a stage, the last if left out, faded in by ``alpha``."""
        return self.from_features(self.first_features(latents), stage, alpha)

    def first_features(self, latents: Tensor) -> Tensor:
        """Return features (N, widths[0], 4, 4) after the dense layer and its pixel norm."""
        features: Tensor = self.base[:FIRST_LAYERS](self.normalise(latents))
        return features

    def from_features(
        self, features: Tensor, stage: int | None = None, alpha: float = 1.0
    ) -> Tensor:
        """Return the pictures of first features."""
        stage = len(self.blocks) if stage is None else stage
        features = self.base[FIRST_LAYERS:](features)
        for block in self.blocks[: max(0, stage - 1)]:
            features = block(self.upscale(features))
        if stage == 0:
            picture: Tensor = self.to_rgb[0](features)
            return picture
        current: Tensor = self.to_rgb[stage](self.blocks[stage - 1](self.upscale(features)))
        if alpha >= 1:
            return current
        return torch.lerp(self.upscale(self.to_rgb[stage - 1](features)), current, alpha)


def _convolution(before: int, after: int) -> tuple[nn.Module, ...]:
    return (
        EqualizedConv2d(before, after, 3, padding=1),
        nn.LeakyReLU(LEAKY_SLOPE),
        PixelNorm(),
    )


class ProgressiveDiscriminator(nn.Module):
    """Pictures (N, channels, S, S) of a stage to scores (N,), G's shape the other way round.

    No norm; the batch's deviation joins before the last convolution.
    """

    def __init__(self, widths: list[int], *, channels: int = 3) -> None:
        super().__init__()
        self.widths = widths
        self.from_rgb = nn.ModuleList(
            nn.Sequential(EqualizedConv2d(channels, n, 1), nn.LeakyReLU(LEAKY_SLOPE))
            for n in widths
        )
        self.blocks = nn.ModuleList(
            nn.Sequential(
                EqualizedConv2d(after, after, 3, padding=1),
                nn.LeakyReLU(LEAKY_SLOPE),
                EqualizedConv2d(after, before, 3, padding=1),
                nn.LeakyReLU(LEAKY_SLOPE),
            )
            for before, after in pairwise(widths)
        )
        self.head = nn.Sequential(
            MinibatchStandardDeviation(),
            EqualizedConv2d(widths[0] + 1, widths[0], 3, padding=1),
            nn.LeakyReLU(LEAKY_SLOPE),
            nn.Flatten(),
            EqualizedLinear(16 * widths[0], widths[0]),
            nn.LeakyReLU(LEAKY_SLOPE),
            EqualizedLinear(widths[0], 1, gain=1.0),
            nn.Flatten(0),
        )

    def forward(self, pictures: Tensor, stage: int | None = None, alpha: float = 1.0) -> Tensor:
        """Return scores; ``stage`` is the pictures' and ``alpha`` how far it has faded in."""
        stage = len(self.blocks) if stage is None else stage
        features = self.from_rgb[stage](pictures)
        if stage > 0:
            features = halve(self.blocks[stage - 1](features))
            if alpha < 1:
                features = torch.lerp(self.from_rgb[stage - 1](halve(pictures)), features, alpha)
        for block in reversed(self.blocks[: max(0, stage - 1)]):
            features = halve(block(features))
        scores: Tensor = self.head(features)
        return scores


def faded(pictures: Tensor, alpha: float, upsampling: str = "nearest") -> Tensor:
    """Blend real pictures as G's are: their doubled half with themselves (figure 2)."""
    if alpha >= 1:
        return pictures
    return torch.lerp(UPSCALERS[upsampling](halve(pictures)), pictures, alpha)
