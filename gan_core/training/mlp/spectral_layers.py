"""Layers under spectral normalisation: passes see normalised weights, an optimiser moves raw ones.

Each weight matrix is W / sigma with sigma = u^T W v (Miyato et al. 2018, 2.1), by one step of
power iteration with each update. The passes do not know of it: ``renew`` writes the normalised
weights to where they read, ``pull_gradient`` turns the gradient that they leave into that of W.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from gan_core.models.mlp import MLP
from gan_core.models.spectral_norm import START_ITERATIONS, first_vector, power_step
from gan_core.training.mlp.mlp_workspace import Layers


class _Normalised(NamedTuple):
    """Views of one layer: weights (..., out, in), vectors (..., n, 1), value (..., 1, 1)."""

    raw: Tensor
    weight: Tensor
    gradient: Tensor
    left: Tensor
    right: Tensor
    value: Tensor


class SpectralLayers(Layers):
    """``flat`` holds the normalised weights and the biases, ``raw`` what they are made from.

    ``slots`` are the tensors to save beside ``flat``, row by row: raw parameters (..., P), all
    left and right singular vectors in one, and the singular value of each layer.
    """

    def __init__(
        self, mlp: MLP, *, flat: Tensor | None = None, frequencies: Tensor | None = None
    ) -> None:
        """``flat`` (..., P) holds the raw parameters, and from now on the normalised ones."""
        super().__init__(mlp, flat=flat, frequencies=frequencies)
        self.raw = self.flat.clone()
        raw_weights, _ = mlp.split(self.raw)
        outputs, inputs = self.sizes[1:], self.sizes[:-1]
        lefts, rights, values = (
            torch.zeros(*self.lead, count, 1, device=self.device)
            for count in (sum(outputs), sum(inputs), len(outputs))
        )
        self.layers = [
            _Normalised(*views)
            for views in zip(
                raw_weights,
                self.weights,
                self.weight_gradients,
                torch.split(lefts, list(outputs), dim=-2),
                torch.split(rights, list(inputs), dim=-2),
                torch.split(values, 1, dim=-2),
                strict=True,
            )
        ]
        self.slots = {"raw": self.raw, "left": lefts, "right": rights, "value": values}
        for layer in self.layers:
            layer.left.copy_(first_vector(layer.raw))
        for _ in range(START_ITERATIONS):
            self.renew()

    @torch.no_grad()
    def renew(self) -> None:
        """Do one step of power iteration on each raw weight, and normalise by what it gives."""
        self.flat.copy_(self.raw)
        for layer in self.layers:
            left, right, value = power_step(layer.raw, layer.left)
            layer.left.copy_(left)
            layer.right.copy_(right)
            layer.value.copy_(value)
            torch.div(layer.raw, value, out=layer.weight)

    def pull_gradient(self) -> None:
        """Turn ``gradient`` by the normalised weights into that by the raw ones, in place.

        (G - <G, W / sigma> u v^T) / sigma (Miyato et al. 2018, 2.3).
        """
        for layer in self.layers:
            along = (layer.gradient * layer.weight).sum(dim=(-2, -1), keepdim=True)
            layer.gradient.sub_(along * (layer.left @ layer.right.mT)).div_(layer.value)
