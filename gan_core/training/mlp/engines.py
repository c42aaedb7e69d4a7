"""What computes: compiled kernels on the processor, torch's operations elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Protocol

import torch
from torch import Tensor

from gan_core.models.mlp import MLP
from gan_core.training.mlp.flat_optimizers import FlatOptimizer, flat_optimizer
from gan_core.training.mlp.mlp_workspace import Layers, MLPWorkspace
from gan_core.training.mlp.optimizers import OptimizerSettings
from gan_core.training.mlp.potential_pass import PotentialPass
from gan_core.training.mlp.spectral_layers import SpectralLayers


class Penalties(Protocol):
    """The way to a penalty on the gradient by the inputs, and back to the weights."""

    def input_gradients(self) -> Tensor:
        """Return the output's gradient (..., rows, in) at the points."""

    def add(self, push: Tensor) -> None:
        """Add the weight gradients; ``push`` is the penalty's derivative by those gradients."""


class Workspace(Protocol):
    """Passes of ``rows`` rows, in buffers that hold until the next call of the same method."""

    layers: Layers

    def forward(self, inputs: Tensor) -> Tensor:
        """Map (..., rows, in) to (..., rows, out), keeping what the way back needs."""

    def backward_weights(self, output_gradient: Tensor) -> None:
        """Write the gradients of all weights and biases, given that of the output."""

    def backward_inputs(self, output_gradient: Tensor) -> Tensor:
        """Return the gradient (..., rows, in) of the inputs, given that of the output."""

    def penalty_pass(self, rows: int, *, first: int = 0) -> Penalties:
        """Return the pass for penalties at ``rows`` of these rows, from ``first`` on."""


def has_kernels(tensor: Tensor) -> bool:
    """Whether kernels compute where this lies: float32 on the processor, and numba is there."""
    on_cpu = tensor.device.type == "cpu" and tensor.dtype == torch.float32
    return on_cpu and threads_keep_bits()


def threads_keep_bits() -> bool:
    """Whether the number of threads shows in no bit on the processor, as with the kernels."""
    return find_spec("numba") is not None


def is_compiled(layers: Layers) -> bool:
    """Whether there are compiled passes for these layers: the hidden ones have one width."""
    return has_kernels(layers.flat) and len(set(layers.sizes[1:-1])) == 1


class Potential(Protocol):
    """The Coulomb potential of a batch at its own points."""

    def run(self, points: Tensor) -> Tensor:
        """Return the potential (..., 2 rows, 1) at (..., 2 rows, d) points; a buffer."""


def make_potential(layers: Layers, rows: int, *, eps: float, dim: float) -> Potential:
    """Return what computes the potential at ``rows`` reals and as many fakes."""
    if not is_compiled(layers):
        return PotentialPass(layers, rows, eps=eps, dim=dim)
    from gan_core.training.mlp.compiled_workspace import CompiledPotentialPass

    return CompiledPotentialPass(layers, rows, eps=eps, dim=dim)


def make_workspace(layers: Layers, rows: int) -> Workspace:
    """Return the passes of ``rows`` rows through a network, or a stack of networks."""
    if not is_compiled(layers):
        return MLPWorkspace(layers, rows)
    # Only now: importing numba takes a while.
    from gan_core.training.mlp.compiled_workspace import CompiledWorkspace

    return CompiledWorkspace(layers, rows)


def make_spectral_layers(
    network: MLP, *, flat: Tensor | None = None, frequencies: Tensor | None = None
) -> SpectralLayers:
    """Return the spectrally normalised layers of a network, or of a stack of them in ``flat``."""
    if not has_kernels(network.flat if flat is None else flat):
        return SpectralLayers(network, flat=flat, frequencies=frequencies)
    from gan_core.training.mlp.compiled_spectral import CompiledSpectralLayers

    return CompiledSpectralLayers(network, flat=flat, frequencies=frequencies)


def make_optimizer(
    parameters: Tensor, gradient: Tensor, rules: Sequence[OptimizerSettings]
) -> FlatOptimizer:
    """Return the optimiser that the settings name; one entry of ``rules`` for each row."""
    if not has_kernels(parameters):
        return flat_optimizer(parameters, gradient, rules)
    from gan_core.training.mlp.compiled_optimizers import COMPILED

    return COMPILED[rules[0].optimizer](parameters, gradient, rules)


def move_average(average: Tensor, values: Tensor, share: float) -> None:
    """Move an average a share of the way to the values, in place."""
    if not has_kernels(average):
        average.lerp_(values, share)
        return
    from gan_core.training.mlp import compiled_optimizers

    compiled_optimizers.move_average(average, values, share)
