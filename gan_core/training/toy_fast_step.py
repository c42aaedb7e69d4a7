"""The fast step: hand-written passes, gradients and parameters in flat vectors.

Penalties need second derivatives and take autograd for D's gradient; all else is the same.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from gan_core.losses.adversarial import LOSSES
from gan_core.losses.coulomb import coulomb_potential
from gan_core.models.mlp import MLP
from gan_core.settings import ToySettings
from gan_core.training.flat_optimizers import flat_optimizer
from gan_core.training.mlp_workspace import MLPWorkspace
from gan_core.training.toy_step import discriminator_loss, pack_points

LogitGradients = tuple[Tensor, Tensor]


def _cross_entropy_slopes(real: Tensor, fake: Tensor) -> LogitGradients:
    return torch.sigmoid(-real).neg_(), torch.sigmoid(fake)


def _least_squares_slopes(real: Tensor, fake: Tensor) -> LogitGradients:
    return real - 1, fake


def _hinge_slopes(real: Tensor, fake: Tensor) -> LogitGradients:
    return (real < 1).to(real.dtype).neg_(), (fake > -1).to(fake.dtype)


DISCRIMINATOR_SLOPES: dict[str, Callable[[Tensor, Tensor], LogitGradients]] = {
    "minimax": _cross_entropy_slopes,
    "ns": _cross_entropy_slopes,
    "lsgan": _least_squares_slopes,
    "hinge": _hinge_slopes,
}
"""Derivative of D's loss by each logit, times the number of rows; the critics' is -1 and 1."""

GENERATOR_SLOPES: dict[str, Callable[[Tensor], Tensor]] = {
    "minimax": lambda fake: torch.sigmoid(fake).neg_(),
    "ns": lambda fake: torch.sigmoid(-fake).neg_(),
    "lsgan": lambda fake: fake - 1,
}
"""Derivative of G's loss by each logit of a fake, times the number of rows; -1 for the others."""


class FastStep:
    """Same updates as ``ReferenceStep``, more than twice as fast; buffers are allocated once."""

    def __init__(self, settings: ToySettings, generator: MLP, discriminator: MLP) -> None:
        self.settings = settings
        self.loss = LOSSES[settings.loss]
        self.generator = generator
        self.discriminator = discriminator
        self.autograd = self.loss.gradient_penalty or bool(settings.r1)
        rows = self.rows = settings.batch_size // settings.pack
        gradient_g, gradient_d = (
            torch.zeros_like(generator.flat),
            torch.zeros_like(discriminator.flat),
        )
        self.optimizers = {
            "optimizer_g": flat_optimizer(generator.flat, gradient_g, settings),
            "optimizer_d": flat_optimizer(discriminator.flat, gradient_d, settings),
        }
        self.through_g = MLPWorkspace(generator, settings.batch_size, gradient=gradient_g)
        self.through_d = MLPWorkspace(discriminator, rows, gradient=gradient_d)
        if self.autograd:
            self.discriminator_gradients = discriminator.split(gradient_d)
        else:
            self.through_d_twice = MLPWorkspace(discriminator, 2 * rows, gradient=gradient_d)
        device = generator.flat.device
        self.both = torch.empty(2 * rows, 2 * settings.pack, device=device)
        # Losses that are linear in the logits keep these slopes; the others overwrite them.
        self.slopes_d = torch.full((2 * rows, 1), 1 / rows, device=device)
        self.slopes_d[:rows] *= -1
        self.slopes_g = torch.full((rows, 1), -1 / rows, device=device)

    @torch.no_grad()
    def generate(self, latents: Tensor) -> Tensor:
        """Return G's points (batch, 2); a buffer, valid until G runs again."""
        return self.through_g.forward(latents)

    def update_discriminator(
        self, real: Tensor, fake: Tensor, *, rate: float, mix: Tensor
    ) -> Tensor:
        """Move D once; return its loss as it was before the move."""
        if self.autograd:
            loss = self._gradients_by_autograd(real, fake, mix)
        else:
            loss = self._gradients_by_hand(real, fake)
        self.optimizers["optimizer_d"].step(rate)
        if self.loss.clipped:
            self.discriminator.flat.clamp_(-self.settings.clip, self.settings.clip)
        return loss

    def _gradients_by_autograd(self, real: Tensor, fake: Tensor, mix: Tensor) -> Tensor:
        loss = discriminator_loss(self.settings, self.discriminator, real, fake, mix)
        parameters = [*self.discriminator.weights, *self.discriminator.biases]
        weights, biases = self.discriminator_gradients
        gradients = torch.autograd.grad(loss, parameters)
        for target, gradient in zip([*weights, *biases], gradients, strict=True):
            target.copy_(gradient)
        return loss.detach()

    @torch.no_grad()
    def _gradients_by_hand(self, real: Tensor, fake: Tensor) -> Tensor:
        rows = self.rows
        self.both[:rows] = pack_points(real, self.settings.pack)
        self.both[rows:] = pack_points(fake, self.settings.pack)
        logits = self.through_d_twice.forward(self.both)
        real_logits, fake_logits = logits[:rows], logits[rows:]
        slopes: LogitGradients | None = None
        if self.loss.discriminator is None:
            loss, slopes = self._coulomb(real_logits, fake_logits)
        else:
            loss = self.loss.discriminator(real_logits, fake_logits)
            if self.settings.loss in DISCRIMINATOR_SLOPES:
                slopes = DISCRIMINATOR_SLOPES[self.settings.loss](real_logits, fake_logits)
        if slopes is not None:
            torch.div(slopes[0], rows, out=self.slopes_d[:rows])
            torch.div(slopes[1], rows, out=self.slopes_d[rows:])
        self.through_d_twice.backward_weights(self.slopes_d)
        return loss

    def _coulomb(self, real_logits: Tensor, fake_logits: Tensor) -> tuple[Tensor, LogitGradients]:
        kernel = {"eps": self.settings.coulomb_eps, "dim": self.settings.coulomb_dim}
        real, fake = self.both[: self.rows], self.both[self.rows :]
        potential = coulomb_potential(self.both, real, fake, **kernel)[:, None]
        real_error = real_logits + potential[: self.rows]
        fake_error = fake_logits + potential[self.rows :]
        loss = fake_error.square().mean() + real_error.square().mean()
        return loss, (2 * real_error, 2 * fake_error)

    @torch.no_grad()
    def update_generator(self, latents: Tensor, *, rate: float) -> Tensor:
        """Move G once; return its loss as it was before the move."""
        fake = self.through_g.forward(latents)
        logits = self.through_d.forward(pack_points(fake, self.settings.pack))
        loss = self.loss.generator(logits)
        if self.settings.loss in GENERATOR_SLOPES:
            slopes = GENERATOR_SLOPES[self.settings.loss](logits)
            torch.div(slopes, self.rows, out=self.slopes_g)
        to_points = self.through_d.backward_inputs(self.slopes_g).view(-1, 2)
        self.through_g.backward_weights(to_points)
        self.optimizers["optimizer_g"].step(rate)
        return loss
