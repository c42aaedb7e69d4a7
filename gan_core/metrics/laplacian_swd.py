"""Sliced Wasserstein distance between pictures, level by level of a Laplacian pyramid.

As in the progressive GAN paper (Karras et al. 2018, section 5): 7 x 7 patches, each channel
normalised over its own set, projected on random directions.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import conv2d, pad

SMALLEST = 16
PATCHES = 128
PATCH = 7
REPEATS = 4
DIRECTIONS = 128
SCALE = 1000.0
"""Distances are given times a thousand, as in the paper."""


def _filter(images: Tensor, *, gain: float) -> Tensor:
    """Return each channel convolved with the 5 x 5 binomial filter, mirrored at the border."""
    line = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0], device=images.device)
    kernel = torch.outer(line, line) * gain / 256
    count, channels, height, width = images.shape
    flat = pad(images.reshape(count * channels, 1, height, width), (2, 2, 2, 2), mode="reflect")
    return conv2d(flat, kernel[None, None]).reshape(images.shape)


def downscale(images: Tensor) -> Tensor:
    """Return (N, C, H, W) at half the resolution: filter, then every second pixel."""
    return _filter(images, gain=1.0)[:, :, ::2, ::2]


def upscale(images: Tensor) -> Tensor:
    """Return (N, C, H, W) at twice the resolution: zeros in between, then the filter times 4."""
    count, channels, height, width = images.shape
    spread = images.new_zeros(count, channels, 2 * height, 2 * width)
    spread[:, :, ::2, ::2] = images
    return _filter(spread, gain=4.0)


def laplacian_pyramid(images: Tensor) -> list[Tensor]:
    """Return the details of each level, largest first, and the last one's remainder.

    ``images`` are (N, C, S, S) floats, S a power of two of at least 16.
    """
    resolution = images.shape[-1]
    if images.shape[-2] != resolution or resolution < SMALLEST or resolution & (resolution - 1):
        raise ValueError(
            f"pictures of {resolution} x {images.shape[-2]} pixels; "
            f"accepted are squares whose resolution is a power of two from {SMALLEST}"
        )
    levels = [images]
    while levels[-1].shape[-1] > SMALLEST:
        smaller = downscale(levels[-1])
        levels[-1] = levels[-1] - upscale(smaller)
        levels.append(smaller)
    return levels


def _patches(level: Tensor, *, generator: torch.Generator) -> Tensor:
    """Return 128 patches of each picture at random places, (N * 128, C, 7, 7)."""
    count, channels, resolution, _ = level.shape
    corners = torch.randint(
        0, resolution - PATCH + 1, (2, count * PATCHES, 1, 1), generator=generator
    )
    row = corners[0].to(level.device) + torch.arange(PATCH, device=level.device)[:, None]
    column = corners[1].to(level.device) + torch.arange(PATCH, device=level.device)[None]
    picture = torch.arange(count, device=level.device).repeat_interleave(PATCHES)[:, None, None]
    return level[picture, :, row, column].permute(0, 3, 1, 2).reshape(-1, channels, PATCH, PATCH)


def _normalised(patches: Tensor) -> Tensor:
    """Return patches with each channel of the set at mean 0 and deviation 1; (P, C * 49)."""
    mean = patches.mean((0, 2, 3), keepdim=True)
    deviation = patches.std((0, 2, 3), keepdim=True, correction=0)
    return ((patches - mean) / deviation.clamp(min=1e-8)).flatten(1)


def _sorted_rows(projections: Tensor) -> Tensor:
    """Return (D, P) projections with each row sorted; the given ones are overwritten."""
    if projections.device.type == "cpu":
        # NumPy's sort uses vector instructions: twice as fast as torch's.
        projections.numpy().sort(axis=1)
        return projections
    return projections.sort(1).values


def sorted_distance(first: Tensor, second: Tensor) -> Tensor:
    """Return the mean absolute difference of the sorted rows of two (D, P) projections.

    Both are overwritten, as copies of 134 MB each would cost as much as the sorting.
    """
    return _sorted_rows(first).sub_(_sorted_rows(second)).abs_().mean()


def laplacian_swd(real: Tensor, generated: Tensor) -> dict[str, float]:
    """Return distances times 1,000 by level (its resolution as text) and their ``average``.

    ``real`` and ``generated`` are equally many (N, C, S, S) with values 0 to 255, as pictures are
    stored; other resolutions than powers of two are to be padded before.
    """
    if len(real) != len(generated):
        raise ValueError(f"{len(real)} real and {len(generated)} generated pictures; take as many")
    random = torch.Generator().manual_seed(0)
    levels = zip(laplacian_pyramid(real), laplacian_pyramid(generated), strict=True)
    found: dict[str, float] = {}
    for first, second in levels:
        sets = [_normalised(_patches(level, generator=random)) for level in (first, second)]
        distances = []
        for _ in range(REPEATS):
            directions = torch.randn(sets[0].shape[1], DIRECTIONS, generator=random)
            lines = (directions / directions.norm(dim=0)).T.contiguous().to(real.device)
            distances.append(sorted_distance(lines @ sets[0].T, lines @ sets[1].T))
        found[str(first.shape[-1])] = SCALE * float(torch.stack(distances).mean())
    return found | {"average": sum(found.values()) / len(found)}
