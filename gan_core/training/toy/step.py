"""One update of D and of G, written plainly with autograd: the reference of the fast step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import torch
from torch import Tensor

from gan_core.losses.adversarial import LOSSES
from gan_core.losses.coulomb import coulomb_discriminator_loss, coulomb_potential
from gan_core.losses.penalties import gradient_penalty, r1_penalty, r2_penalty
from gan_core.models.mlp import MLP
from gan_core.models.spectral_norm import SpectralNorm
from gan_core.settings.toy import ToySettings
from gan_core.training.mlp.optimizers import make_optimizer, set_learning_rate


class ToyStep(Protocol):
    """What the trainer asks of a step; points are (batch, 2), latents (batch, noise_dim)."""

    def generate(self, latents: Tensor) -> Tensor:
        """Return G's points without a graph; valid until the next call of this step."""

    def update_discriminator(
        self, real: Tensor, fake: Tensor, *, rate: float, mix: Tensor
    ) -> Tensor:
        """Move D once; return its loss as it was before the move."""

    def update_generator(
        self,
        latents: Tensor,
        *,
        rate: float,
        blur: Tensor | None = None,
        real: Tensor | None = None,
    ) -> Tensor:
        """Move G once; return its loss as it was before the move.

        ``blur`` (batch, 2) is added to the fakes before D sees them. ``real`` (batch, 2), as D
        sees them, are the points that a relativistic loss needs.
        """


def pack_points(points: Tensor, pack: int) -> Tensor:
    """Join every ``pack`` points into one row for D: (..., N, d) to (..., N / pack, d pack).

    (PacGAN, 3).
    """
    count, dimensions = points.shape[-2:]
    return points.reshape(*points.shape[:-2], count // pack, dimensions * pack)


def discriminator_loss(
    settings: ToySettings,
    discriminator: Callable[[Tensor], Tensor],
    real: Tensor,
    fake: Tensor,
    mix: Tensor,
) -> Tensor:
    """D's whole loss on (batch, 2) points: adversarial part and the penalties asked for."""
    spec = LOSSES[settings.loss]
    real_rows, fake_rows = pack_points(real, settings.pack), pack_points(fake, settings.pack)
    logits = discriminator(torch.cat([real_rows, fake_rows]))
    real_logits, fake_logits = logits[: len(real_rows)], logits[len(real_rows) :]
    if spec.discriminator is None:
        kernel = {"eps": settings.coulomb_eps, "dim": settings.coulomb_dim}
        loss = coulomb_discriminator_loss(
            real_logits,
            fake_logits,
            real_potential=coulomb_potential(real_rows, real_rows, fake_rows, **kernel),
            fake_potential=coulomb_potential(fake_rows, real_rows, fake_rows, **kernel),
        )
    else:
        loss = spec.discriminator(real_logits, fake_logits)
    if spec.gradient_penalty:
        rows_mix = mix[: len(real_rows)]
        penalty = gradient_penalty(discriminator, real_rows, fake_rows, rows_mix)
        loss = loss + settings.gp_weight * penalty
    if settings.r1:
        loss = loss + settings.r1 * r1_penalty(discriminator, real_rows)
    if settings.r2:
        loss = loss + settings.r2 * r2_penalty(discriminator, fake_rows)
    return loss


class ReferenceStep:
    """Plain eager torch; slow, readable, and what the fast step is tested against."""

    def __init__(self, settings: ToySettings, generator: MLP, discriminator: MLP) -> None:
        self.settings = settings
        self.generator = generator
        self.discriminator = discriminator
        self.generator_optimizer = make_optimizer(settings, generator.parameters())
        # What D's optimiser moves: D itself, or what its normalised weights are made from.
        self.trained: MLP | SpectralNorm = (
            SpectralNorm(discriminator) if settings.spectral_norm == "on" else discriminator
        )
        self.discriminator_optimizer = make_optimizer(settings, self.trained.parameters())

    def generate(self, latents: Tensor) -> Tensor:
        """Return G's points (N, 2) without a graph."""
        with torch.no_grad():
            points: Tensor = self.generator(latents)
        return points

    def update_discriminator(
        self, real: Tensor, fake: Tensor, *, rate: float, mix: Tensor
    ) -> Tensor:
        """Move D once; return its loss as it was before the move."""
        set_learning_rate(self.discriminator_optimizer, rate)
        self.discriminator_optimizer.zero_grad()
        loss = discriminator_loss(self.settings, self.trained, real, fake, mix)
        torch.autograd.backward(loss)
        self.discriminator_optimizer.step()
        if LOSSES[self.settings.loss].clipped:
            bound = self.settings.clip
            with torch.no_grad():
                for parameter in self.trained.parameters():
                    parameter.clamp_(-bound, bound)
        if isinstance(self.trained, SpectralNorm):
            self.trained.renew()
        return loss.detach()

    def update_generator(
        self,
        latents: Tensor,
        *,
        rate: float,
        blur: Tensor | None = None,
        real: Tensor | None = None,
    ) -> Tensor:
        """Move G once; return its loss as it was before the move."""
        set_learning_rate(self.generator_optimizer, rate)
        self.generator_optimizer.zero_grad()
        points = self.generator(latents)
        fake = pack_points(points if blur is None else points + blur, self.settings.pack)
        real_logits = None
        if real is not None:
            with torch.no_grad():
                real_logits = self.discriminator(pack_points(real, self.settings.pack))
        loss = LOSSES[self.settings.loss].of_generator(self.discriminator(fake), real_logits)
        torch.autograd.backward(loss)
        self.generator_optimizer.step()
        return loss.detach()
