"""The two parts of a VAE's loss against values worked out by hand."""

import math

import pytest
import torch

from gan_core.losses.elbo import bernoulli_cross_entropy, gaussian_kl, kl_to_standard_normal


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


def test_kl_between_normals_in_one_dimension():
    """log(s2 / s1) + (s1^2 + (m1 - m2)^2) / (2 s2^2) - 1/2."""
    found = gaussian_kl(
        torch.tensor([1.0]), torch.tensor([[4.0]]), torch.tensor([3.0]), torch.tensor([[9.0]])
    )
    assert found.item() == pytest.approx(math.log(3 / 2) + (4 + 4) / 18 - 0.5)


def test_kl_between_normals_with_correlation():
    """For S1 = [[2, 1], [1, 2]], S2 = I: (-log 3 - 2 + 4 + |m|^2) / 2."""
    first = torch.tensor([[2.0, 1.0], [1.0, 2.0]])
    found = gaussian_kl(torch.tensor([1.0, 2.0]), first, torch.zeros(2), torch.eye(2))
    assert found.item() == pytest.approx((-math.log(3) - 2 + 4 + 5) / 2, rel=1e-6)


def test_the_closed_form_is_the_general_one():
    random = torch.Generator().manual_seed(0)
    mean, log_variance = torch.randn(2, 6, 3, generator=random)
    general = gaussian_kl(mean, torch.diag_embed(log_variance.exp()), torch.zeros(3), torch.eye(3))
    assert torch.allclose(kl_to_standard_normal(mean, log_variance).sum(1), general, atol=1e-5)


def test_what_is_no_covariance_is_refused():
    with pytest.raises(torch.linalg.LinAlgError):
        gaussian_kl(torch.zeros(2), torch.zeros(2, 2), torch.zeros(2), torch.eye(2))
