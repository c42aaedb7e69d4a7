"""Adversarial losses on D's logits s, high at real points, as plain functions to a scalar.

wgan-25-gaussians (docs/references.md) gives its critic the opposite sign; only pictures turn it
round. Logits are (N,) or (N, 1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import softplus

from gan_core.settings.losses import LOSS_FACTS, LossFacts


def cross_entropy_discriminator_loss(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """Mean softplus(-s_real) + mean softplus(s_fake): label 1 at real, 0 at fake (GAN, eq. 1)."""
    return softplus(-real_logits).mean() + softplus(fake_logits).mean()


def saturating_generator_loss(fake_logits: Tensor) -> Tensor:
    """Mean log(1 - sigmoid(s_fake)) = -softplus(s_fake); its slope vanishes where D is sure."""
    return -softplus(fake_logits).mean()


def nonsaturating_generator_loss(fake_logits: Tensor) -> Tensor:
    """Mean -log sigmoid(s_fake) = softplus(-s_fake) (GAN, section 3)."""
    return softplus(-fake_logits).mean()


def least_squares_discriminator_loss(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """Mean (s_real - 1)^2 / 2 + mean s_fake^2 / 2 (LSGAN, eq. 2 with 0-1-1 coding)."""
    return 0.5 * (real_logits - 1).square().mean() + 0.5 * fake_logits.square().mean()


def least_squares_generator_loss(fake_logits: Tensor) -> Tensor:
    """Mean (s_fake - 1)^2 / 2 (LSGAN, eq. 2 with 0-1-1 coding)."""
    return 0.5 * (fake_logits - 1).square().mean()


def hinge_discriminator_loss(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """Mean relu(1 - s_real) + mean relu(1 + s_fake) (Geometric GAN, eq. 15)."""
    return torch.relu(1 - real_logits).mean() + torch.relu(1 + fake_logits).mean()


def pairing_discriminator_loss(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """Mean softplus(s_fake - s_real), row by row: each real point should lie above its fake.

    The relativistic pairing GAN, RpGAN (Huang et al. 2024, section 2).
    """
    return softplus(fake_logits - real_logits).mean()


def pairing_generator_loss(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """Mean softplus(s_real - s_fake), row by row: each fake should lie above its real point."""
    return softplus(real_logits - fake_logits).mean()


def critic_loss(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """Mean s_fake - mean s_real (WGAN, eq. 2); bounded only by what holds D's slope."""
    return fake_logits.mean() - real_logits.mean()


def critic_generator_loss(fake_logits: Tensor) -> Tensor:
    """Mean -s_fake: G climbs D (WGAN, eq. 2; hinge and Coulomb too)."""
    return -fake_logits.mean()


@dataclass(frozen=True)
class AdversarialLoss:
    """One entry of the table: D's and G's loss and what is particular about their game.

    ``discriminator`` takes (real_logits, fake_logits); it is None where D's loss needs the points
    themselves (Coulomb). ``generator`` takes the fake logits alone, or (real_logits, fake_logits)
    where the loss is ``relativistic``: G then needs real points too. All return a scalar.
    """

    discriminator: Callable[[Tensor, Tensor], Tensor] | None
    generator: Callable[..., Tensor]
    clipped: bool = False
    gradient_penalty: bool = False
    generator_first: bool = False
    relativistic: bool = False

    def of_generator(self, fake_logits: Tensor, real_logits: Tensor | None = None) -> Tensor:
        """Return G's loss; ``ValueError`` where a relativistic one is given no real logits."""
        if not self.relativistic:
            return self.generator(fake_logits)
        if real_logits is None:
            raise ValueError("a relativistic loss of G needs D's logits at real points")
        return self.generator(real_logits, fake_logits)


LOSSES: dict[str, AdversarialLoss] = {
    "minimax": AdversarialLoss(cross_entropy_discriminator_loss, saturating_generator_loss),
    "ns": AdversarialLoss(cross_entropy_discriminator_loss, nonsaturating_generator_loss),
    "lsgan": AdversarialLoss(least_squares_discriminator_loss, least_squares_generator_loss),
    "hinge": AdversarialLoss(hinge_discriminator_loss, critic_generator_loss),
    "rpgan": AdversarialLoss(pairing_discriminator_loss, pairing_generator_loss, relativistic=True),
    "wgan": AdversarialLoss(critic_loss, critic_generator_loss, clipped=True),
    "wgan-noclip": AdversarialLoss(critic_loss, critic_generator_loss),
    "wgan-gp": AdversarialLoss(critic_loss, critic_generator_loss, gradient_penalty=True),
    "coulomb": AdversarialLoss(None, critic_generator_loss, generator_first=True),
}


def register_loss(name: str, loss: AdversarialLoss, *, facts: LossFacts | None = None) -> None:
    """Add a loss from outside the package: settings of toy runs accept its name from then on.

    ``facts`` are what settings have to know of it without torch; left out, they follow from the
    loss. Any loss of logits trains: where no slopes are written by hand, autograd takes them.
    Raises ``ValueError`` for a name that is taken.
    """
    if name in LOSSES:
        raise ValueError(f"the loss {name!r} is there already; accepted: a name that is not taken")
    LOSSES[name] = loss
    pairs = loss.discriminator is None
    LOSS_FACTS[name] = facts or LossFacts(
        pictures=not (pairs or loss.clipped or loss.generator_first),
        gradient_penalty=loss.gradient_penalty,
        pairs=pairs,
    )
