"""Optimisers and learning-rate schedules of the toy runs."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch

from gan_core.settings.toy import ToySettings

ADAM_EPSILON = 1e-7
"""Keras's value; torch's own default is 1e-8."""

RMSPROP_EPSILON = 1e-8


def make_optimizer(
    settings: ToySettings, parameters: Iterable[torch.nn.Parameter]
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


def learning_rate(
    base: float, updates: int, *, schedule: str, decay: float, total_updates: int
) -> float:
    """Learning rate of the update after ``updates`` earlier ones.

    ``decay`` is Keras's time decay lr / (1 + decay t); ``cosine`` falls from ``base`` to 0 over
    ``total_updates`` (SGDR, eq. 5).
    """
    if schedule == "decay":
        return base / (1 + decay * updates)
    if schedule == "cosine":
        return base * 0.5 * (1 + math.cos(math.pi * min(updates / total_updates, 1.0)))
    return base


def instance_noise_level(
    start: float, end: float, until: float, *, steps_done: int, total_steps: int
) -> float:
    """Return the standard deviation of the noise on all D sees after ``steps_done`` steps.

    Falls from ``start`` to ``end`` by equal factors over the share ``until`` of the run, then 0
    (instance noise: Sonderby et al. 2017, section 3.2.1; the schedule is ours).
    """
    share = steps_done / (until * total_steps)
    if not start or share >= 1:
        return 0.0
    return float(start * (end / start) ** share)


def set_learning_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    """Give every parameter group this rate for the next step."""
    for group in optimizer.param_groups:
        group["lr"] = rate
