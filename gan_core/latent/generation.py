"""Pictures from latents and latents from pictures, for every kind of model."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from gan_core.models.families import MODEL_FAMILIES, generate
from gan_core.models.image_networks import Generator, draw_noise
from gan_core.models.truncation import TruncatedGenerator, can_truncate, spread_at
from gan_core.settings.images import CLASSES, ImageSettings
from gan_core.settings.progressive import FIRST_RESOLUTION, feature_maps
from gan_core.storage.memory import require_bytes

ROWS, ROWS_RESOLUTION = 500, 64
"""Pictures of up to 64 x 64 that go through a network at a time, so that memory stays bounded."""

SLICE_BYTES = 1_500_000_000
"""What pictures that go through a network at a time may take of memory."""

ALIVE = 10
"""Bytes that are held at a time for each number of four that a layer reads and writes: what later
layers want, and what a convolution lays out for itself. Measured: 8.4 to 10.4."""

COUNT_LIMIT = 100_000
Pixels = npt.NDArray[np.uint8]


def truncated_noise(
    count: int,
    settings: ImageSettings,
    *,
    truncation: float | None,
    generator: torch.Generator,
    device: torch.device,
) -> Tensor:
    """Return latents (count, latent_dim) drawn as in training, cut at ``truncation``.

    BigGAN, 3.1: a normal latent is drawn from the normal distribution truncated at the threshold T,
    within -T to T, a uniform one scaled by T, at most 1.
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


def truncated_pictures(
    network: nn.Module,
    settings: ImageSettings,
    count: int,
    *,
    truncation: float | None,
    generator: torch.Generator,
    device: torch.device,
    labels: Tensor | None = None,
) -> Tensor:
    """Return pictures (count, C, S, S) in [0, 1] of latents drawn at ``truncation``.

    Where G's first features are known, these come nearer to their mean, by as much as a truncated
    latent is narrower, and latents are drawn as in training; otherwise latents are truncated.
    """
    if truncation is not None and can_truncate(network):
        uniform = settings.noise == "uniform"
        share = min(1.0, truncation) if uniform else spread_at(truncation)
        network, truncation = TruncatedGenerator(network, settings, share), None
    latents = truncated_noise(
        count, settings, truncation=truncation, generator=generator, device=device
    )
    return decode(network, settings, latents, labels)


def spread_labels(labels: Iterable[int], count: int) -> Tensor:
    """Return ``labels`` repeated to ``count`` of them; ``ValueError`` for others than 0 to 9."""
    given = list(labels)
    wrong = [label for label in given if not 0 <= label < CLASSES]
    if wrong or not given:
        raise ValueError(f"labels {wrong or 'none'}; accepted: 0 to {CLASSES - 1}")
    return torch.tensor([given[i % len(given)] for i in range(count)])


@torch.no_grad()
def decode(
    network: nn.Module, settings: ImageSettings, latents: Tensor, labels: Tensor | None = None
) -> Tensor:
    """Return pictures (N, C, S, S) in [0, 1] of latents (N, latent_dim).

    Raises ``MemoryShortError``, before anything is computed, for more than memory holds.
    """
    make = MODEL_FAMILIES[settings.kind].decode
    if make is None and isinstance(network, (Generator, TruncatedGenerator)):
        make = generate
    if make is None:
        raise ValueError(f"a model of kind {settings.kind} makes no pictures")
    each = picture_bytes(network, settings)
    parts = []
    whole = list(slices(len(latents), resolution=settings.resolution, each=each))
    check_room(settings, len(latents), each * min(len(latents), whole[0].stop), latents.device)
    for rows in whole:
        given = labels[rows] if settings.conditional and labels is not None else None
        parts.append(make(network, latents[rows], given))
    return torch.cat(parts)


def picture_bytes(network: nn.Module, settings: ImageSettings) -> int:
    """Return about how many bytes one picture takes on its way, from sizes alone.

    Networks of other projects say so themselves; ours are small, but for progressive ones.
    """
    numbers: int = getattr(network, "most_numbers", 0)
    if settings.progressive:
        widths = feature_maps(settings.resolution, settings.width, base=settings.channel_base)
        numbers = most_numbers([(width, FIRST_RESOLUTION << i) for i, width in enumerate(widths)])
    return max(1, ALIVE * numbers)


def most_numbers(maps: Sequence[tuple[int, int]]) -> int:
    """Return the most numbers that a layer reads and writes; maps are channels and resolution."""
    return max(a * s * s + b * t * t for (a, s), (b, t) in pairwise([maps[0], *maps, maps[-1]]))


def check_room(
    settings: ImageSettings, count: int, under_way: int, device: torch.device, weights: int = 0
) -> None:
    """Raise ``MemoryShortError`` where pictures do not fit beside what else has to be held."""
    free = None
    if device.type == "cuda":
        unused = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        free = torch.cuda.mem_get_info(device)[0] + unused
    # All of them as numbers of four bytes, once in parts and once as a whole.
    made = 8 * count * settings.channels * settings.resolution**2
    pictures = "a picture" if count == 1 else f"{count} pictures"
    require_bytes(
        weights + under_way + made,
        f"{pictures} of {settings.resolution} x {settings.resolution} pixels",
        advice="ask for fewer pictures" if count > 1 else "close other programs",
        free=free,
    )


@torch.no_grad()
def encode(network: nn.Module, settings: ImageSettings, images: Tensor) -> Tensor:
    """Return latents (N, latent_dim), a VAE's means, of pictures (N, C, S, S) in [0, 1]."""
    turn = MODEL_FAMILIES[settings.kind].encode
    if turn is None:
        raise ValueError(f"a model of kind {settings.kind} has no encoder")
    return torch.cat([turn(network, images[rows]) for rows in slices(len(images))])


def to_bytes(images: Tensor) -> Tensor:
    """Return [0, 1] as uint8 0 to 255, rounded."""
    return images.clamp(0, 1).mul(255).round().to(torch.uint8)


def as_pixels(images: Tensor) -> Pixels:
    """Return pictures (N, C, S, S) in [0, 1] as bytes, (N, S, S) grey or (N, S, S, 3) coloured."""
    pixels = to_bytes(images).permute(0, 2, 3, 1).cpu().numpy()
    return np.ascontiguousarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)


def slices(count: int, *, resolution: int = ROWS_RESOLUTION, each: int = 1) -> Iterator[slice]:
    """Yield slices that cover ``count`` rows: of larger pictures, or of ``each`` bytes, fewer."""
    rows = max(1, min(ROWS, ROWS * ROWS_RESOLUTION**2 // resolution**2, SLICE_BYTES // each))
    return (slice(start, start + rows) for start in range(0, count, rows))
