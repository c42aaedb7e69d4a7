"""Networks built without drawing a number, then filled by one ``torch.Generator``."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar

import torch
from torch import nn

from gan_core.models.progressive_parts import EqualizedConv2d, EqualizedLinear

Network = TypeVar("Network", bound=nn.Module)
Weighted = (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)

DCGAN_DEVIATION = 0.02
"""Standard deviation of every first weight (DCGAN, section 4)."""


def empty(build: Callable[[], Network]) -> Network:
    """Build a network whose parameters have shapes but no memory, to be loaded or filled."""
    with torch.device("meta"):
        return build()


def build_seeded(
    build: Callable[[], Network], scheme: str, *, generator: torch.Generator
) -> Network:
    """Build a network on the CPU and fill it by ``scheme``, a key of ``SCHEMES``."""
    network = empty(build).to_empty(device="cpu")
    for module in network.modules():
        if isinstance(module, Weighted):
            SCHEMES[scheme](module, generator)
        elif isinstance(module, EqualizedConv2d | EqualizedLinear):
            # Their scale is in the layer, so no scheme is asked.
            nn.init.normal_(module.weight, generator=generator)
            nn.init.zeros_(module.bias)
        elif isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            module.reset_running_stats()
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)
            if scheme in BATCH_NORM_MEANS:
                nn.init.normal_(
                    module.weight,
                    BATCH_NORM_MEANS[scheme],
                    DCGAN_DEVIATION,
                    generator=generator,
                )
    return network


def _uniform_fan_in(module: nn.Module, generator: torch.Generator) -> None:
    """U(-1, 1) / sqrt(fan in) for weights and biases, torch's own start."""
    weight, bias = module.weight, module.bias
    nn.init.kaiming_uniform_(weight, a=math.sqrt(5), generator=generator)  # type: ignore[arg-type]
    _small_bias(weight, bias, generator)  # type: ignore[arg-type]


def _small_bias(
    weight: torch.Tensor, bias: torch.Tensor | None, generator: torch.Generator
) -> None:
    if bias is not None:
        bound = 1 / math.sqrt(weight[0].numel())
        nn.init.uniform_(bias, -bound, bound, generator=generator)


def _glorot(module: nn.Module, generator: torch.Generator) -> None:
    """Glorot-uniform weights and biases 0, as in Keras."""
    nn.init.xavier_uniform_(module.weight, generator=generator)  # type: ignore[arg-type]
    if module.bias is not None:
        nn.init.zeros_(module.bias)  # type: ignore[arg-type]


def _dcgan(module: nn.Module, generator: torch.Generator) -> None:
    """N(0, 0.02) weights (DCGAN, section 4); biases as torch starts them."""
    nn.init.normal_(module.weight, 0.0, DCGAN_DEVIATION, generator=generator)  # type: ignore[arg-type]
    _small_bias(module.weight, module.bias, generator)  # type: ignore[arg-type]


SCHEMES: dict[str, Callable[[nn.Module, torch.Generator], None]] = {
    "torch": _uniform_fan_in,
    "glorot": _glorot,
    "dcgan": _dcgan,
    "dcgan-document": _dcgan,
}
"""First weights of dense and convolutional layers."""

BATCH_NORM_MEANS = {"dcgan": 1.0, "dcgan-document": 0.0}
"""Batch norm's first weights are normal around this; dcgan-digits has 0, others have 1."""
