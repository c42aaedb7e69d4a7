"""Ways between latents: straight, spherical, and through several in turn."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

PARALLEL = 1e-4
"""Below this angle (radians), and as close to half a turn, the great circle is not defined."""


def straight(start: Tensor, end: Tensor, shares: Tensor) -> Tensor:
    """Latents (n, d) on the line from ``start`` to ``end``, both (d,), at ``shares`` (n,)."""
    return torch.lerp(start[None], end[None], shares[:, None])


def spherical(start: Tensor, end: Tensor, shares: Tensor) -> Tensor:
    """Latents (n, d) from ``start`` to ``end`` that keep the length of normal noise.

    sin((1 - t) w) / sin(w) start + sin(t w) / sin(w) end, w the angle between them (Shoemake 1985;
    White 2016, section 2.1). Where no great circle is the only one, the way is straight.
    """
    cosine = torch.nn.functional.cosine_similarity(start, end, dim=0).clamp(-1, 1)
    angle = torch.arccos(cosine)
    lengths = float(start.norm() * end.norm())
    if not lengths or not PARALLEL < float(angle) < torch.pi - PARALLEL:
        return straight(start, end, shares)
    before, after = torch.sin((1 - shares) * angle), torch.sin(shares * angle)
    return (before[:, None] * start + after[:, None] * end) / torch.sin(angle)


WALKS: dict[str, Callable[[Tensor, Tensor, Tensor], Tensor]] = {
    "straight": straight,
    "spherical": spherical,
}


def walk(keys: Tensor, frames: int, *, way: str = "spherical", closed: bool = False) -> Tensor:
    """Latents through all of ``keys`` (k, d), ``frames`` from each to the next.

    An open walk ends on the last key and has (k - 1) * frames + 1 latents; a closed one returns
    to the first and has k * frames, so that it repeats without a stop. Raises ``ValueError`` for
    fewer than two keys, no frames, or a way that is not in ``WALKS``.
    """
    if len(keys) < 2 or frames < 1:
        raise ValueError(f"{len(keys)} keys and {frames} frames; accepted: two keys, one frame")
    if way not in WALKS:
        raise ValueError(f"unknown way {way!r}; accepted: {', '.join(WALKS)}")
    shares = torch.arange(frames, dtype=keys.dtype, device=keys.device) / frames
    ends = keys.roll(-1, 0) if closed else keys[1:]
    parts = [
        WALKS[way](start, end, shares) for start, end in zip(keys[: len(ends)], ends, strict=True)
    ]
    return torch.cat(parts if closed else [*parts, keys[-1:]])
