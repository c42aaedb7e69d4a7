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
from gan_core.training.mlp_workspace import MLPWorkspace
from gan_core.training.optimizers import make_optimizer, set_learning_rate
from gan_core.training.toy_step import discriminator_loss, pack_points

LogitGradients = tuple[Tensor, Tensor]


def _cross_entropy_slopes(real: Tensor, fake: Tensor) -> LogitGradients:
    return torch.sigmoid(-real).neg_(), torch.sigmoid(fake)


def _least_squares_slopes(real: Tensor, fake: Tensor) -> LogitGradients:
    return real - 1, fake


def _hinge_slopes(real: Tensor, fake: Tensor) -> LogitGradients:
    return (real < 1).to(real.dtype).neg_(), (fake > -1).to(fake.dtype)


def _critic_slopes(real: Tensor, fake: Tensor) -> LogitGradients:
    return torch.full_like(real, -1), torch.ones_like(fake)


DISCRIMINATOR_SLOPES: dict[str, Callable[[Tensor, Tensor], LogitGradients]] = {
    "minimax": _cross_entropy_slopes,
    "ns": _cross_entropy_slopes,
    "lsgan": _least_squares_slopes,
    "hinge": _hinge_slopes,
    "wgan": _critic_slopes,
    "wgan-noclip": _critic_slopes,
    "wgan-gp": _critic_slopes,
}
"""Derivative of D's loss by each logit, times the number of rows."""

GENERATOR_SLOPES: dict[str, Callable[[Tensor], Tensor]] = {
    "minimax": lambda fake: torch.sigmoid(fake).neg_(),
    "ns": lambda fake: torch.sigmoid(-fake).neg_(),
    "lsgan": lambda fake: fake - 1,
    "hinge": lambda fake: torch.full_like(fake, -1),
    "wgan": lambda fake: torch.full_like(fake, -1),
    "wgan-noclip": lambda fake: torch.full_like(fake, -1),
    "wgan-gp": lambda fake: torch.full_like(fake, -1),
    "coulomb": lambda fake: torch.full_like(fake, -1),
}
"""Derivative of G's loss by each logit of a fake, times the number of rows."""


class FastStep:
    """Same updates as ``ReferenceStep``, several times as fast; networks and settings are kept."""

    def __init__(self, settings: ToySettings, generator: MLP, discriminator: MLP) -> None:
        self.settings = settings
        self.loss = LOSSES[settings.loss]
        self.generator = generator
        self.discriminator = discriminator
        self.autograd = self.loss.gradient_penalty or bool(settings.r1)
        fused = generator.flat.device.type != "mps"
        self.flat_generator, self.flat_discriminator = (
            torch.nn.Parameter(network.flat) for network in (generator, discriminator)
        )
        for network, flat in (
            (generator, self.flat_generator),
            (discriminator, self.flat_discriminator),
        ):
            flat.grad = torch.zeros_like(network.flat)
        self.generator_optimizer = make_optimizer(settings, [self.flat_generator], fused=fused)
        self.discriminator_optimizer = make_optimizer(
            settings, [self.flat_discriminator], fused=fused
        )
        self._allocate()

    def _allocate(self) -> None:
        rows = self.settings.batch_size // self.settings.pack
        gradient_g, gradient_d = self.flat_generator.grad, self.flat_discriminator.grad
        assert gradient_g is not None
        assert gradient_d is not None
        device = gradient_d.device
        self.rows = rows
        self.through_g = MLPWorkspace(self.generator, self.settings.batch_size, gradient=gradient_g)
        self.through_d = MLPWorkspace(self.discriminator, rows, gradient=gradient_d)
        if self.autograd:
            self.discriminator_gradients = self.discriminator.split(gradient_d)
        else:
            self.through_d_twice = MLPWorkspace(self.discriminator, 2 * rows, gradient=gradient_d)
        self.both = torch.empty(2 * rows, 2 * self.settings.pack, device=device)
        self.logit_gradient = torch.empty(2 * rows, 1, device=device)

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
        set_learning_rate(self.discriminator_optimizer, rate)
        self.discriminator_optimizer.step()
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
        if self.loss.discriminator is None:
            loss, real_slope, fake_slope = self._coulomb(real_logits, fake_logits)
        else:
            loss = self.loss.discriminator(real_logits, fake_logits)
            slopes = DISCRIMINATOR_SLOPES[self.settings.loss]
            real_slope, fake_slope = slopes(real_logits, fake_logits)
        torch.div(real_slope, rows, out=self.logit_gradient[:rows])
        torch.div(fake_slope, rows, out=self.logit_gradient[rows:])
        self.through_d_twice.backward_weights(self.logit_gradient)
        return loss

    def _coulomb(self, real_logits: Tensor, fake_logits: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        kernel = {"eps": self.settings.coulomb_eps, "dim": self.settings.coulomb_dim}
        real, fake = self.both[: self.rows], self.both[self.rows :]
        potential = coulomb_potential(self.both, real, fake, **kernel)[:, None]
        real_error = real_logits + potential[: self.rows]
        fake_error = fake_logits + potential[self.rows :]
        loss = fake_error.square().mean() + real_error.square().mean()
        return loss, 2 * real_error, 2 * fake_error

    @torch.no_grad()
    def update_generator(self, latents: Tensor, *, rate: float) -> Tensor:
        """Move G once; return its loss as it was before the move."""
        fake = self.through_g.forward(latents)
        logits = self.through_d.forward(pack_points(fake, self.settings.pack))
        loss = self.loss.generator(logits)
        slope = GENERATOR_SLOPES[self.settings.loss](logits).div_(self.rows)
        to_points = self.through_d.backward_inputs(slope).view(-1, 2)
        self.through_g.backward_weights(to_points)
        set_learning_rate(self.generator_optimizer, rate)
        self.generator_optimizer.step()
        return loss
