"""Pictures from latents and latents from pictures, for every kind of model."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from gan_core.image_settings import CLASSES, ImageSettings
from gan_core.models.image_networks import Generator, draw_noise

ROWS, ROWS_SIDE = 500, 64
"""Pictures of up to 64 x 64 that go through a network at a time, so that memory stays bounded."""

COUNT_LIMIT = 100_000
GENERATIVE = ("ae", "vae", "gan", "cgan")
Pixels = npt.NDArray[np.uint8]
ENCODING = ("ae", "vae")


def truncated_noise(
    count: int,
    settings: ImageSettings,
    *,
    truncation: float | None,
    generator: torch.Generator,
    device: torch.device,
) -> Tensor:
    """Draw latents (count, latent_dim) as in training, cut at ``truncation`` (BigGAN, 3.1).

    A normal latent is drawn from what lies within -T to T, a uniform one scaled by T, at most 1.
    """
    if truncation is None:
        return draw_noise(count, settings, generator=generator, device=device)
    if settings.adversarial and settings.noise == "uniform":
        noise = draw_noise(count, settings, generator=generator, device=device)
        return noise * min(1.0, truncation)
    share = torch.rand(count, settings.latent_dim, generator=generator, device=device)
    inside = math.erf(truncation / math.sqrt(2))
    noise = math.sqrt(2) * torch.erfinv((2 * share - 1) * inside)
    return noise.clamp(-truncation, truncation)


def spread_labels(labels: Iterable[int], count: int) -> Tensor:
    """Repeat ``labels`` to ``count`` of them; ``ValueError`` for others than 0 to 9."""
    given = list(labels)
    wrong = [label for label in given if not 0 <= label < CLASSES]
    if wrong or not given:
        raise ValueError(f"labels {wrong or 'none'}; accepted: 0 to {CLASSES - 1}")
    return torch.tensor([given[i % len(given)] for i in range(count)])


@torch.no_grad()
def decode(
    network: nn.Module, settings: ImageSettings, latents: Tensor, labels: Tensor | None = None
) -> Tensor:
    """Return pictures (N, C, S, S) in [0, 1] of latents (N, latent_dim)."""
    if settings.kind not in GENERATIVE and not isinstance(network, Generator):
        raise ValueError(f"a model of kind {settings.kind} makes no pictures")
    parts = []
    for rows in slices(len(latents), side=settings.side):
        if settings.adversarial:
            given = labels[rows] if settings.conditional and labels is not None else None
            parts.append(network(latents[rows], given))
        else:
            parts.append(network.decode(latents[rows]))  # type: ignore[operator]
    return torch.cat(parts)


@torch.no_grad()
def encode(network: nn.Module, settings: ImageSettings, images: Tensor) -> Tensor:
    """Return latents (N, latent_dim), a VAE's means, of pictures (N, C, S, S) in [0, 1]."""
    if settings.kind not in ENCODING:
        raise ValueError(f"a model of kind {settings.kind} has no encoder")
    return torch.cat(
        [network.encode(images[rows])[0] for rows in slices(len(images))]  # type: ignore[operator]
    )


def to_bytes(images: Tensor) -> Tensor:
    """Turn [0, 1] into uint8 0 to 255, rounded."""
    return images.clamp(0, 1).mul(255).round().to(torch.uint8)


def as_pixels(images: Tensor) -> Pixels:
    """Turn pictures (N, C, S, S) in [0, 1] into bytes, (N, S, S) grey or (N, S, S, 3) coloured."""
    pixels = to_bytes(images).permute(0, 2, 3, 1).cpu().numpy()
    return np.ascontiguousarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)


def slices(count: int, *, side: int = ROWS_SIDE) -> Iterator[slice]:
    """Yield slices that cover ``count`` rows: of larger pictures fewer at a time."""
    rows = max(1, min(ROWS, ROWS * ROWS_SIDE**2 // side**2))
    return (slice(start, start + rows) for start in range(0, count, rows))
