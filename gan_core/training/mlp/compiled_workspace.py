"""The passes of ``MLPWorkspace`` and ``PenaltyPass`` on the processor, compiled.

Same interface and, to rounding, same numbers; the number of threads, which is torch's, shows in no
bit of them.
"""

from __future__ import annotations

import math
from copy import copy
from typing import TYPE_CHECKING

import numba
import numpy as np
import torch
from torch import Tensor

from gan_core.training.mlp.compiled import fourier, passes, penalty_passes, potential
from gan_core.training.mlp.compiled.products import CODES, Floats

if TYPE_CHECKING:
    from gan_core.training.mlp.mlp_workspace import Layers


def _launch_threads() -> None:
    """Let numba start its threads, and set back torch's number, which that changes."""
    threads = torch.get_num_threads()
    numba.get_num_threads()
    torch.set_num_threads(threads)


_launch_threads()


MOST_THREADS: int = vars(numba.config)["NUMBA_NUM_THREADS"]

WORTH_SHARING = 2_000_000
"""Multiplications below which a second thread would come too late."""


def set_threads(work: int) -> None:
    """Let kernels have as many threads as torch, or one for little ``work``, in multiplications."""
    threads = torch.get_num_threads() if work >= WORTH_SHARING else 1
    numba.set_num_threads(min(threads, MOST_THREADS))


def stacked(tensor: Tensor, dims: int) -> Floats:
    """Return a tensor's memory as an array of ``dims`` dimensions, the networks in front."""
    array: Floats = tensor.contiguous().numpy()
    return array.reshape(-1, *tensor.shape[tensor.dim() - dims + 1 :])


class CompiledWorkspace:
    """Buffers for ``rows`` rows through one network, or a stack of K of one shape."""

    def __init__(self, layers: Layers, rows: int) -> None:
        self.layers, self.rows = layers, rows
        inputs, *hidden, outputs = layers.sizes
        self.work = rows * layers.flat.numel()
        self.flat, self.gradient = stacked(layers.flat, 2), stacked(layers.gradient, 2)
        self.code = CODES[layers.passes.name]
        count = math.prod(layers.lead)
        shape = (len(hidden), count, rows, hidden[0])
        self.hidden, self.gradients = torch.empty(shape).numpy(), torch.empty(shape).numpy()
        self.output = layers.buffer(rows, outputs)
        self.input_gradient = layers.buffer(rows, inputs)
        self.turned = torch.empty(self.flat.shape).numpy()
        self.narrow = torch.empty(count, inputs, hidden[0]).numpy()
        self.fed = torch.empty(0, 0, inputs).numpy()
        self.nowhere = self.fed
        self.fourier = (
            None if layers.frequencies is None else CompiledFourierPass(layers.frequencies, rows)
        )

    def forward(self, inputs: Tensor) -> Tensor:
        """Map (..., rows, in) to (..., rows, out), keeping what ``backward`` needs."""
        self.fed = stacked(inputs if self.fourier is None else self.fourier.forward(inputs), 3)
        set_threads(self.work)
        passes.forward(
            self.flat, self.fed, self.hidden, stacked(self.output, 3), self.turned, self.code
        )
        return self.output

    def backward_weights(self, output_gradient: Tensor) -> None:
        """Write the gradients of all weights and biases, given that of the output."""
        slopes = stacked(output_gradient, 3)
        self._down(slopes, self.nowhere)
        self.gradient.fill(0)
        passes.weight_gradients(
            self.fed, self.hidden, slopes, self.gradients, 0, self.gradient, self.narrow, True
        )

    def backward_inputs(self, output_gradient: Tensor) -> Tensor:
        """Return the gradient (..., rows, in) of the inputs, given that of the output."""
        self._down(stacked(output_gradient, 3), stacked(self.input_gradient, 3))
        gradient = self.input_gradient
        return gradient if self.fourier is None else self.fourier.pull(gradient)

    def penalty_pass(self, rows: int, *, first: int = 0) -> CompiledPenaltyPass:
        """Return the pass for penalties at some rows of this one."""
        return CompiledPenaltyPass(self, rows, first=first)

    def _down(self, slopes: Floats, to_inputs: Floats) -> None:
        set_threads(self.work)
        passes.backward(
            self.flat, self.turned, self.hidden, slopes, self.gradients, to_inputs, self.code
        )


