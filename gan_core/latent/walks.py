"""Interpolation between latents: straight, spherical, and through several in turn."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

PARALLEL = 1e-4
"""Below this angle (radians), and as close to half a turn, the great circle is not defined."""


def lerp(start: Tensor, end: Tensor, shares: Tensor) -> Tensor:
    """Return the latents (n, d) between ``start`` and ``end``, both (d,), at ``shares`` (n,)."""
    return torch.lerp(start[None], end[None], shares[:, None])


def slerp(start: Tensor, end: Tensor, shares: Tensor) -> Tensor:
    """Return latents (n, d) from ``start`` to ``end`` that keep the length of normal noise.

    sin((1 - t) w) / sin(w) start + sin(t w) / sin(w) end, w the angle between them (Shoemake 1985;
    White 2016, section 2.1). Linear where no great circle is the only one.
    """
    cosine = torch.nn.functional.cosine_similarity(start, end, dim=0).clamp(-1, 1)
    angle = torch.arccos(cosine)
    lengths = float(start.norm() * end.norm())
    if not lengths or not PARALLEL < float(angle) < torch.pi - PARALLEL:
        return lerp(start, end, shares)
    before, after = torch.sin((1 - shares) * angle), torch.sin(shares * angle)
    return (before[:, None] * start + after[:, None] * end) / torch.sin(angle)


INTERPOLATIONS: dict[str, Callable[[Tensor, Tensor, Tensor], Tensor]] = {
    "straight": lerp,
    "spherical": slerp,
}
"""By the names that links and the command line give them."""


def walk(
    keys: Tensor, frames: int, *, interpolation: str = "spherical", closed: bool = False
) -> Tensor:
    """Return latents through all of ``keys`` (k, d), ``frames`` from each to the next.

    An open walk ends on the last key and has (k - 1) * frames + 1 latents; a closed one is a loop
    back to the first and has k * frames, so that it repeats without a stop. Raises ``ValueError``
    for fewer than two keys, no frames, or a name that is not in ``INTERPOLATIONS``.
    """
    if len(keys) < 2 or frames < 1:
        raise ValueError(f"{len(keys)} keys and {frames} frames; accepted: two keys, one frame")
    if interpolation not in INTERPOLATIONS:
        accepted = ", ".join(INTERPOLATIONS)
        raise ValueError(f"unknown interpolation {interpolation!r}; accepted: {accepted}")
    shares = torch.arange(frames, dtype=keys.dtype, device=keys.device) / frames
    ends = keys.roll(-1, 0) if closed else keys[1:]
    parts = [
        INTERPOLATIONS[interpolation](start, end, shares)
        for start, end in zip(keys[: len(ends)], ends, strict=True)
    ]
    return torch.cat(parts if closed else [*parts, keys[-1:]])
