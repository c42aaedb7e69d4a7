"""Fourier features by hand: forward, and their Jacobian in both directions, into buffers."""

from __future__ import annotations

import torch
from torch import Tensor


class FourierPass:
    """Features of ``rows`` points (..., rows, d) under frequencies B (..., F, d)."""

    def __init__(self, frequencies: Tensor, rows: int) -> None:
        count, self.inputs = frequencies.shape[-2:]
        self.multiply = torch.bmm if frequencies.dim() == 3 else torch.mm
        self.frequencies, self.transposed = frequencies, frequencies.mT
        shape = (*frequencies.shape[:-2], rows)
        self.features = torch.empty(*shape, self.inputs + 2 * count, device=frequencies.device)
        self.phases = torch.empty(*shape, count, device=frequencies.device)
        self.pushed = torch.empty_like(self.features)
        self.sines, self.cosines = self._parts(self.features)[1:]

    def _parts(self, features: Tensor) -> list[Tensor]:
        count = self.phases.shape[-1]
        return list(torch.split(features, [self.inputs, count, count], dim=-1))

    def forward(self, points: Tensor) -> Tensor:
        """Return (..., rows, d + 2 F); a buffer."""
        self.multiply(points, self.transposed, out=self.phases)
        self.features[..., : self.inputs] = points
        torch.sin(self.phases, out=self.sines)
        torch.cos(self.phases, out=self.cosines)
        return self.features

    def part(self, first: int, rows: int) -> FourierPass:
        """Return a pass over ``rows`` rows from ``first`` on that shares what ``forward`` left."""
        part = FourierPass(self.frequencies, rows)
        part.features = self.features[..., first : first + rows, :]
        part.sines, part.cosines = part._parts(part.features)[1:]
        return part

    def pull(self, gradient: Tensor) -> Tensor:
        """Gradient by the points, given that by the features: J^T g."""
        direct, by_sine, by_cosine = self._parts(gradient)
        by_phase = by_sine * self.cosines
        by_phase.addcmul_(by_cosine, self.sines, value=-1)
        return self.multiply(by_phase, self.frequencies).add_(direct)

    def push(self, direction: Tensor) -> Tensor:
        """How the features change along a direction (..., rows, d) of the points: J t; a buffer."""
        direct, by_sine, by_cosine = self._parts(self.pushed)
        turns = self.multiply(direction, self.transposed, out=self.phases)
        direct.copy_(direction)
        torch.mul(turns, self.cosines, out=by_sine)
        torch.mul(turns, self.sines, out=by_cosine).neg_()
        return self.pushed
