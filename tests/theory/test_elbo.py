"""KL by samples beside the closed form, running means, and log p(x) where it is known."""

import math

import pytest
import torch

from gan_core.losses.elbo import kl_to_standard_normal
from gan_core.theory.elbo import log_evidence, log_ratio_samples, running_mean


def test_the_closed_form_at_a_point():
    # 0.5 (1 + 4 - 1 - log 4) = 2 - log 2
    found = kl_to_standard_normal(torch.tensor([1.0]), torch.tensor([math.log(4.0)]))
    assert float(found) == pytest.approx(2 - math.log(2))


def test_log_ratios_are_those_of_the_densities():
    mean, log_variance = torch.tensor([1.0, -0.5]), torch.tensor([math.log(4.0), -2.0])
    draws = log_ratio_samples(
        mean, log_variance, count=50, generator=torch.Generator().manual_seed(1)
    )
    noise = torch.randn(50, 2, generator=torch.Generator().manual_seed(1))
    sigma = (0.5 * log_variance).exp()
    q = torch.distributions.Normal(mean, sigma)
    latents = mean + sigma * noise
    expected = q.log_prob(latents) - torch.distributions.Normal(0, 1).log_prob(latents)
    torch.testing.assert_close(draws, expected, atol=1e-5, rtol=1e-5)


def test_where_q_is_the_prior_every_sample_is_zero():
    draws = log_ratio_samples(
        torch.zeros(2), torch.zeros(2), count=20, generator=torch.Generator().manual_seed(0)
    )
    torch.testing.assert_close(draws, torch.zeros(20, 2))


def test_samples_come_to_the_closed_form():
    mean = torch.tensor([0.3, -2.0], dtype=torch.float64)
    log_variance = torch.tensor([-6.0, -1.0], dtype=torch.float64)
    exact = kl_to_standard_normal(mean, log_variance)
    within = 0
    for seed in range(100):
        draws = log_ratio_samples(
            mean, log_variance, count=2000, generator=torch.Generator().manual_seed(seed)
        )
        running = running_mean(draws.sum(1))
        away = abs(float(running.mean[-1] - exact.sum()))
        within += away <= 1.96 * float(running.error[-1])
    # 95 of 100 on average; fewer than 88 would be one chance in 500.
    assert 88 <= within <= 100


def test_running_means_by_hand():
    found = running_mean(torch.tensor([1.0, 3.0, 8.0]))
    torch.testing.assert_close(found.mean, torch.tensor([1.0, 2.0, 4.0], dtype=torch.float64))
    assert math.isnan(float(found.error[0]))
    # Deviations sqrt(2) and sqrt(13) over sqrt(2) and sqrt(3).
    assert found.error[1:].tolist() == pytest.approx([1.0, math.sqrt(13 / 3)])


def test_evidence_of_a_decoder_that_ignores_latents():
    bias = torch.tensor([0.5, -1.0, 2.0, 0.0])

    def logits(latents):
        return bias.expand(len(latents), 4).reshape(-1, 1, 2, 2)

    images = torch.tensor([[1.0, 0.0, 1.0, 0.0]]).reshape(1, 1, 2, 2)
    p = torch.sigmoid(bias)
    expected = float((p[0] * (1 - p[1]) * p[2] * (1 - p[3])).log())
    found = log_evidence(logits, images, reach=6.0, step=0.1)
    assert float(found) == pytest.approx(expected, abs=1e-4)


def test_evidence_of_a_probit_like_decoder_is_the_integral():
    def logits(latents):
        return latents.mul(2).reshape(-1, 1, 1, 2)

    images = torch.tensor([[1.0, 0.0], [1.0, 1.0]]).reshape(2, 1, 1, 2)
    # By symmetry E sigmoid(2 z) = 1/2 for each pixel, and the two latents are independent.
    found = log_evidence(logits, images, reach=6.0, step=0.05)
    torch.testing.assert_close(found, torch.full((2,), math.log(0.25)), atol=1e-4, rtol=0)
