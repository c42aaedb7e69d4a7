"""The fast step: hand-written passes, gradients and parameters in flat vectors.

One network of each kind, or a stack of K replicas of one shape: then points are (K, N, 2), each
replica has its own rate, betas and clip, and nothing of one touches another. Points have as many
dimensions as G's output: 2 in the laboratory, 1 or 2 in ``theory``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from gan_core.losses.adversarial import LOSSES
from gan_core.models.mlp import MLP
from gan_core.settings.toy import ToySettings
from gan_core.training.toy.flat_optimizers import Rates, RowNumbers, clamp_rows, flat_optimizer
from gan_core.training.toy.mlp_workspace import Layers, MLPWorkspace
from gan_core.training.toy.penalty_pass import MixPenalty, RealPenalty
from gan_core.training.toy.potential_pass import PotentialPass
from gan_core.training.toy.step import pack_points

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
    """Same updates as ``ReferenceStep``, faster; buffers are allocated once.

    ``rules`` are the settings of each replica, equal in all but what ``toy_stack`` lets vary.
    Losses come back as one number, or as (K,) for a stack.
    """

    def __init__(
        self,
        rules: Sequence[ToySettings],
        generator: MLP,
        discriminator: MLP,
        *,
        flats: tuple[Tensor, Tensor] | None = None,
        frequencies: Tensor | None = None,
    ) -> None:
        """``flats`` are the stacks (K, P) of G's and D's parameters; without, the networks' own.

        ``frequencies`` are D's (K, F, inputs) then.
        """
        settings = self.settings = rules[0]
        self.loss = LOSSES[settings.loss]
        flat_g, flat_d = flats or (generator.flat, discriminator.flat)
        self.flat_d = flat_d
        self.lead = tuple(flat_g.shape[:-1])
        gradient_g, gradient_d = torch.zeros_like(flat_g), torch.zeros_like(flat_d)
        self.optimizers = {
            "optimizer_g": flat_optimizer(flat_g, gradient_g, rules),
            "optimizer_d": flat_optimizer(flat_d, gradient_d, rules),
        }
        layers_g = Layers(generator, flat=flat_g, gradient=gradient_g)
        layers_d = Layers(
            discriminator,
            flat=flat_d,
            gradient=gradient_d,
            frequencies=discriminator.frequencies if flats is None else frequencies,
        )
        rows = self.rows = settings.batch_size // settings.pack
        self.through_g = MLPWorkspace(layers_g, settings.batch_size)
        self.through_d = MLPWorkspace(layers_d, rows)
        self.through_d_twice = MLPWorkspace(layers_d, 2 * rows)
        self.mixed = (
            MixPenalty(layers_d, rows, weight=settings.gp_weight)
            if self.loss.gradient_penalty
            else None
        )
        self.at_real = (
            RealPenalty(self.through_d_twice, rows, weight=settings.r1) if settings.r1 else None
        )
        clipped = any(LOSSES[rule.loss].clipped for rule in rules)
        bounds = [rule.clip if LOSSES[rule.loss].clipped else float("inf") for rule in rules]
        self.bound = RowNumbers(flat_d, bounds) if clipped else None
        self.dimensions = generator.sizes[-1]
        self.both = layers_d.buffer(2 * rows, self.dimensions * settings.pack)
        self.potential = (
            PotentialPass(layers_d, rows, eps=settings.coulomb_eps, dim=settings.coulomb_dim)
            if self.loss.discriminator is None
            else None
        )
        # Losses that are linear in the logits keep these slopes; the others overwrite them.
        self.slopes_d = layers_d.buffer(2 * rows, 1)
        self.slopes_d[..., :rows, :] = -1 / rows
        self.slopes_d[..., rows:, :] = 1 / rows
        self.slopes_g = layers_d.buffer(rows, 1).fill_(-1 / rows)

    @property
    def optimizer_slots(self) -> Mapping[str, Mapping[str, Tensor]]:
        """What each optimiser remembers, by optimiser and slot."""
        return {name: optimizer.slots for name, optimizer in self.optimizers.items()}

    def prepare(self, optimizer: str, rate: float | Rates) -> None:
        """Take over the rate, or one for each replica, of the next update."""
        self.optimizers[optimizer].prepare([rate] if isinstance(rate, float) else rate)

    @torch.no_grad()
    def generate(self, latents: Tensor) -> Tensor:
        """Return G's points (..., batch, 2); a buffer, valid until G runs again."""
        return self.through_g.forward(latents)

    @torch.no_grad()
    def update_discriminator(
        self, real: Tensor, fake: Tensor, *, rate: float | Rates, mix: Tensor
    ) -> Tensor:
        """Move D once; return its loss as it was before the move."""
        self.prepare("optimizer_d", rate)
        return self.move_discriminator(real, fake, mix)

    def move_discriminator(self, real: Tensor, fake: Tensor, mix: Tensor) -> Tensor:
        """Do the update that the optimiser is prepared for; only operations on tensors."""
        rows, pack = self.rows, self.settings.pack
        real_rows, fake_rows = self.both[..., :rows, :], self.both[..., rows:, :]
        real_rows.copy_(pack_points(real, pack))
        fake_rows.copy_(pack_points(fake, pack))
        loss = self._discriminator_gradient()
        if self.mixed is not None:
            loss = loss + self.mixed.add(real_rows, fake_rows, mix[..., :rows, :])
        if self.at_real is not None:
            loss = loss + self.at_real.add()
        self.optimizers["optimizer_d"].apply()
        if self.bound is not None:
            clamp_rows(self.flat_d, self.bound)
        return loss

    def _discriminator_gradient(self) -> Tensor:
        rows = self.rows
        logits = self.through_d_twice.forward(self.both)
        real_logits, fake_logits = logits[..., :rows, :], logits[..., rows:, :]
        slopes: LogitGradients | None = None
        if self.potential is not None:
            loss, slopes = self._coulomb(self.potential, real_logits, fake_logits)
        else:
            assert self.loss.discriminator is not None
            loss = self._value(self.loss.discriminator, real_logits, fake_logits)
            if self.settings.loss in DISCRIMINATOR_SLOPES:
                slopes = DISCRIMINATOR_SLOPES[self.settings.loss](real_logits, fake_logits)
        if slopes is not None:
            torch.div(slopes[0], rows, out=self.slopes_d[..., :rows, :])
            torch.div(slopes[1], rows, out=self.slopes_d[..., rows:, :])
        self.through_d_twice.backward_weights(self.slopes_d)
        return loss

    def _value(self, loss: Callable[..., Tensor], *logits: Tensor) -> Tensor:
        value: Tensor = torch.func.vmap(loss)(*logits) if self.lead else loss(*logits)
        return value

    def _coulomb(
        self, potential: PotentialPass, real_logits: Tensor, fake_logits: Tensor
    ) -> tuple[Tensor, LogitGradients]:
        wanted = potential.run(self.both)
        real_error = real_logits + wanted[..., : self.rows, :]
        fake_error = fake_logits + wanted[..., self.rows :, :]
        loss = (fake_error.square() + real_error.square()).mean(dim=(-2, -1))
        return loss, (2 * real_error, 2 * fake_error)

    @torch.no_grad()
    def update_generator(
        self, latents: Tensor, *, rate: float | Rates, blur: Tensor | None = None
    ) -> Tensor:
        """Move G once; return its loss as it was before the move."""
        self.prepare("optimizer_g", rate)
        return self.move_generator(latents, blur)

    def move_generator(self, latents: Tensor, blur: Tensor | None) -> Tensor:
        """Do the update that the optimiser is prepared for; only operations on tensors."""
        fake = self.through_g.forward(latents)
        if blur is not None:
            fake = fake + blur
        logits = self.through_d.forward(pack_points(fake, self.settings.pack))
        loss = self._value(self.loss.generator, logits)
        if self.settings.loss in GENERATOR_SLOPES:
            slopes = GENERATOR_SLOPES[self.settings.loss](logits)
            torch.div(slopes, self.rows, out=self.slopes_g)
        to_points = self.through_d.backward_inputs(self.slopes_g)
        self.through_g.backward_weights(to_points.view(*self.lead, -1, self.dimensions))
        self.optimizers["optimizer_g"].apply()
        return loss
