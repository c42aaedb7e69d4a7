"""The discriminator of the GAN zoo's progressive GAN, in the zoo's order of operations."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import leaky_relu

from gan_core.conversion.layouts import fill, pgan_alpha, renamed, without_module
from gan_core.conversion.networks import ScaledLayer
from gan_core.conversion.reading import ConversionError
from gan_core.models.initialization import empty
from gan_core.models.progressive_parts import EPSILON, GROUP, LEAKY_SLOPE, halve
from gan_core.settings.progressive import FIRST_RESOLUTION, LAST_RESOLUTION


class ZooCritic(nn.Module):
    """The zoo's D; ``widths`` are its channels from 4 x 4 pixels on, ``outputs`` 1 + K classes.

    ``alpha`` is the fade-in weight of the newest resolution, 1 once it has stabilised.
    """

    def __init__(
        self, widths: tuple[int, ...], channels: int, outputs: int, *, alpha: float
    ) -> None:
        super().__init__()
        self.alpha, first = alpha, widths[0]
        self.from_rgb = nn.ModuleList(ScaledLayer(width, channels, 1, 1) for width in widths)
        self.scales = nn.ModuleList(
            nn.ModuleList([ScaledLayer(after, after, 3, 3), ScaledLayer(before, after, 3, 3)])
            for before, after in pairwise(widths)
        )
        self.last = nn.ModuleList(
            [ScaledLayer(first, first + 1, 3, 3), ScaledLayer(first, 16 * first)]
        )
        self.decision = ScaledLayer(outputs, first)

    def forward(self, images: Tensor) -> Tensor:
        """Return scores (N, outputs) of pictures (N, C, S, S) in [-1, 1]."""
        features = _leaky(self.from_rgb[-1](images))
        for place, scale in enumerate(reversed(self.scales)):
            for layer in scale:  # type: ignore[attr-defined]
                features = _leaky(layer(features))
            features = halve(features)
            # As there: with one scale alone nothing is blended.
            if place == 0 and self.alpha < 1 and len(self.scales) > 1:
                old = _leaky(self.from_rgb[-2](halve(images)))
                features = (1 - self.alpha) * old + self.alpha * features
        features = _leaky(self.last[0](with_minibatch_std(features)))
        scores: Tensor = self.decision(_leaky(self.last[1](features.flatten(1))))
        return scores


def _leaky(features: Tensor) -> Tensor:
    return leaky_relu(features, LEAKY_SLOPE)


def with_minibatch_std(features: Tensor) -> Tensor:
    """Return (N, C, H, W) with the zoo's minibatch standard deviation as one more channel.

    It is taken over four pictures that follow one another, divided by n - 1; over the whole batch
    where that does not fall into fours; and is 0 for one picture alone (Karras et al. 2018, 3).
    """
    count, _channels, height, width = features.shape
    group = min(count, GROUP)
    group = count if count % group else group
    statistic = features.new_zeros(count)
    if group > 1:
        variances = features.view(-1, group, *features.shape[1:]).var(1)
        statistic = (variances + EPSILON).sqrt().flatten(1).mean(1).repeat_interleave(group)
    return torch.cat([features, statistic.view(-1, 1, 1, 1).expand(-1, 1, height, width)], 1)


def read_critic(content: Mapping[str, Any]) -> ZooCritic:
    """Return the critic in what ``read_checkpoint`` gave; ``ConversionError`` without one."""
    try:
        return _critic(content)
    except (KeyError, IndexError, ValueError, AttributeError, TypeError) as error:
        raise ConversionError(
            f"this file has no critic of gan-zoo-pgan: {' '.join(str(error).split())}"
        ) from None


def _critic(content: Mapping[str, Any]) -> ZooCritic:
    given = without_module(content["netD"])
    scales = sum(name.startswith("fromRGBLayers.") and name.endswith("weight") for name in given)
    if not 1 <= scales <= (LAST_RESOLUTION // FIRST_RESOLUTION).bit_length():
        raise ValueError(f"{scales} scales")
    names = {"decisionLayer": "decision"} | {f"groupScaleZero.{i}": f"last.{i}" for i in range(2)}
    for stage in range(scales):
        names[f"fromRGBLayers.{stage}"] = f"from_rgb.{stage}"
        names |= {f"scaleLayers.{stage}.{i}": f"scales.{stage}.{i}" for i in range(2)}
    weights = [given[f"fromRGBLayers.{stage}.weight"].shape for stage in range(scales)]
    network = empty(
        lambda: ZooCritic(
            tuple(width for width, *_rest in weights), weights[0][1],
            given["decisionLayer.weight"].shape[0], alpha=pgan_alpha(content["config"]),
        )
    )  # fmt: skip
    fill(network, renamed(given, names))
    return network
