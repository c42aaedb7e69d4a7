"""Adam, RMSProp and SGD on one flat parameter vector, a handful of in-place operations each.

The same arithmetic as ``torch.optim`` (a test holds them together); between two matrix products
its per-parameter bookkeeping would cost a tenth of a toy step.
"""

from __future__ import annotations

import math
from typing import Protocol

import torch
from torch import Tensor

from gan_core.settings import ToySettings
from gan_core.training.optimizers import ADAM_EPSILON, RMSPROP_EPSILON


class FlatOptimizer(Protocol):
    """Moves ``parameters`` along their ``gradient``; ``slots`` are the tensors to save."""

    slots: dict[str, Tensor]

    def step(self, rate: float) -> None:
        """Do one update at this learning rate."""


class FlatAdam:
    """Adam (Kingma and Ba 2015, algorithm 1), bias correction folded into the rate and epsilon."""

    def __init__(self, parameters: Tensor, gradient: Tensor, settings: ToySettings) -> None:
        self.parameters, self.gradient = parameters, gradient
        self.beta1, self.beta2 = settings.beta1, settings.beta2
        self.mean = torch.zeros_like(parameters)
        self.square = torch.zeros_like(parameters)
        self.root = torch.zeros_like(parameters)
        # float64 on the CPU: a count, kept as a tensor so that it is saved with the others.
        self.count = torch.zeros((), dtype=torch.float64)
        self.slots = {"mean": self.mean, "square": self.square, "count": self.count}

    def step(self, rate: float) -> None:
        """Do one update at this learning rate."""
        self.count += 1
        count = self.count.item()
        correction = math.sqrt(1 - self.beta2**count)
        self.mean.lerp_(self.gradient, 1 - self.beta1)
        self.square.mul_(self.beta2).addcmul_(self.gradient, self.gradient, value=1 - self.beta2)
        torch.sqrt(self.square, out=self.root).add_(ADAM_EPSILON * correction)
        scale = rate * correction / (1 - self.beta1**count)
        self.parameters.addcdiv_(self.mean, self.root, value=-scale)


class FlatRMSProp:
    """RMSProp with momentum, as ``torch.optim.RMSprop``: epsilon outside the root."""

    def __init__(self, parameters: Tensor, gradient: Tensor, settings: ToySettings) -> None:
        self.parameters, self.gradient = parameters, gradient
        self.decay, self.momentum = settings.beta2, settings.momentum
        self.square = torch.zeros_like(parameters)
        self.velocity = torch.zeros_like(parameters)
        self.root = torch.zeros_like(parameters)
        self.slots = {"square": self.square, "velocity": self.velocity}

    def step(self, rate: float) -> None:
        """Do one update at this learning rate."""
        self.square.mul_(self.decay).addcmul_(self.gradient, self.gradient, value=1 - self.decay)
        torch.sqrt(self.square, out=self.root).add_(RMSPROP_EPSILON)
        self.velocity.mul_(self.momentum).addcdiv_(self.gradient, self.root)
        self.parameters.add_(self.velocity, alpha=-rate)


class FlatSGD:
    """Gradient descent with momentum, as ``torch.optim.SGD``: v = momentum v + g, p -= rate v."""

    def __init__(self, parameters: Tensor, gradient: Tensor, settings: ToySettings) -> None:
        self.parameters, self.gradient = parameters, gradient
        self.momentum = settings.momentum
        self.velocity = torch.zeros_like(parameters)
        self.slots = {"velocity": self.velocity}

    def step(self, rate: float) -> None:
        """Do one update at this learning rate."""
        self.velocity.mul_(self.momentum).add_(self.gradient)
        self.parameters.add_(self.velocity, alpha=-rate)


def flat_optimizer(parameters: Tensor, gradient: Tensor, settings: ToySettings) -> FlatOptimizer:
    """Return the optimiser that the settings name."""
    kinds: dict[str, type[FlatAdam] | type[FlatRMSProp] | type[FlatSGD]] = {
        "adam": FlatAdam,
        "rmsprop": FlatRMSProp,
        "sgd": FlatSGD,
    }
    return kinds[settings.optimizer](parameters, gradient, settings)
