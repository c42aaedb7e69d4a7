"""Penalties on D's input gradient: their values, and the weight gradients that they add."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.training.mlp.engines import Workspace, make_workspace
from gan_core.training.mlp.mlp_workspace import Layers

LENGTH_FLOOR = 1e-12


def gradient_penalty_push(gradients: Tensor, weight: float) -> tuple[Tensor, Tensor]:
    """Weight times mean (|g| - 1)^2 over (..., N, d), and its derivative by g (WGAN-GP, eq. 3)."""
    lengths = torch.linalg.vector_norm(gradients, dim=-1, keepdim=True)
    value = weight * (lengths - 1).square().mean(dim=(-2, -1))
    scale = (2 * weight / gradients.shape[-2]) * (lengths - 1) / lengths.clamp(min=LENGTH_FLOOR)
    return value, gradients * scale


def zero_centred_push(gradients: Tensor, shares: Tensor) -> tuple[Tensor, Tensor]:
    """Sum of share / 2 |g|^2, and its derivative by g (Mescheder et al. 2018, eq. 9 and 10).

    ``gradients`` are (..., N, d); ``shares`` (N, 1) are a penalty's weight over its number of rows.
    """
    push = gradients * shares
    return 0.5 * (push * gradients).sum(dim=-1).sum(dim=-1), push


class MixPenalty:
    """WGAN-GP's penalty at points between real and fake, with a forward pass of its own."""

    def __init__(self, layers: Layers, rows: int, *, weight: float) -> None:
        self.weight = weight
        self.workspace = make_workspace(layers, rows)
        self.penalty = self.workspace.penalty_pass(rows)

    def add(self, real: Tensor, fake: Tensor, mix: Tensor) -> Tensor:
        """Add the weight gradients; return the penalty, one number per network."""
        self.workspace.forward((real - fake).mul_(mix).add_(fake))
        value, push = gradient_penalty_push(self.penalty.input_gradients(), self.weight)
        self.penalty.add(push)
        return value


class ZeroCentredPenalty:
    """R1 at real points and R2 at fakes, the first and the last ``rows`` of a pass that was done.

    One with the weight 0 costs nothing.
    """

    def __init__(self, done: Workspace, rows: int, *, r1: float, r2: float) -> None:
        shares = [(gamma / rows) for gamma in (r1, r2) if gamma]
        self.shares = torch.tensor(shares, device=done.layers.device).repeat_interleave(rows)[
            :, None
        ]
        self.penalty = done.penalty_pass(len(self.shares), first=0 if r1 else rows)

    def add(self) -> Tensor:
        """Add the weight gradients; return the penalty, one number per network."""
        value, push = zero_centred_push(self.penalty.input_gradients(), self.shares)
        self.penalty.add(push)
        return value
