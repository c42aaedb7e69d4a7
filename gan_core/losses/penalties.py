"""Penalties on D's gradient with respect to its input."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def input_gradients(discriminator: Callable[[Tensor], Tensor], points: Tensor) -> Tensor:
    """D's gradient at (N, d) points, (N, d), kept in the graph so that it can be penalised."""
    points = points.detach().requires_grad_(True)
    output = discriminator(points).sum()
    (gradients,) = torch.autograd.grad(output, points, create_graph=True)
    return gradients


def gradient_penalty(
    discriminator: Callable[[Tensor], Tensor], real: Tensor, fake: Tensor, mix: Tensor
) -> Tensor:
    """Mean (|grad D(x_hat)| - 1)^2 at x_hat = u x + (1 - u) x_fake (WGAN-GP, eq. 3).

    ``real`` and ``fake`` are (N, d), ``mix`` (N, 1) holds u in [0, 1]. The gradient at |grad| = 0
    is taken as 0.
    """
    gradients = input_gradients(discriminator, fake + mix * (real - fake))
    lengths: Tensor = torch.linalg.vector_norm(gradients, dim=1)
    return (lengths - 1).square().mean()


def r1_penalty(discriminator: Callable[[Tensor], Tensor], real: Tensor) -> Tensor:
    """Half the mean |grad D(x)|^2 at (N, d) real points (Mescheder et al. 2018, eq. 9)."""
    return 0.5 * input_gradients(discriminator, real).square().sum(dim=1).mean()


def r2_penalty(discriminator: Callable[[Tensor], Tensor], fake: Tensor) -> Tensor:
    """Half the mean |grad D(x)|^2 at (N, d) fakes (Mescheder et al. 2018, eq. 10)."""
    return 0.5 * input_gradients(discriminator, fake).square().sum(dim=1).mean()
