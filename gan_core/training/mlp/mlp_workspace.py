"""Forward and backward pass of an MLP by hand, in buffers that are allocated once.

Same arithmetic as autograd, without graph, allocation or per-operation bookkeeping. Parameters
may be one vector (P,) or a stack of them (K, P); then every array has K in front and each matrix
product is a batched one.
"""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.models.mlp import MLP
from gan_core.training.mlp.activation_passes import PASSES
from gan_core.training.mlp.fourier_pass import FourierPass
from gan_core.training.mlp.penalty_pass import PenaltyPass

NARROW = 16
"""Below this many inputs a weight gradient is quicker computed transposed and copied."""


class Layers:
    """Views of one flat vector (or stack of vectors) and of its gradient, layer by layer."""

    def __init__(
        self, mlp: MLP, *, flat: Tensor | None = None, frequencies: Tensor | None = None
    ) -> None:
        """``flat`` (..., P) is laid out like ``mlp.flat``, which it is if left out.

        ``frequencies`` (..., F, inputs) are those of the Fourier features that go with ``flat``.
        """
        if flat is None:
            flat, frequencies = mlp.flat, mlp.frequencies
        stacked = flat.dim() == 2
        self.flat, self.gradient = flat, torch.zeros_like(flat)
        self.sizes = mlp.sizes
        self.frequencies = frequencies
        features = 0 if frequencies is None else 2 * frequencies.shape[-2]
        self.inputs = mlp.sizes[0] - features
        self.passes = PASSES[mlp.activation_name]
        self.multiply = torch.bmm if stacked else torch.mm
        self.multiply_add = torch.baddbmm if stacked else torch.addmm
        self.weights, biases = mlp.split(flat)
        self.biases = [bias.unsqueeze(1) for bias in biases] if stacked else biases
        self.transposed = [weight.mT for weight in self.weights]
        self.weight_gradients, self.bias_gradients = mlp.split(self.gradient)
        self.lead = tuple(flat.shape[:-1])
        self.device = flat.device

    def buffer(self, rows: int, width: int) -> Tensor:
        """Return an uninitialised buffer (..., rows, width)."""
        return torch.empty(*self.lead, rows, width, device=self.device)

    def set_weight_gradient(self, layer: int, gradient: Tensor, below: Tensor) -> None:
        """Write gradient^T below: what flows into a layer times what it was fed."""
        target = self.weight_gradients[layer]
        if self._narrow(target):
            target.copy_(self.multiply(below.mT, gradient).mT)
        else:
            self.multiply(gradient.mT, below, out=target)

    def add_weight_gradient(self, layer: int, gradient: Tensor, below: Tensor) -> None:
        """Add gradient^T below."""
        target = self.weight_gradients[layer]
        if self._narrow(target):
            target.add_(self.multiply(below.mT, gradient).mT)
        else:
            self.multiply_add(target, gradient.mT, below, out=target)

    @staticmethod
    def _narrow(target: Tensor) -> bool:
        return target.shape[-1] < NARROW < target.shape[-2]


class MLPWorkspace:
    """Buffers for ``rows`` rows through one MLP; call ``forward``, then ``backward``.

    What the methods return are buffers: they hold until the next call of the same method.
    """

    def __init__(self, layers: Layers, rows: int) -> None:
        self.layers = layers
        widths = layers.sizes[1:]
        self.outputs = [layers.buffer(rows, width) for width in widths]
        self.slopes = [layers.buffer(rows, width) for width in widths[:-1]]
        self.pre = {width: layers.buffer(rows, width) for width in widths[:-1]}
        self.gradients = [layers.buffer(rows, width) for width in layers.sizes[:-1]]
        self.inputs = torch.empty(0)
        self.fourier = None if layers.frequencies is None else FourierPass(layers.frequencies, rows)

    def forward(self, inputs: Tensor) -> Tensor:
        """Map (..., rows, in) to (..., rows, out), keeping what ``backward`` needs."""
        layers = self.layers
        self.inputs = hidden = inputs if self.fourier is None else self.fourier.forward(inputs)
        for layer, slope in enumerate(self.slopes):
            output = self.outputs[layer]
            pre = self.pre[output.shape[-1]]
            layers.multiply_add(layers.biases[layer], hidden, layers.transposed[layer], out=pre)
            layers.passes.forward(pre, output, slope)
            hidden = output
        return layers.multiply_add(
            layers.biases[-1], hidden, layers.transposed[-1], out=self.outputs[-1]
        )

    def backward_weights(self, output_gradient: Tensor) -> None:
        """Write the gradients of all weights and biases, given that of the output."""
        gradient = output_gradient
        for layer in range(len(self.outputs) - 1, -1, -1):
            below = self.outputs[layer - 1] if layer else self.inputs
            self.layers.set_weight_gradient(layer, gradient, below)
            torch.sum(gradient, -2, out=self.layers.bias_gradients[layer])
            if layer:
                gradient = self._down(layer, gradient)

    def backward_inputs(self, output_gradient: Tensor) -> Tensor:
        """Return the gradient (..., rows, in) of the inputs, given that of the output."""
        gradient = output_gradient
        for layer in range(len(self.outputs) - 1, -1, -1):
            gradient = self._down(layer, gradient)
        return gradient if self.fourier is None else self.fourier.pull(gradient)

    def penalty_pass(self, rows: int, *, first: int = 0) -> PenaltyPass:
        """Return the pass for penalties at ``rows`` of these rows, from ``first`` on."""
        return PenaltyPass(self, rows, first=first)

    def _down(self, layer: int, gradient: Tensor) -> Tensor:
        """Gradient of what goes into ``layer``, through the activation below it."""
        layers = self.layers
        below = layers.multiply(gradient, layers.weights[layer], out=self.gradients[layer])
        if layer:
            layers.passes.backward(below, self.outputs[layer - 1], self.slopes[layer - 1])
        return below
