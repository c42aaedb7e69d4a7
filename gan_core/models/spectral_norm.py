"""Spectral normalisation of an MLP: each weight matrix divided by its largest singular value.

Miyato et al. 2018. Biases stay as they are. With activations of slope at most 1 the network then
has slope at most 1 itself, up to what power iteration is behind.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.func import functional_call

from gan_core.models.mlp import MLP

START_ITERATIONS = 15
"""Steps of power iteration before the first update; later there is one with each."""

LENGTH_FLOOR = 1e-12


def first_vector(weight: Tensor) -> Tensor:
    """Return the unit vector (..., out, 1) that power iteration starts from, the same for all."""
    rows = weight.shape[-2]
    return torch.full((*weight.shape[:-1], 1), rows**-0.5, device=weight.device)


def power_step(weight: Tensor, left: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Do one step of power iteration on (..., out, in) (Miyato et al. 2018, algorithm 1).

    ``left`` (..., out, 1) is the present estimate u of the first left singular vector. Returns the
    next u, the right vector v (..., in, 1) and the singular value u^T W v (..., 1, 1).
    """
    right = weight.mT @ left
    right = right / _length(right)
    image = weight @ right
    value = _length(image)
    return image / value, right, value


def _length(column: Tensor) -> Tensor:
    lengths: Tensor = torch.linalg.vector_norm(column, dim=(-2, -1), keepdim=True)
    return lengths.clamp(min=LENGTH_FLOOR)


class SpectralNorm:
    """A network whose weights are W / (u^T W v), with autograd through W; u and v are constants.

    The network itself always has the normalised weights, and its own biases.
    """

    def __init__(self, network: MLP) -> None:
        self.network = network
        self.raw = [nn.Parameter(weight.detach().clone()) for weight in network.weights]
        self.left = [first_vector(weight) for weight in self.raw]
        self.right = [torch.empty(0) for _ in self.raw]
        for _ in range(START_ITERATIONS):
            self.renew()

    def parameters(self) -> Sequence[nn.Parameter]:
        """Return what an optimiser moves: raw weights and biases."""
        return [*self.raw, *self.network.biases]

    def __call__(self, inputs: Tensor) -> Tensor:
        """Map (N, inputs) to (N, outputs)."""
        weights = {
            f"weights.{layer}": weight / (left.mT @ weight @ right)
            for layer, (weight, left, right) in enumerate(
                zip(self.raw, self.left, self.right, strict=True)
            )
        }
        outputs: Tensor = functional_call(self.network, weights, (inputs,))
        return outputs

    @torch.no_grad()
    def renew(self) -> None:
        """Do one step of power iteration on each weight; the network takes over what it gives."""
        for layer, weight in enumerate(self.raw):
            left, right, value = power_step(weight, self.left[layer])
            self.left[layer], self.right[layer] = left, right
            self.network.weights[layer].copy_(weight / value)
