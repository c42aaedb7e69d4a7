"""Statistics of a dense GAN's networks that explain what three of DCGAN's guidelines do.

Batch norm: the variance of G's hidden units over latents. The last layer: its mean slope at G's
pictures. D's activation: its mean slope, and the share of units that are never active.
"""

from __future__ import annotations

import contextlib
import copy
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from gan_core.models.dense_gan import LEAKY_SLOPE, DenseDiscriminator, DenseGenerator

Place = tuple[nn.Module, Callable[[Tensor], Tensor]]
"""A layer, and the function of its output that is kept."""

NODES = 80
"""Gauss-Hermite nodes: 1e-10 and better for the slopes of sigmoid and tanh."""


@dataclass(frozen=True)
class Probe:
    """Means over units and pictures.

    ``unit_variance``: over latents, of a hidden unit of G before its activation; where batch norm
    follows a layer, of the normalised values, before scale and shift. ``output_slope``: of G's
    sigmoid or tanh. ``rectifier_slope``: of D's activations, over real and generated pictures.
    ``silent``: share of D's hidden units that are below 0 on all of them.
    """

    unit_variance: float
    output_slope: float
    rectifier_slope: float
    silent: float


@torch.no_grad()
def probe(
    generator: DenseGenerator,
    discriminator: DenseDiscriminator,
    latents: Tensor,
    real: Tensor,
    *,
    training: bool,
) -> Probe:
    """Return statistics on latents (N, D) and as many real pictures, in the range of G's output.

    With ``training``, batch norm uses these latents, else its running averages.
    """
    generator = copy.deepcopy(generator).train(training)
    with _kept(generator, _normalised_or_linear) as values:
        pictures = generator(latents)
    symmetric = isinstance(generator.layers[-1], nn.Tanh)
    with _kept(discriminator, lambda network: _befores(network, nn.LeakyReLU)) as seen:
        discriminator(torch.cat([real, pictures]))
    above = torch.cat([value > 0 for value in seen], 1)
    leak = next(m.negative_slope for m in discriminator.layers if isinstance(m, nn.LeakyReLU))
    slopes = 1 - pictures.square() if symmetric else pictures * (1 - pictures)
    return Probe(
        unit_variance=float(torch.cat(values, 1).double().var(0).mean()),
        output_slope=float(slopes.double().mean()),
        rectifier_slope=float(leak + (1 - leak) * above.double().mean()),
        silent=float((~above.any(0)).double().mean()),
    )


def _normalised_or_linear(network: nn.Module) -> list[Place]:
    """Return the layers before G's hidden activations, and how to undo batch norm's scale."""
    return [
        (layer, partial(_unscaled, layer) if isinstance(layer, nn.BatchNorm1d) else _same)
        for layer, _ in _befores(network, nn.LeakyReLU)
    ]


def _unscaled(norm: nn.BatchNorm1d, out: Tensor) -> Tensor:
    return (out - norm.bias) / norm.weight


def _befores(network: nn.Module, kind: type[nn.Module]) -> list[Place]:
    layers: Any = network.layers
    return [(before, _same) for before, layer in pairwise(layers) if isinstance(layer, kind)]


def _same(out: Tensor) -> Tensor:
    return out


@contextlib.contextmanager
def _kept(
    network: nn.Module,
    places: Callable[[nn.Module], list[Place]],
) -> Iterator[list[Tensor]]:
    """Yield a list that gets the outputs of the given layers while the network is used."""
    values: list[Tensor] = []
    hooks = [
        layer.register_forward_hook(
            lambda _layer, _in, out, turn=turn: values.append(turn(out).flatten(1))
        )
        for layer, turn in places(network)
    ]
    try:
        yield values
    finally:
        for hook in hooks:
            hook.remove()


def slope_of_normal_inputs(output: str) -> float:
    """Return the mean slope of a ``sigmoid`` or ``tanh`` whose input is N(0, 1), by quadrature.

    That is the last layer of an untrained G, whose inputs batch norm has normalised.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    slopes = {
        "sigmoid": lambda x: 0.25 / np.cosh(x / 2) ** 2,
        "tanh": lambda x: 1 / np.cosh(x) ** 2,
    }
    return float(weights @ slopes[output](nodes) / math.sqrt(2 * math.pi))


def slope_of_new_rectifiers(rectifier: str) -> float:
    """Return the mean slope of an untrained D's activations: half of their inputs are below 0.

    Exact in the mean over initial weights, which are as likely as their negatives.
    """
    return (1 + (LEAKY_SLOPE if rectifier == "leaky" else 0.0)) / 2
