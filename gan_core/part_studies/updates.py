"""Equalized learning rate: how far the first updates move each layer (Karras et al. 2018, 4.1)."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.losses.adversarial import critic_generator_loss
from gan_core.models.progressive import ProgressiveDiscriminator, ProgressiveGenerator
from gan_core.part_studies.layers import Layer, weighted_layers

LEARNING_RATE = 1e-3
BETA, EPSILON = 0.99, 1e-8
"""Adam's beta_2 and epsilon in Karras et al. 2018, appendix A.1, where beta_1 is 0."""


@dataclass(frozen=True)
class Update:
    """How far an update moves a layer's weights, as a share of their size, both as they are used.

    Root mean squares. ``expected`` is Adam's first step, which moves each number by the learning
    rate whatever its gradient: that rate over the standard deviation of the stored weights.
    """

    layer: Layer
    fan_in: int
    measured: float
    expected: float


def first_updates(
    generator: ProgressiveGenerator,
    discriminator: ProgressiveDiscriminator,
    latents: Tensor,
    *,
    equalized: bool,
    updates: int = 1,
) -> list[Update]:
    """Train a copy of an untrained G for a few updates; returns their mean size by layer.

    Unless ``equalized``, it is a ``plain_copy``. D is fixed, and G minimises WGAN's loss.
    """
    trained = (copy.deepcopy if equalized else plain_copy)(generator).requires_grad_(True)
    layers = weighted_layers(trained)
    scales = [module.scale for _, module in weighted_layers(generator)]
    deviations = [1.0] * len(layers) if equalized else scales
    weights = [module.weight for _, module in layers]
    squares = [torch.zeros_like(weight) for weight in weights]
    shares = [0.0] * len(layers)
    for step in range(1, updates + 1):
        loss = critic_generator_loss(discriminator(trained(latents)))
        gradients = torch.autograd.grad(loss, weights)
        with torch.no_grad():
            for index, (weight, gradient) in enumerate(zip(weights, gradients, strict=True)):
                move = adam_move(gradient, squares[index], step, rate=LEARNING_RATE)
                # A layer's scale is on both sides of the fraction.
                shares[index] += float(move.norm() / weight.norm()) / updates
                weight.sub_(move)
    return [
        Update(layer, module.weight[0].numel(), share, LEARNING_RATE / deviation)
        for (layer, module), share, deviation in zip(layers, shares, deviations, strict=True)
    ]


def plain_copy(generator: ProgressiveGenerator) -> ProgressiveGenerator:
    """Return the same function with weights stored as they are used.

    They then have He's standard deviation, gain / sqrt(fan-in), and no scale at run time.
    """
    plain = copy.deepcopy(generator)
    for _, module in weighted_layers(plain):
        module.weight.data.mul_(module.scale)
        module.scale = 1.0
    return plain


def adam_move(gradient: Tensor, squares: Tensor, step: int, *, rate: float) -> Tensor:
    """Return what Adam subtracts at a step, from 1 on; changes ``squares``, its memory, in place.

    In three lines, since torch's optimiser takes seconds to be built for the first time.
    """
    squares.mul_(BETA).addcmul_(gradient, gradient, value=1 - BETA)
    deviation = (squares / (1 - BETA**step)).sqrt()
    return rate * gradient / (deviation + EPSILON)
