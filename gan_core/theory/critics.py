"""Critics between two point masses: the slope that each constraint gives against theory's.

Fakes lie at -distance / 2 and real points at distance / 2, so W1 is the distance, and the critic
that the Kantorovich-Rubinstein duality asks for has slope 1 between them (Arjovsky et al. 2017,
eq. 2). Only the constraint decides what slope a trained one has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from gan_core.losses.adversarial import LOSSES
from gan_core.models.mlp import MLP
from gan_core.theory.components import Array
from gan_core.theory.settings import CriticSettings
from gan_core.training.mlp.mlp_workspace import Layers
from gan_core.training.mlp.optimizers import OptimizerRule
from gan_core.training.mlp.updates import DiscriminatorUpdate, LossWeights
from gan_core.training.schedules import learning_rate

GRID_POINTS = 121
AT_THE_BOUND = 0.999


@dataclass(frozen=True)
class Constraint:
    """By which loss and optimiser a critic is trained under a constraint."""

    loss: str
    optimizer: OptimizerRule


TRAINED = {
    "penalty": Constraint("wgan-gp", OptimizerRule("adam", beta1=0.5, beta2=0.999)),
    "clip": Constraint("wgan", OptimizerRule("rmsprop", beta1=0.0, beta2=0.99)),
}


@dataclass(frozen=True)
class CriticReport:
    """A critic after ``step`` updates.

    ``slope`` is (f(real) - f(fake)) / distance and ``exact_slope`` what theory says of it: under a
    penalty the slope of the best critic, under clipping the largest that any critic of this shape
    can have. ``difference`` is f(real) - f(fake), which a critic of slope 1 makes W1;
    ``clipped_share`` the share of weights and biases at the bound (0 under a penalty). ``grid``
    (G,) and ``values`` (G,) draw the critic, shifted to 0 at the fakes, from half a distance left
    of them to half a distance right of the real points.
    """

    step: int
    slope: float
    exact_slope: float
    difference: float
    clipped_share: float
    grid: Array
    values: Array


def penalised_slope(distance: float, gp_weight: float) -> float:
    """Slope of the best critic under lambda (|f'| - 1)^2: 1 + distance / (2 lambda).

    The penalty's points fill the gap evenly, so with slope k everywhere the loss is
    -k distance + lambda (k - 1)^2 (Gulrajani et al. 2017, eq. 3); its minimum is not at 1.
    """
    return 1 + distance / (2 * gp_weight)


def clipped_slope_limit(clip: float, width: int, depth: int) -> float:
    """Largest slope that weights in [-clip, clip] allow: clip^(depth + 1) width^depth.

    For one input, ``depth`` hidden layers of ``width`` units whose activation has slope at most 1,
    and one output; the product of the layers' largest gains. Far from 1 for nearly every clip
    (Gulrajani et al. 2017, section 3 and figure 1).
    """
    return float(clip ** (depth + 1) * width**depth)


def train_critic(
    settings: CriticSettings, *, device: torch.device, every: int = 50
) -> Iterator[CriticReport]:
    """Train a critic by the settings' rule; report at 0, every ``every`` steps and at the end.

    To stop, do not ask for the next report.
    """
    network, update = _build(settings, device)
    rows = settings.batch_size
    random = torch.Generator(device).manual_seed(settings.seed)
    real = torch.full((rows, 1), 0.5 * settings.distance, device=device)
    fake = -real
    step = 0
    while True:
        yield _report(settings, network, step)
        if step >= settings.steps:
            return
        for _ in range(min(every, settings.steps - step)):
            rate = learning_rate(
                settings.lr, step, schedule="cosine", decay=0.0, progress=step / settings.steps
            )
            mix = torch.rand(rows, 1, device=device, generator=random)
            update.update(real, fake, rate=rate, mix=mix)
            step += 1


def _build(settings: CriticSettings, device: torch.device) -> tuple[MLP, DiscriminatorUpdate]:
    sizes = [1, *[settings.width] * settings.depth, 1]
    start = torch.Generator(device).manual_seed(settings.seed)
    network = MLP(sizes, settings.activation, generator=start)
    constraint = TRAINED[settings.constraint]
    update = DiscriminatorUpdate(
        Layers(network),
        LOSSES[constraint.loss],
        settings.batch_size,
        optimizer=[constraint.optimizer],
        weights=LossWeights(gp_weight=settings.gp_weight),
        bounds=[settings.clip] if LOSSES[constraint.loss].clipped else [],
    )
    return network, update


@torch.no_grad()
def _report(settings: CriticSettings, network: MLP, step: int) -> CriticReport:
    distance = settings.distance
    grid = np.linspace(-distance, distance, GRID_POINTS)
    places = torch.from_numpy(np.append(grid, [-0.5 * distance, 0.5 * distance])).float()[:, None]
    outputs = network.quick(places.to(network.flat.device))[:, 0].double().cpu().numpy()
    difference = float(outputs[-1] - outputs[-2])
    clipped = settings.constraint == "clip"
    bound = AT_THE_BOUND * settings.clip
    return CriticReport(
        step=step,
        slope=difference / distance,
        exact_slope=(
            clipped_slope_limit(settings.clip, settings.width, settings.depth)
            if clipped
            else penalised_slope(distance, settings.gp_weight)
        ),
        difference=difference,
        clipped_share=float((network.flat.abs() >= bound).float().mean()) if clipped else 0.0,
        grid=grid,
        values=outputs[:-2] - outputs[-2],
    )
