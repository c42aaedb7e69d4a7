"""Values of adversarial losses with their slopes at the logits: by hand, else by autograd.

Logits are (..., rows, 1), with one or many networks in front; each has its own loss. Slopes
belong to loss functions, not to names, so no entry of the table of losses can get wrong ones.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from gan_core.losses.adversarial import (
    AdversarialLoss,
    critic_generator_loss,
    critic_loss,
    cross_entropy_discriminator_loss,
    hinge_discriminator_loss,
    least_squares_discriminator_loss,
    least_squares_generator_loss,
    nonsaturating_generator_loss,
    pairing_discriminator_loss,
    pairing_generator_loss,
    saturating_generator_loss,
)

LogitGradients = tuple[Tensor, Tensor]


def _cross_entropy_slopes(real: Tensor, fake: Tensor) -> LogitGradients:
    return torch.sigmoid(-real).neg_(), torch.sigmoid(fake)


def _least_squares_slopes(real: Tensor, fake: Tensor) -> LogitGradients:
    return real - 1, fake


def _pairing_slopes(real: Tensor, fake: Tensor) -> LogitGradients:
    to_fake = torch.sigmoid(fake - real)
    return -to_fake, to_fake


def _hinge_slopes(real: Tensor, fake: Tensor) -> LogitGradients:
    return (real < 1).to(real.dtype).neg_(), (fake > -1).to(fake.dtype)


DISCRIMINATOR_SLOPES: dict[
    Callable[[Tensor, Tensor], Tensor], Callable[[Tensor, Tensor], LogitGradients]
] = {
    cross_entropy_discriminator_loss: _cross_entropy_slopes,
    least_squares_discriminator_loss: _least_squares_slopes,
    hinge_discriminator_loss: _hinge_slopes,
    pairing_discriminator_loss: _pairing_slopes,
}
"""Derivative of D's loss by each real and fake logit, times the number of rows."""

GENERATOR_SLOPES: dict[Callable[..., Tensor], Callable[[Tensor], Tensor]] = {
    saturating_generator_loss: lambda fake: torch.sigmoid(fake).neg_(),
    nonsaturating_generator_loss: lambda fake: torch.sigmoid(-fake).neg_(),
    least_squares_generator_loss: lambda fake: fake - 1,
}
"""Derivative of G's loss by each logit of a fake, times the number of rows."""

PAIRED_SLOPES: dict[Callable[..., Tensor], Callable[[Tensor, Tensor], Tensor]] = {
    pairing_generator_loss: lambda real, fake: torch.sigmoid(real - fake).neg_(),
}
"""The same for relativistic losses of G, from real and fake logits."""

LINEAR: tuple[Callable[..., Tensor], ...] = (critic_loss, critic_generator_loss)
"""Losses whose slopes are always -1 at what should rise and 1 at what should fall."""


class DiscriminatorSlopes:
    """D's loss at ``rows`` real and as many fake logits, and its slopes.

    ``slopes`` is (..., 2 rows, 1), real rows first.
    """

    def __init__(self, loss: AdversarialLoss, slopes: Tensor) -> None:
        assert loss.discriminator is not None
        self.loss = loss.discriminator
        self.value = batched(self.loss, slopes)
        self.by_hand = DISCRIMINATOR_SLOPES.get(self.loss)
        self.linear = self.loss in LINEAR
        self.rows = rows = slopes.shape[-2] // 2
        self.slopes = slopes
        self.to_real, self.to_fake = slopes[..., :rows, :], slopes[..., rows:, :]
        # Linear losses keep these; the others overwrite them.
        self.to_real.fill_(-1 / rows)
        self.to_fake.fill_(1 / rows)

    @property
    def by_autograd(self) -> bool:
        """Whether nobody has written the loss's slopes by hand."""
        return self.by_hand is None and not self.linear

    def __call__(self, logits: Tensor) -> Tensor:
        """Fill ``slopes`` and return the loss of logits (..., 2 rows, 1)."""
        rows = self.rows
        if self.by_autograd:
            return differentiate(
                lambda both: self.loss(both[:rows], both[rows:]), logits, self.slopes
            )
        real, fake = logits[..., :rows, :], logits[..., rows:, :]
        if self.by_hand is not None:
            to_real, to_fake = self.by_hand(real, fake)
            torch.div(to_real, rows, out=self.to_real)
            torch.div(to_fake, rows, out=self.to_fake)
        return self.value(real, fake)


class GeneratorSlopes:
    """G's loss at fake logits, and its slopes there; ``slopes`` is (..., rows, 1)."""

    def __init__(self, loss: AdversarialLoss, slopes: Tensor) -> None:
        self.loss = loss
        self.value = batched(loss.generator, slopes)
        self.by_hand = None if loss.relativistic else GENERATOR_SLOPES.get(loss.generator)
        self.paired = PAIRED_SLOPES.get(loss.generator) if loss.relativistic else None
        self.linear = loss.generator in LINEAR and not loss.relativistic
        self.rows = slopes.shape[-2]
        self.slopes = slopes.fill_(-1 / self.rows)

    @property
    def by_autograd(self) -> bool:
        """Whether nobody has written the loss's slopes by hand."""
        return self.by_hand is None and self.paired is None and not self.linear

    def __call__(self, fake: Tensor, real: Tensor | None) -> Tensor:
        """Fill ``slopes`` and return the loss; ``real`` logits are for relativistic losses."""
        if self.paired is not None and real is not None:
            torch.div(self.paired(real, fake), self.rows, out=self.slopes)
            return self.value(real, fake)
        if self.by_autograd:
            fixed = () if real is None else (real,)
            return differentiate(self.loss.of_generator, fake, self.slopes, *fixed)
        if self.by_hand is not None:
            torch.div(self.by_hand(fake), self.rows, out=self.slopes)
        return self.value(fake)


def batched(loss: Callable[..., Tensor], slopes: Tensor) -> Callable[..., Tensor]:
    """Return a loss of logits (rows, 1); for slopes of a stack, one of (K, rows, 1) with (K,)."""
    return torch.func.vmap(loss) if slopes.dim() > 2 else loss


@torch.enable_grad()
def differentiate(
    loss: Callable[..., Tensor], logits: Tensor, slopes: Tensor, *fixed: Tensor
) -> Tensor:
    """Write the loss's slopes at the logits by autograd; ``fixed`` are further arguments.

    A stack's networks are taken one by one, so that a loss may be any function of its logits.
    """
    leaf = logits.detach().requires_grad_(True)
    if leaf.dim() > 2:
        values = torch.stack([loss(*rows) for rows in zip(leaf, *fixed, strict=True)])
    else:
        values = loss(leaf, *fixed)
    (found,) = torch.autograd.grad(values.sum(), leaf)
    slopes.copy_(found)
    return values.detach()
