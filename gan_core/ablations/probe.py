"""What the three rules are about, measured inside a dense GAN's networks at work.

Batch norm: how far a hidden unit of G varies from latent to latent. The last layer: how steep it
is where G's pictures lie. D's rectifier: how steep it is on the whole, and which units are silent.
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
"""A layer, and what of its output is kept."""

NODES = 80
"""Gauss-Hermite nodes: 1e-10 and better for the slopes of sigmoid and tanh."""


@dataclass(frozen=True)
class Probe:
    """Means over units and pictures.

    ``unit_variance``: over latents, of a hidden unit of G before its rectifier; where batch norm
    follows a layer, of what it has normalised, before its own scale and shift.
    ``output_slope``: of G's sigmoid or tanh. ``rectifier_slope``: of D's rectifiers, on real and
    generated pictures alike. ``silent``: share of D's hidden units that are below 0 on all of them.
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
    """Measure both networks on latents (N, D) and as many real pictures, ranged as G makes them.

    ``training`` takes batch norm's figures from these latents, else its running averages.
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
    """Return the layers before G's hidden rectifiers, and how to undo batch norm's own scale."""
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
    """Keep what the named layers put out while the network is used."""
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

    So steep is the last layer of a new G: batch norm has just made its inputs so.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    slopes = {
        "sigmoid": lambda x: 0.25 / np.cosh(x / 2) ** 2,
        "tanh": lambda x: 1 / np.cosh(x) ** 2,
    }
    return float(weights @ slopes[output](nodes) / math.sqrt(2 * math.pi))


def slope_of_new_rectifiers(rectifier: str) -> float:
    """Return the mean slope of a new D's rectifiers: half of their inputs are below 0.

    Exact in the mean over first weights, which are as likely as their negatives.
    """
    return (1 + (LEAKY_SLOPE if rectifier == "leaky" else 0.0)) / 2
