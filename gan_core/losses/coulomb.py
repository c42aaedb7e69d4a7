"""The Coulomb GAN's potential: fakes are positive charges, reals negative ones.

The potential is low at real points and high at fakes (the documents' sign). D's logit s keeps
the library's sign, high at real, and so learns minus the potential.
"""

from __future__ import annotations

import torch
from torch import Tensor


def plummer_kernel(first: Tensor, second: Tensor, *, eps: float, dim: float) -> Tensor:
    """k(a, b) = (|a - b|^2 + eps^2)^(-(dim - 2) / 2) (Coulomb GAN, eq. 9; its d is dim - 2).

    ``first`` (..., N, d) and ``second`` (..., M, d) give (..., N, M).
    """
    # Differences instead of the expanded square: exact for points that nearly coincide.
    squared = torch.full((), eps**2, dtype=first.dtype, device=first.device)
    for column in range(first.shape[-1]):
        difference = first[..., column].unsqueeze(-1) - second[..., column].unsqueeze(-2)
        squared = squared + difference.square_()
    return squared.pow_(-(dim - 2) / 2)


def coulomb_potential(
    points: Tensor, real: Tensor, fake: Tensor, *, eps: float, dim: float
) -> Tensor:
    """Potential at (..., N, d) points: mean kernel to the fakes minus that to the reals, (..., N).

    A point that is itself a charge feels itself too (self-terms included).
    """
    to_fake = plummer_kernel(points, fake, eps=eps, dim=dim).mean(dim=-1)
    to_real = plummer_kernel(points, real, eps=eps, dim=dim).mean(dim=-1)
    return to_fake - to_real


def coulomb_discriminator_loss(
    real_logits: Tensor, fake_logits: Tensor, *, real_potential: Tensor, fake_potential: Tensor
) -> Tensor:
    """Mean (-s - potential)^2 over the fakes plus the same over the reals (Coulomb GAN, eq. 15).

    Logits and potentials are (N,) or (N, 1), of equal numbers of elements.
    """
    real_error = real_logits.flatten() + real_potential.flatten()
    fake_error = fake_logits.flatten() + fake_potential.flatten()
    return fake_error.square().mean() + real_error.square().mean()
