"""Activations by hand: forward, times the slope, times the curvature, all into given buffers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.models.mlp import LEAKY_SLOPE, LOG2_E

LOG2_E_TENSOR = torch.tensor(LOG2_E)
ONE = torch.tensor(1.0)

Pass = Callable[[Tensor, Tensor, Tensor], None]


@dataclass(frozen=True)
class ActivationPasses:
    """``forward(pre, out, slope)`` fills ``out``, and ``slope`` where the others need it.

    ``backward(gradient, out, slope)`` multiplies by the first derivative in place, ``curve`` by
    the second; ``curve`` is None where that is zero.
    """

    name: str
    forward: Pass
    backward: Pass
    curve: Pass | None = None


def _elu_forward(pre: Tensor, out: Tensor, slope: Tensor) -> None:
    # exp(min(z, 0)) is the slope on both sides of 0, and elu(z) = max(z, slope - 1).
    # torch's exp2 takes less than half the time of its exp on the CPU, and of its elu a quarter.
    torch.clamp(pre, max=0, out=slope)
    slope.mul_(LOG2_E_TENSOR).exp2_()
    torch.sub(slope, ONE, out=out)
    torch.maximum(pre, out, out=out)


def _elu_backward(gradient: Tensor, out: Tensor, slope: Tensor) -> None:
    gradient.mul_(slope)


def _elu_curve(gradient: Tensor, out: Tensor, slope: Tensor) -> None:
    # Left of 0 the second derivative is the first; right of 0, where the slope is 1, it is 0.
    gradient.mul_(slope)
    torch.ops.aten.threshold_backward.grad_input(gradient, 1 - slope, 0, grad_input=gradient)


def _relu_forward(pre: Tensor, out: Tensor, slope: Tensor) -> None:
    torch.clamp(pre, min=0, out=out)


def _relu_backward(gradient: Tensor, out: Tensor, slope: Tensor) -> None:
    torch.ops.aten.threshold_backward.grad_input(gradient, out, 0, grad_input=gradient)


def _leaky_forward(pre: Tensor, out: Tensor, slope: Tensor) -> None:
    torch.ops.aten.leaky_relu.out(pre, LEAKY_SLOPE, out=out)


def _leaky_backward(gradient: Tensor, out: Tensor, slope: Tensor) -> None:
    # The output has its input's sign, so it serves in the input's place.
    torch.ops.aten.leaky_relu_backward.grad_input(
        gradient, out, LEAKY_SLOPE, True, grad_input=gradient
    )


def _tanh_forward(pre: Tensor, out: Tensor, slope: Tensor) -> None:
    torch.tanh(pre, out=out)


def _tanh_backward(gradient: Tensor, out: Tensor, slope: Tensor) -> None:
    torch.ops.aten.tanh_backward.grad_input(gradient, out, grad_input=gradient)


def _tanh_curve(gradient: Tensor, out: Tensor, slope: Tensor) -> None:
    # tanh'' = -2 tanh (1 - tanh^2)
    gradient.mul_(out).mul_(-2)
    _tanh_backward(gradient, out, slope)


PASSES: dict[str, ActivationPasses] = {
    "elu": ActivationPasses("elu", _elu_forward, _elu_backward, _elu_curve),
    "relu": ActivationPasses("relu", _relu_forward, _relu_backward),
    "leaky_relu": ActivationPasses("leaky_relu", _leaky_forward, _leaky_backward),
    "tanh": ActivationPasses("tanh", _tanh_forward, _tanh_backward, _tanh_curve),
}
