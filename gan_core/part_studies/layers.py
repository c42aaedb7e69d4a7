"""The layers of a progressive G, one by one and by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import nn

from gan_core.models.gan_networks import ResolutionGenerator
from gan_core.models.initialization import build_seeded
from gan_core.models.progressive import ProgressiveDiscriminator, ProgressiveGenerator
from gan_core.models.progressive_parts import EqualizedConv2d, EqualizedLinear
from gan_core.settings.images import ImageSettings
from gan_core.settings.progressive import FIRST_RESOLUTION, feature_maps

Equalized = EqualizedConv2d | EqualizedLinear
ANY_SCHEME = "torch"
"""Equalized layers have one initialisation of their own, so any scheme will do."""


@dataclass(frozen=True)
class Layer:
    """A layer of G: its resolution in pixels, and its place at that resolution, from 0.

    Resolution 1 is the latents; ``picture`` marks the toRGB layer.
    """

    resolution: int
    number: int = 0
    picture: bool = False


def progressive_generator(network: nn.Module) -> ProgressiveGenerator:
    """Return the progressive G in a model's network; ``ValueError`` where there is none."""
    inner = getattr(network, "network", None)
    if not isinstance(inner, ResolutionGenerator):
        raise ValueError(
            f"a {type(network).__name__} that is not progressive; accepted: a progressive GAN"
        )
    return inner.growing


def new_generator(settings: ImageSettings, *, seed: int) -> ProgressiveGenerator:
    """Return an untrained G of a recipe's settings."""
    widths = feature_maps(settings.resolution, settings.width, base=settings.channel_base)
    return build_seeded(
        lambda: ProgressiveGenerator(
            settings.latent_dim,
            widths,
            channels=settings.channels,
            upsampling=settings.upsampling,
        ),
        ANY_SCHEME,
        generator=torch.Generator().manual_seed(seed),
    )


def new_discriminator(settings: ImageSettings, *, seed: int) -> ProgressiveDiscriminator:
    """Return an untrained D of a recipe's settings."""
    widths = feature_maps(settings.resolution, settings.width, base=settings.channel_base)
    return build_seeded(
        lambda: ProgressiveDiscriminator(widths, channels=settings.channels),
        ANY_SCHEME,
        generator=torch.Generator().manual_seed(seed),
    )


def modules_of(generator: ProgressiveGenerator) -> Iterator[tuple[Layer, nn.Module]]:
    """Yield all modules from latents to last features in order, each with the layer it is of."""
    yield Layer(1), generator.normalise
    number = -1
    for module in generator.base:
        number += isinstance(module, Equalized)
        yield Layer(FIRST_RESOLUTION, number), module
    for stage, block in enumerate(generator.blocks, 1):
        resolution, number = FIRST_RESOLUTION << stage, -1
        yield Layer(resolution), nn.Upsample(scale_factor=2)
        for module in block.children():
            number += isinstance(module, Equalized)
            yield Layer(resolution, number), module


def weighted_layers(generator: ProgressiveGenerator) -> list[tuple[Layer, Equalized]]:
    """Return the layers with weights that G uses at its last resolution, toRGB last."""
    found = [(layer, m) for layer, m in modules_of(generator) if isinstance(m, Equalized)]
    colours = generator.to_rgb[-1]
    assert isinstance(colours, EqualizedConv2d)
    return [*found, (Layer(found[-1][0].resolution, picture=True), colours)]
