"""Slopes at the logits, by hand and by autograd, are the losses' derivatives."""

import pytest
import torch
from torch.nn.functional import softplus

from gan_core.losses.adversarial import LOSSES, AdversarialLoss
from gan_core.training.mlp.loss_slopes import DiscriminatorSlopes, GeneratorSlopes

LOGITS = torch.tensor([[-30.0], [-2.0], [-0.5], [0.0], [0.3], [2.5], [30.0]])
ROWS = len(LOGITS)


def pairing(real_logits, fake_logits):
    """D's loss in the relativistic pairing GAN (Huang et al. 2024)."""
    return softplus(fake_logits - real_logits).mean()


def pairing_generator(real_logits, fake_logits):
    return softplus(real_logits - fake_logits).mean()


OTHERS = {
    "pairing": AdversarialLoss(pairing, pairing_generator, relativistic=True),
    "squares by autograd": AdversarialLoss(
        lambda real, fake: LOSSES["lsgan"].discriminator(real, fake),
        lambda fake: LOSSES["lsgan"].generator(fake),
    ),
    "relativistic with a linear name": AdversarialLoss(
        pairing, LOSSES["wgan"].discriminator, relativistic=True
    ),
}
ALL = {name: loss for name, loss in LOSSES.items() if loss.discriminator is not None} | OTHERS


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("stacked", [False, True])
def test_slopes_of_d(name, stacked):
    both = torch.cat([LOGITS, LOGITS.flip(0)])
    leaf = both.clone().requires_grad_(True)
    expected = ALL[name].discriminator(leaf[:ROWS], leaf[ROWS:])
    expected.backward()
    logits = torch.stack([both, both]) if stacked else both
    slopes = DiscriminatorSlopes(ALL[name], torch.full_like(logits, 7))
    with torch.no_grad():
        value = slopes(logits)
    torch.testing.assert_close(value, expected.detach().expand(value.shape))
    torch.testing.assert_close(slopes.slopes, leaf.grad.expand(logits.shape), atol=1e-7, rtol=1e-6)


@pytest.mark.parametrize("name", ALL | {"coulomb": None})
@pytest.mark.parametrize("stacked", [False, True])
def test_slopes_of_g(name, stacked):
    loss = (ALL | LOSSES)[name]
    real = LOGITS.flip(0) if loss.relativistic else None
    leaf = LOGITS.clone().requires_grad_(True)
    expected = loss.of_generator(leaf, real)
    expected.backward()
    logits = torch.stack([LOGITS, LOGITS]) if stacked else LOGITS
    if stacked and real is not None:
        real = torch.stack([real, real])
    slopes = GeneratorSlopes(loss, torch.full_like(logits, 7))
    with torch.no_grad():
        value = slopes(logits, real)
    torch.testing.assert_close(value, expected.detach().expand(value.shape))
    torch.testing.assert_close(slopes.slopes, leaf.grad.expand(logits.shape), atol=1e-7, rtol=1e-6)
