"""Random Fourier features: what lets a small network see details far smaller than its data."""

from __future__ import annotations

import torch
from torch import Tensor


def draw_frequencies(
    count: int, inputs: int, scale: float, *, generator: torch.Generator
) -> Tensor:
    """Draw B (count, inputs), normal with standard deviation ``scale``; stays fixed in training."""
    return scale * torch.randn(count, inputs, generator=generator, device=generator.device)


def fourier_features(points: Tensor, frequencies: Tensor) -> Tensor:
    """Join x, sin(B x) and cos(B x): (N, d) with B (F, d) gives (N, d + 2 F).

    (Tancik et al. 2020, section 4; the points themselves are kept beside their features.)
    """
    phases = points @ frequencies.mT
    return torch.cat([points, torch.sin(phases), torch.cos(phases)], dim=-1)
