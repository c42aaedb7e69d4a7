"""Gradient of a penalty on D's input gradient, by hand: the second derivative without autograd.

With a_l = W_l h_{l-1} + b_l and h_l = f(a_l), D's gradient by its input is
g = W_1^T v_1, v_l = f'(a_l) u_l, u_{l-1} = W_l^T v_l, starting from the output's weights.
Given t_0 = dP/dg, the way back is s_l = W_l t_{l-1}, t_l = f'(a_l) s_l with weight gradients
v_l t_{l-1}^T; where f is curved, s_l u_l f''(a_l) also flows back through the forward pass.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from gan_core.training.mlp.fourier_pass import FourierPass
from gan_core.training.mlp.mlp_workspace import Layers, MLPWorkspace

LENGTH_FLOOR = 1e-12


def gradient_penalty_push(gradients: Tensor, weight: float) -> tuple[Tensor, Tensor]:
    """Weight times mean (|g| - 1)^2 over (..., N, d), and its derivative by g (WGAN-GP, eq. 3)."""
    lengths = torch.linalg.vector_norm(gradients, dim=-1, keepdim=True)
    value = weight * (lengths - 1).square().mean(dim=(-2, -1))
    scale = (2 * weight / gradients.shape[-2]) * (lengths - 1) / lengths.clamp(min=LENGTH_FLOOR)
    return value, gradients * scale


def r1_push(gradients: Tensor, weight: float) -> tuple[Tensor, Tensor]:
    """Weight / 2 times mean |g|^2, and its derivative by g (Mescheder et al. 2018, eq. 9)."""
    value = 0.5 * weight * gradients.square().sum(dim=-1).mean(dim=-1)
    return value, gradients * (weight / gradients.shape[-2])


class PenaltyPass:
    """Buffers for penalties at ``rows`` points of a network with one output."""

    def __init__(self, layers: Layers, rows: int, *, fourier: FourierPass | None) -> None:
        """``fourier`` is the pass that makes the features of these points, if there are any."""
        self.layers, self.fourier = layers, fourier
        hidden = layers.sizes[1:-1]
        self.down = [layers.buffer(rows, width) for width in hidden]
        self.up = [layers.buffer(rows, width) for width in hidden]
        self.gradients = layers.buffer(rows, layers.sizes[0])
        curved = layers.passes.curve is not None
        self.before = [torch.empty_like(buffer) for buffer in self.down] if curved else self.down
        self.bends = [torch.empty_like(buffer) for buffer in self.down] if curved else []

    def input_gradients(self, outputs: Sequence[Tensor], slopes: Sequence[Tensor]) -> Tensor:
        """D's gradient (..., rows, in) at the points whose hidden outputs and slopes these are."""
        layers = self.layers
        self.before[-1].copy_(layers.weights[-1].expand_as(self.before[-1]))
        for layer in range(len(self.down) - 1, -1, -1):
            if self.bends:
                self.down[layer].copy_(self.before[layer])
            layers.passes.backward(self.down[layer], outputs[layer], slopes[layer])
            target = self.before[layer - 1] if layer else self.gradients
            layers.multiply(self.down[layer], layers.weights[layer], out=target)
        return self.gradients if self.fourier is None else self.fourier.pull(self.gradients)

    def add(
        self, push: Tensor, inputs: Tensor, outputs: Sequence[Tensor], slopes: Sequence[Tensor]
    ) -> None:
        """Add the penalty's weight gradients; ``push`` is its derivative by the input gradients.

        ``inputs`` are what the first layer was fed.
        """
        layers, passes = self.layers, self.layers.passes
        if self.fourier is not None:
            push = self.fourier.push(push)
        for layer, rising in enumerate(self.up):
            layers.add_weight_gradient(layer, self.down[layer], push)
            layers.multiply(push, layers.transposed[layer], out=rising)
            if passes.curve is not None:
                bend = torch.mul(rising, self.before[layer], out=self.bends[layer])
                passes.curve(bend, outputs[layer], slopes[layer])
            passes.backward(rising, outputs[layer], slopes[layer])
            push = rising
        layers.weight_gradients[-1].add_(push.sum(dim=-2, keepdim=True))
        if self.bends:
            self._add_bends(inputs, outputs, slopes)

    def _add_bends(
        self, inputs: Tensor, outputs: Sequence[Tensor], slopes: Sequence[Tensor]
    ) -> None:
        layers = self.layers
        flow = self.bends[-1]
        for layer in range(len(self.bends) - 1, -1, -1):
            layers.add_weight_gradient(layer, flow, outputs[layer - 1] if layer else inputs)
            layers.bias_gradients[layer].add_(flow.sum(dim=-2))
            if layer:
                # The rising buffers are free by now.
                below = layers.multiply(flow, layers.weights[layer], out=self.up[layer - 1])
                layers.passes.backward(below, outputs[layer - 1], slopes[layer - 1])
                flow = below.add_(self.bends[layer - 1])


class MixPenalty:
    """WGAN-GP's penalty at points between real and fake, with a forward pass of its own."""

    def __init__(self, layers: Layers, rows: int, *, weight: float) -> None:
        self.weight = weight
        self.workspace = MLPWorkspace(layers, rows)
        self.penalty = PenaltyPass(layers, rows, fourier=self.workspace.fourier)

    def add(self, real: Tensor, fake: Tensor, mix: Tensor) -> Tensor:
        """Add the weight gradients; return the penalty, one number per network."""
        space = self.workspace
        space.forward((real - fake).mul_(mix).add_(fake))
        gradients = self.penalty.input_gradients(space.outputs, space.slopes)
        value, push = gradient_penalty_push(gradients, self.weight)
        self.penalty.add(push, space.inputs, space.outputs, space.slopes)
        return value


class RealPenalty:
    """R1 at the real points, which are the first rows of a pass that has been done."""

    def __init__(self, done: MLPWorkspace, rows: int, *, weight: float) -> None:
        self.weight, self.rows, self.done = weight, rows, done
        fourier = None if done.fourier is None else done.fourier.first_rows(rows)
        self.penalty = PenaltyPass(done.layers, rows, fourier=fourier)
        self.outputs = [buffer[..., :rows, :] for buffer in done.outputs]
        self.slopes = [buffer[..., :rows, :] for buffer in done.slopes]

    def add(self) -> Tensor:
        """Add the weight gradients; return the penalty, one number per network."""
        gradients = self.penalty.input_gradients(self.outputs, self.slopes)
        value, push = r1_push(gradients, self.weight)
        inputs = self.done.inputs[..., : self.rows, :]
        self.penalty.add(push, inputs, self.outputs, self.slopes)
        return value
