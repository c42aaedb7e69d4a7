"""The Coulomb potential of a batch at its own points, block by block in buffers that stay.

Same numbers as ``losses.coulomb``; a block small enough for the processor's cache is several
times as fast as one pass after the other over the whole table of distances.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from gan_core.training.mlp.mlp_workspace import Layers

BLOCK_FLOATS = 100_000
"""Distances in one block: two such tables fit into a core's second cache."""


class PotentialPass:
    """Potential at ``rows`` real points followed by ``rows`` fakes, from all of them."""

    def __init__(self, layers: Layers, rows: int, *, eps: float, dim: float) -> None:
        """``layers`` are D's: they say whether there is one batch or a stack, and where."""
        self.eps, self.exponent = eps, -(dim - 2) / 2
        lead, total = layers.lead, 2 * rows
        replicas = math.prod(lead)
        on_cpu = layers.device.type == "cpu"
        self.block = max(1, BLOCK_FLOATS // (total * replicas)) if on_cpu else total
        self.table = torch.empty(*lead, self.block, total, device=layers.device)
        self.differences = torch.empty_like(self.table)
        self.potential = layers.buffer(total, 1)
        # Reals are negative charges, fakes positive ones.
        self.charges = layers.buffer(total, 1)
        self.charges[..., :rows, :] = -1 / rows
        self.charges[..., rows:, :] = 1 / rows

    def run(self, points: Tensor) -> Tensor:
        """Return the potential (..., 2 rows, 1) at (..., 2 rows, d) points; a buffer."""
        total = points.shape[-2]
        across = points.mT.contiguous()
        for start in range(0, total, self.block):
            here = points[..., start : start + self.block, :]
            count = here.shape[-2]
            table = self.table[..., :count, :]
            differences = self.differences[..., :count, :]
            for axis in range(points.shape[-1]):
                target = differences if axis else table
                column, row = here[..., axis : axis + 1], across[..., axis : axis + 1, :]
                torch.sub(column, row, out=target)
                if axis:
                    table.addcmul_(target, target)
                else:
                    table.square_()
            table.add_(self.eps**2)
            if self.exponent == -0.5:
                table.rsqrt_()
            else:
                table.pow_(self.exponent)
            self.potential[..., start : start + count, :] = torch.matmul(table, self.charges)
        return self.potential
