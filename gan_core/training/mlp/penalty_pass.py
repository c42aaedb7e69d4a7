"""Gradient of a penalty on D's input gradient, by hand: the second derivative without autograd.

With a_l = W_l h_{l-1} + b_l and h_l = f(a_l), D's gradient by its input is
g = W_1^T v_1, v_l = f'(a_l) u_l, u_{l-1} = W_l^T v_l, starting from the output's weights.
Given t_0 = dP/dg, the way back is s_l = W_l t_{l-1}, t_l = f'(a_l) s_l with weight gradients
v_l t_{l-1}^T; where f is curved, s_l u_l f''(a_l) also flows back through the forward pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from gan_core.training.mlp.mlp_workspace import MLPWorkspace


class PenaltyPass:
    """Buffers for penalties at ``rows`` points, from ``first`` on, of a pass that has been done.

    The network has one output.
    """

    def __init__(self, done: MLPWorkspace, rows: int, *, first: int = 0) -> None:
        self.done, self.layers = done, done.layers
        here = slice(first, first + rows)
        self.outputs = [buffer[..., here, :] for buffer in done.outputs]
        self.slopes = [buffer[..., here, :] for buffer in done.slopes]
        self.here = here
        self.fourier = None if done.fourier is None else done.fourier.part(first, rows)
        layers, hidden = self.layers, self.layers.sizes[1:-1]
        self.down = [layers.buffer(rows, width) for width in hidden]
        self.up = [layers.buffer(rows, width) for width in hidden]
        self.gradients = layers.buffer(rows, layers.sizes[0])
        curved = layers.passes.curve is not None
        self.before = [torch.empty_like(buffer) for buffer in self.down] if curved else self.down
        self.bends = [torch.empty_like(buffer) for buffer in self.down] if curved else []

    def input_gradients(self) -> Tensor:
        """D's gradient (..., rows, in) at the points."""
        layers = self.layers
        self.before[-1].copy_(layers.weights[-1].expand_as(self.before[-1]))
        for layer in range(len(self.down) - 1, -1, -1):
            if self.bends:
                self.down[layer].copy_(self.before[layer])
            layers.passes.backward(self.down[layer], self.outputs[layer], self.slopes[layer])
            target = self.before[layer - 1] if layer else self.gradients
            layers.multiply(self.down[layer], layers.weights[layer], out=target)
        return self.gradients if self.fourier is None else self.fourier.pull(self.gradients)

    def add(self, push: Tensor) -> None:
        """Add the penalty's weight gradients; ``push`` is its derivative by the input gradients."""
        layers, passes = self.layers, self.layers.passes
        if self.fourier is not None:
            push = self.fourier.push(push)
        for layer, rising in enumerate(self.up):
            layers.add_weight_gradient(layer, self.down[layer], push)
            layers.multiply(push, layers.transposed[layer], out=rising)
            if passes.curve is not None:
                bend = torch.mul(rising, self.before[layer], out=self.bends[layer])
                passes.curve(bend, self.outputs[layer], self.slopes[layer])
            passes.backward(rising, self.outputs[layer], self.slopes[layer])
            push = rising
        layers.weight_gradients[-1].add_(push.sum(dim=-2, keepdim=True))
        if self.bends:
            self._add_bends()

    def _add_bends(self) -> None:
        layers, inputs = self.layers, self.done.inputs[..., self.here, :]
        flow = self.bends[-1]
        for layer in range(len(self.bends) - 1, -1, -1):
            layers.add_weight_gradient(layer, flow, self.outputs[layer - 1] if layer else inputs)
            layers.bias_gradients[layer].add_(flow.sum(dim=-2))
            if layer:
                # The rising buffers are free by now.
                below = layers.multiply(flow, layers.weights[layer], out=self.up[layer - 1])
                layers.passes.backward(below, self.outputs[layer - 1], self.slopes[layer - 1])
                flow = below.add_(self.bends[layer - 1])
