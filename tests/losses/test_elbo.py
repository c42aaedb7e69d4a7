"""The two parts of a VAE's loss against values worked out by hand."""

import math

import pytest
import torch
from torch.distributions import MultivariateNormal, kl_divergence

from gan_core.losses.elbo import bernoulli_cross_entropy, kl_to_standard_normal


def test_cross_entropy_by_hand():
    """y = 1/2 costs log 2 whatever x is; y = 0.8 with x = 0.25 costs -.25 log .8 - .75 log .2."""
    logits = torch.tensor([[0.0, 0.0], [math.log(4.0), math.log(4.0)]])
    targets = torch.tensor([[1.0, 0.3], [0.25, 1.0]])
    mixed = -0.25 * math.log(0.8) - 0.75 * math.log(0.2)
    expected = torch.tensor([2 * math.log(2), mixed - math.log(0.8)])
    assert torch.allclose(bernoulli_cross_entropy(logits, targets), expected)


def test_cross_entropy_stays_finite_for_sure_logits():
    loss = bernoulli_cross_entropy(torch.tensor([[80.0, -90.0]]), torch.tensor([[1.0, 1.0]]))
    assert loss.item() == pytest.approx(90.0)


def test_kl_to_the_prior_by_hand():
    mean = torch.tensor([[0.0, 1.0, 0.0]])
    log_variance = torch.tensor([[0.0, 0.0, math.log(4.0)]])
    expected = torch.tensor([[0.0, 0.5, 0.5 * (4 - 1 - math.log(4.0))]])
    assert torch.allclose(kl_to_standard_normal(mean, log_variance), expected)


def test_the_kl_of_all_latents_is_that_of_their_joint_normal():
    random = torch.Generator().manual_seed(0)
    mean, log_variance = torch.randn(2, 6, 3, generator=random)
    coded = MultivariateNormal(mean, torch.diag_embed(log_variance.exp()))
    prior = MultivariateNormal(torch.zeros(3), torch.eye(3))
    expected = kl_divergence(coded, prior)
    assert torch.allclose(kl_to_standard_normal(mean, log_variance).sum(1), expected, atol=1e-5)
