"""One update of a discriminator, or of a generator, from plain arguments.

Networks are given as ``Layers``: one of each, or a stack of K replicas of one shape, of which
each has its own rate, betas and clipping bound, and nothing of one touches another. The toy runs'
fast step is made of these two; ``theory`` takes them one by one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.losses.adversarial import AdversarialLoss
from gan_core.training.mlp.engines import (
    Potential,
    make_optimizer,
    make_potential,
    make_workspace,
)
from gan_core.training.mlp.flat_optimizers import Rates, RowNumbers, clamp_rows
from gan_core.training.mlp.loss_slopes import DiscriminatorSlopes, GeneratorSlopes
from gan_core.training.mlp.mlp_workspace import Layers
from gan_core.training.mlp.optimizers import OptimizerSettings
from gan_core.training.mlp.penalties import MixPenalty, ZeroCentredPenalty
from gan_core.training.mlp.spectral_layers import SpectralLayers


@dataclass(frozen=True)
class LossWeights:
    """Numbers in D's loss: weights of the penalties, and the Coulomb kernel's width and dimension.

    ``gp_weight`` counts for losses with a gradient penalty, ``r1`` and ``r2`` where they are not 0.
    """

    gp_weight: float = 10.0
    r1: float = 0.0
    r2: float = 0.0
    coulomb_eps: float = 1.0
    coulomb_dim: float = 3.0


class DiscriminatorUpdate:
    """Moves a discriminator down its loss; buffers are allocated once."""

    def __init__(
        self,
        layers: Layers,
        loss: AdversarialLoss,
        rows: int,
        *,
        optimizer: Sequence[OptimizerSettings],
        weights: LossWeights | None = None,
        bounds: Sequence[float] = (),
    ) -> None:
        """``rows`` real rows and as many fakes make an update.

        ``optimizer`` has one entry for each network, and so have the clipping ``bounds``,
        infinite for one that is not clipped; without any, none is. Of ``SpectralLayers`` the raw
        parameters are moved and clipped.
        """
        weights = weights or LossWeights()
        self.layers, self.rows = layers, rows
        self.spectral = layers if isinstance(layers, SpectralLayers) else None
        self.moved = layers.flat if self.spectral is None else self.spectral.raw
        self.optimizer = make_optimizer(self.moved, layers.gradient, optimizer)
        self.through = make_workspace(layers, 2 * rows)
        self.mixed = (
            MixPenalty(layers, rows, weight=weights.gp_weight) if loss.gradient_penalty else None
        )
        self.zero_centred = (
            ZeroCentredPenalty(self.through, rows, r1=weights.r1, r2=weights.r2)
            if weights.r1 or weights.r2
            else None
        )
        clipped = any(math.isfinite(bound) for bound in bounds)
        self.bound = RowNumbers(layers.flat, bounds) if clipped else None
        self.both = layers.buffer(2 * rows, layers.inputs)
        self.real_rows, self.fake_rows = self.both[..., :rows, :], self.both[..., rows:, :]
        self.slopes = layers.buffer(2 * rows, 1)
        self.potential: Potential | None = None
        self.adversarial: DiscriminatorSlopes | None = None
        if loss.discriminator is None:
            self.potential = make_potential(
                layers, rows, eps=weights.coulomb_eps, dim=weights.coulomb_dim
            )
        else:
            self.adversarial = DiscriminatorSlopes(loss, self.slopes)

    def prepare(self, rate: float | Rates) -> None:
        """Take over the learning rate, or one for each network, of the next update."""
        self.optimizer.prepare([rate] if isinstance(rate, float) else rate)

    @torch.no_grad()
    def update(
        self, real: Tensor, fake: Tensor, *, rate: float | Rates, mix: Tensor | None = None
    ) -> Tensor:
        """Move the discriminator once; return its loss as it was before the move."""
        self.prepare(rate)
        return self.move(real, fake, mix)

    def move(self, real: Tensor, fake: Tensor, mix: Tensor | None) -> Tensor:
        """Do the update that the optimiser is prepared for; only operations on tensors.

        Points (..., N, d) are joined to the rows (..., rows, inputs) that the network takes.
        ``mix`` (..., rows, 1) at least, in [0, 1], is what a gradient penalty needs.
        """
        real_rows, fake_rows = self.real_rows, self.fake_rows
        real_rows.copy_(real.reshape(real_rows.shape))
        fake_rows.copy_(fake.reshape(fake_rows.shape))
        logits = self.through.forward(self.both)
        loss = self._coulomb(logits) if self.adversarial is None else self.adversarial(logits)
        self.through.backward_weights(self.slopes)
        if self.mixed is not None:
            assert mix is not None
            loss = loss + self.mixed.add(real_rows, fake_rows, mix[..., : self.rows, :])
        if self.zero_centred is not None:
            loss = loss + self.zero_centred.add()
        if self.spectral is not None:
            self.spectral.pull_gradient()
        self.optimizer.apply()
        if self.bound is not None:
            clamp_rows(self.moved, self.bound)
        if self.spectral is not None:
            self.spectral.renew()
        return loss

    def _coulomb(self, logits: Tensor) -> Tensor:
        """Return D's loss against the potential, and fill its slopes."""
        assert self.potential is not None
        rows = self.rows
        wanted = self.potential.run(self.both)
        real_error = logits[..., :rows, :] + wanted[..., :rows, :]
        fake_error = logits[..., rows:, :] + wanted[..., rows:, :]
        loss = (fake_error.square() + real_error.square()).mean(dim=(-2, -1))
        torch.div(2 * real_error, rows, out=self.slopes[..., :rows, :])
        torch.div(2 * fake_error, rows, out=self.slopes[..., rows:, :])
        return loss


