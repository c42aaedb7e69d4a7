"""The updates of ``flat_optimizers`` on the processor, compiled: one pass over the memory."""

from __future__ import annotations

import numpy as np
from torch import Tensor

from gan_core.training.mlp.compiled import optimizers
from gan_core.training.mlp.compiled_workspace import stacked
from gan_core.training.mlp.flat_optimizers import FlatAdam, FlatRMSProp, FlatSGD
from gan_core.training.mlp.optimizers import RMSPROP_EPSILON


class CompiledAdam(FlatAdam):
    """``FlatAdam``, compiled."""

    def apply(self) -> None:
        """Do the update."""
        optimizers.adam(
            stacked(self.parameters, 2), stacked(self.gradient, 2), stacked(self.mean, 2),
            stacked(self.square, 2), self.rise1.array, self.rise2.array, self.scale.array,
            self.epsilon.array,
        )  # fmt: skip


class CompiledRMSProp(FlatRMSProp):
    """``FlatRMSProp``, compiled."""

    def apply(self) -> None:
        """Do the update."""
        optimizers.rmsprop(
            stacked(self.parameters, 2), stacked(self.gradient, 2), stacked(self.square, 2),
            stacked(self.velocity, 2), self.rise.array, self.rate.array,
            np.float32(self.momentum), np.float32(RMSPROP_EPSILON),
        )  # fmt: skip


class CompiledSGD(FlatSGD):
    """``FlatSGD``, compiled."""

    def apply(self) -> None:
        """Do the update."""
        optimizers.sgd(
            stacked(self.parameters, 2), stacked(self.gradient, 2), stacked(self.velocity, 2),
            self.rate.array, np.float32(self.momentum),
        )  # fmt: skip


COMPILED: dict[str, type[CompiledAdam] | type[CompiledRMSProp] | type[CompiledSGD]] = {
    "adam": CompiledAdam,
    "rmsprop": CompiledRMSProp,
    "sgd": CompiledSGD,
}


def move_average(average: Tensor, values: Tensor, share: float) -> None:
    """Move an average a share of the way to the values, which are as many, in place."""
    optimizers.move_average(average.view(-1).numpy(), values.reshape(-1).numpy(), np.float32(share))
