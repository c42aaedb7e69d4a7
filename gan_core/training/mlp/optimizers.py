"""Which optimiser moves a network: what says so, and torch's own for the reference step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import torch

ADAM_EPSILON = 1e-7
"""Keras's value; torch's own default is 1e-8."""

RMSPROP_EPSILON = 1e-8


class OptimizerSettings(Protocol):
    """What an optimiser is asked of; settings of a toy run are one, an ``OptimizerRule`` too."""

    @property
    def optimizer(self) -> str:
        """``adam``, ``rmsprop`` or ``sgd``."""

    @property
    def beta1(self) -> float:
        """Adam's memory of past gradients."""

    @property
    def beta2(self) -> float:
        """Adam's and RMSProp's memory of squared gradients."""

    @property
    def momentum(self) -> float:
        """Momentum of SGD and RMSProp."""


@dataclass(frozen=True)
class OptimizerRule:
    """An optimiser by itself; its learning rate is given with each update."""

    optimizer: str = "adam"
    beta1: float = 0.9
    beta2: float = 0.999
    momentum: float = 0.0


def make_optimizer(
    settings: OptimizerSettings, parameters: Iterable[torch.nn.Parameter]
) -> torch.optim.Optimizer:
    """Return the optimiser that the settings name; its learning rate is set before each step."""
    if settings.optimizer == "adam":
        return torch.optim.Adam(
            parameters,
            lr=1.0,
            betas=(settings.beta1, settings.beta2),
            eps=ADAM_EPSILON,
        )
    if settings.optimizer == "rmsprop":
        return torch.optim.RMSprop(
            parameters,
            lr=1.0,
            alpha=settings.beta2,
            eps=RMSPROP_EPSILON,
            momentum=settings.momentum,
        )
    return torch.optim.SGD(parameters, lr=1.0, momentum=settings.momentum)


def set_learning_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    """Give every parameter group this rate for the next step."""
    for group in optimizer.param_groups:
        group["lr"] = rate
