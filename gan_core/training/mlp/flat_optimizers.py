"""Adam, RMSProp and SGD on flat parameters, a handful of in-place operations each.

The same arithmetic as ``torch.optim`` (a test holds them together); between two matrix products
its per-parameter bookkeeping would cost a tenth of a toy step. Parameters are one vector (P,), or
a stack (K, P) of which each row has its own rate and betas.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gan_core.training.mlp.optimizers import (
    ADAM_EPSILON,
    RMSPROP_EPSILON,
    OptimizerSettings,
)

Rates = Sequence[float]
"""One learning rate for each row of the stack; a single one for a vector."""


class RowNumbers:
    """One number per row, (K, 1), that keeps its memory; a plain float for a vector.

    On a GPU a recorded step reads the memory anew each time, where a float would be frozen in.
    """

    def __init__(self, parameters: Tensor, values: Sequence[float]) -> None:
        self.tensor = (
            torch.tensor(values, device=parameters.device, dtype=torch.float32)[:, None]
            if parameters.dim() == 2
            else None
        )
        self.number = values[0]

    def set(self, values: Sequence[float]) -> None:
        """Replace the numbers."""
        if self.tensor is None:
            self.number = values[0]
        else:
            self.tensor.copy_(torch.tensor(values, dtype=torch.float32)[:, None])

    @property
    def array(self) -> NDArray[np.float32]:
        """The numbers (K,) as compiled updates take them."""
        if self.tensor is None:
            return np.array([self.number], np.float32)
        numbers: NDArray[np.float32] = self.tensor.numpy()
        return numbers[:, 0]

    @property
    def value(self) -> Tensor | float:
        """What broadcasts against the parameters."""
        return self.number if self.tensor is None else self.tensor


def subtract_scaled(parameters: Tensor, direction: Tensor, scale: RowNumbers) -> None:
    """Subtract scale times direction from the parameters, in place."""
    if scale.tensor is None:
        parameters.add_(direction, alpha=-scale.number)
    else:
        parameters.addcmul_(direction, scale.tensor, value=-1)


def clamp_rows(parameters: Tensor, bound: RowNumbers) -> None:
    """Clamp each row to [-bound, bound], in place."""
    if bound.tensor is None:
        parameters.clamp_(-bound.number, bound.number)
    else:
        torch.clamp(parameters, -bound.tensor, bound.tensor, out=parameters)


class FlatOptimizer(Protocol):
    """Moves parameters along their gradient; ``slots`` are the tensors to save, row by row."""

    slots: dict[str, Tensor]

    def prepare(self, rates: Rates) -> None:
        """Count an update and take over its learning rates."""

    def apply(self) -> None:
        """Do the update; nothing but operations on tensors."""


class FlatAdam:
    """Adam (Kingma and Ba 2015, algorithm 1), bias correction folded into the rate and epsilon."""

    def __init__(
        self, parameters: Tensor, gradient: Tensor, rules: Sequence[OptimizerSettings]
    ) -> None:
        self.parameters, self.gradient = parameters, gradient
        self.betas = [(rule.beta1, rule.beta2) for rule in rules]
        self.rise1 = RowNumbers(parameters, [1 - beta1 for beta1, _ in self.betas])
        self.rise2 = RowNumbers(parameters, [1 - beta2 for _, beta2 in self.betas])
        self.scale = RowNumbers(parameters, [0.0] * len(rules))
        self.epsilon = RowNumbers(parameters, [0.0] * len(rules))
        self.mean = torch.zeros_like(parameters)
        self.square = torch.zeros_like(parameters)
        self.root = torch.zeros_like(parameters)
        # float64 on the CPU: a count, kept as a tensor so that it is saved with the others.
        self.count = torch.zeros(parameters.shape[:-1], dtype=torch.float64)
        self.slots = {"mean": self.mean, "square": self.square, "count": self.count}

    def prepare(self, rates: Rates) -> None:
        """Count an update and take over its learning rates."""
        self.count += 1
        counts = [float(count) for count in self.count.view(-1).tolist()]
        roots = [
            math.sqrt(1 - beta2**count)
            for (_, beta2), count in zip(self.betas, counts, strict=True)
        ]
        self.epsilon.set([ADAM_EPSILON * root for root in roots])
        self.scale.set(
            [
                rate * root / (1 - beta1**count)
                for rate, root, (beta1, _), count in zip(
                    rates, roots, self.betas, counts, strict=True
                )
            ]
        )

    def apply(self) -> None:
        """Do the update."""
        torch.mul(self.gradient, self.gradient, out=self.root)
        self.square.lerp_(self.root, self.rise2.value)
        self.mean.lerp_(self.gradient, self.rise1.value)
        torch.sqrt(self.square, out=self.root).add_(self.epsilon.value)
        torch.div(self.mean, self.root, out=self.root)
        subtract_scaled(self.parameters, self.root, self.scale)


class FlatRMSProp:
    """RMSProp with momentum, as ``torch.optim.RMSprop``: epsilon outside the root."""

    def __init__(
        self, parameters: Tensor, gradient: Tensor, rules: Sequence[OptimizerSettings]
    ) -> None:
        self.parameters, self.gradient = parameters, gradient
        self.momentum = rules[0].momentum
        self.rise = RowNumbers(parameters, [1 - rule.beta2 for rule in rules])
        self.rate = RowNumbers(parameters, [0.0] * len(rules))
        self.square = torch.zeros_like(parameters)
        self.velocity = torch.zeros_like(parameters)
        self.root = torch.zeros_like(parameters)
        self.slots = {"square": self.square, "velocity": self.velocity}

    def prepare(self, rates: Rates) -> None:
        """Take over the learning rates."""
        self.rate.set(rates)

    def apply(self) -> None:
        """Do the update."""
        torch.mul(self.gradient, self.gradient, out=self.root)
        self.square.lerp_(self.root, self.rise.value)
        torch.sqrt(self.square, out=self.root).add_(RMSPROP_EPSILON)
        self.velocity.mul_(self.momentum).addcdiv_(self.gradient, self.root)
        subtract_scaled(self.parameters, self.velocity, self.rate)


class FlatSGD:
    """Gradient descent with momentum, as ``torch.optim.SGD``: v = momentum v + g, p -= rate v."""

    def __init__(
        self, parameters: Tensor, gradient: Tensor, rules: Sequence[OptimizerSettings]
    ) -> None:
        self.parameters, self.gradient = parameters, gradient
        self.momentum = rules[0].momentum
        self.rate = RowNumbers(parameters, [0.0] * len(rules))
        self.velocity = torch.zeros_like(parameters)
        self.slots = {"velocity": self.velocity}

    def prepare(self, rates: Rates) -> None:
        """Take over the learning rates."""
        self.rate.set(rates)

    def apply(self) -> None:
        """Do the update."""
        self.velocity.mul_(self.momentum).add_(self.gradient)
        subtract_scaled(self.parameters, self.velocity, self.rate)


KINDS: dict[str, type[FlatAdam] | type[FlatRMSProp] | type[FlatSGD]] = {
    "adam": FlatAdam,
    "rmsprop": FlatRMSProp,
    "sgd": FlatSGD,
}


def flat_optimizer(
    parameters: Tensor, gradient: Tensor, rules: Sequence[OptimizerSettings]
) -> FlatOptimizer:
    """Return the optimiser that the settings name; one entry of ``rules`` for each row."""
    return KINDS[rules[0].optimizer](parameters, gradient, rules)