class CompiledPenaltyPass:
    """Buffers for penalties at ``rows`` points, from ``first`` on, of a pass that has been done."""

    def __init__(self, done: CompiledWorkspace, rows: int, *, first: int = 0) -> None:
        self.done, self.first = done, first
        self.work = rows * done.layers.flat.numel()
        layers = done.layers
        depth, count, _, width = done.hidden.shape
        shape = (depth, count, rows, width)
        self.before, self.down = torch.empty(shape).numpy(), torch.empty(shape).numpy()
        self.up, self.bends = torch.empty(shape).numpy(), torch.empty(shape).numpy()
        self.curved = layers.passes.curve is not None
        self.gradients = layers.buffer(rows, layers.sizes[0])
        self.ones = torch.ones(count, rows, 1).numpy()
        self.no_output = torch.empty(count, rows, 0).numpy()
        self.fourier = None if done.fourier is None else done.fourier.part(first, rows)

    def input_gradients(self) -> Tensor:
        """D's gradient (..., rows, in) at the points."""
        set_threads(self.work)
        done = self.done
        penalty_passes.input_gradients(
            done.flat, done.turned, done.hidden, self.first, self.before, self.down,
            stacked(self.gradients, 3), done.code,
        )  # fmt: skip
        return self.gradients if self.fourier is None else self.fourier.pull(self.gradients)

    def add(self, push: Tensor) -> None:
        """Add the penalty's weight gradients; ``push`` is its derivative by the input gradients."""
        done, first = self.done, self.first
        pushed = stacked(push if self.fourier is None else self.fourier.push(push), 3)
        set_threads(self.work)
        penalty_passes.push_back(
            done.flat, done.turned, pushed, done.hidden, first, self.before, self.up, self.bends,
            done.code, self.curved,
        )  # fmt: skip
        passes.weight_gradients(
            pushed, self.up, self.ones, self.down, 0, done.gradient, done.narrow, False
        )
        if self.curved:
            passes.weight_gradients(
                done.fed, done.hidden, self.no_output, self.bends, first, done.gradient,
                done.narrow, True,
            )  # fmt: skip


class CompiledFourierPass:
    """Fourier features of ``rows`` points (..., rows, d) under frequencies B (..., F, d)."""

    def __init__(self, frequencies: Tensor, rows: int) -> None:
        count, inputs = frequencies.shape[-2:]
        self.frequencies = stacked(frequencies, 3)
        shape = (*frequencies.shape[:-2], rows, inputs + 2 * count)
        self.work = rows * frequencies.numel()
        self.first = 0
        self.features, self.pushed = torch.empty(shape), torch.empty(shape)
        self.pulled = torch.empty(*shape[:-1], inputs)

    def forward(self, points: Tensor) -> Tensor:
        """Return (..., rows, d + 2 F); a buffer."""
        self._carry_out(fourier.FEATURES, points, self.features)
        return self.features

    def part(self, first: int, rows: int) -> CompiledFourierPass:
        """Return a pass over ``rows`` rows from ``first`` on that shares what ``forward`` left."""
        part = copy(self)
        part.first = self.first + first
        part.pushed = torch.empty(*self.pushed.shape[:-2], rows, self.pushed.shape[-1])
        part.pulled = torch.empty(*self.pulled.shape[:-2], rows, self.pulled.shape[-1])
        return part

    def pull(self, gradient: Tensor) -> Tensor:
        """Gradient by the points, given that by the features: J^T g; a buffer."""
        self._carry_out(fourier.PULL, gradient, self.pulled)
        return self.pulled

    def push(self, direction: Tensor) -> Tensor:
        """How the features change along a direction (..., rows, d) of the points: J t; a buffer."""
        self._carry_out(fourier.PUSH, direction, self.pushed)
        return self.pushed

    def _carry_out(self, task: int, given: Tensor, out: Tensor) -> None:
        set_threads(self.work)
        fourier.carry_out(
            task, stacked(given, 3), stacked(self.features, 3), self.first, self.frequencies,
            stacked(out, 3),
        )  # fmt: skip


class CompiledPotentialPass:
    """Potential at ``rows`` real points followed by ``rows`` fakes, from all of them."""

    def __init__(self, layers: Layers, rows: int, *, eps: float, dim: float) -> None:
        self.least, self.exponent = np.float32(eps**2), np.float32(-(dim - 2) / 2)
        # Reals are negative charges, fakes positive ones.
        self.charges = np.repeat(np.array([-1 / rows, 1 / rows], np.float32), rows)
        self.potential = layers.buffer(2 * rows, 1)
        self.work = 10 * self.potential.numel() * 2 * rows

    def run(self, points: Tensor) -> Tensor:
        """Return the potential (..., 2 rows, 1) at (..., 2 rows, d) points; a buffer."""
        set_threads(self.work)
        potential.potential(
            stacked(points.mT, 3), self.charges, self.least, self.exponent,
            stacked(self.potential, 3)[..., 0],
        )  # fmt: skip
        return self.potential