class GeneratorUpdate:
    """Moves a generator down its loss through a discriminator, which rests."""

    def __init__(
        self,
        layers: Layers,
        discriminator: Layers,
        loss: AdversarialLoss,
        rows: int,
        *,
        optimizer: Sequence[OptimizerSettings],
        pack: int = 1,
    ) -> None:
        """``rows`` rows of ``pack`` points each go through the discriminator."""
        self.layers, self.relativistic = layers, loss.relativistic
        self.optimizer = make_optimizer(layers.flat, layers.gradient, optimizer)
        self.through = make_workspace(layers, rows * pack)
        self.through_discriminator = make_workspace(discriminator, rows)
        self.slopes = discriminator.buffer(rows, 1)
        self.adversarial = GeneratorSlopes(loss, self.slopes)
        self.row_shape = (*layers.lead, rows, discriminator.inputs)
        self.point_shape = (*layers.lead, rows * pack, layers.sizes[-1])

    def prepare(self, rate: float | Rates) -> None:
        """Take over the learning rate, or one for each network, of the next update."""
        self.optimizer.prepare([rate] if isinstance(rate, float) else rate)

    @torch.no_grad()
    def generate(self, latents: Tensor) -> Tensor:
        """Return points (..., N, d); a buffer, valid until the generator runs again."""
        return self.through.forward(latents)

    @torch.no_grad()
    def update(
        self,
        latents: Tensor,
        *,
        rate: float | Rates,
        blur: Tensor | None = None,
        real: Tensor | None = None,
    ) -> Tensor:
        """Move the generator once; return its loss as it was before the move."""
        self.prepare(rate)
        return self.move(latents, blur, real)

    def move(self, latents: Tensor, blur: Tensor | None, real: Tensor | None) -> Tensor:
        """Do the update that the optimiser is prepared for; only operations on tensors.

        ``blur`` (..., N, d) is added to the fakes before the discriminator sees them. ``real``
        (..., N, d) are the real points that a relativistic loss needs; others leave them alone.
        """
        real_logits = None
        if self.relativistic and real is not None:
            through = self.through_discriminator
            real_logits = through.forward(real.reshape(self.row_shape)).clone()
        fake = self.through.forward(latents)
        if blur is not None:
            fake = fake + blur
        logits = self.through_discriminator.forward(fake.reshape(self.row_shape))
        loss = self.adversarial(logits, real_logits)
        to_points = self.through_discriminator.backward_inputs(self.slopes)
        self.through.backward_weights(to_points.view(self.point_shape))
        self.optimizer.apply()
        return loss
