"""Latents found again from their pictures."""

import torch

from gan_core.latent.inversion import REACH, invert


def make_decoder(seed=0):
    matrix = torch.randn(16, 5, generator=torch.Generator().manual_seed(seed))
    return lambda latents: torch.sigmoid(latents @ matrix.T).reshape(-1, 1, 4, 4)


def starts(seed=1):
    return torch.randn(6, 5, generator=torch.Generator().manual_seed(seed))


def test_a_latent_is_found_again():
    decoder = make_decoder()
    latent = torch.tensor([0.5, -1.0, 0.2, 1.5, -0.3])
    target = decoder(latent[None])[0]
    *_, last = invert(decoder, target, starts(), steps=300)
    assert last.step == 300
    torch.testing.assert_close(last.latent, latent, atol=0.02, rtol=0)
    assert last.error < 1e-5
    torch.testing.assert_close(last.picture, decoder(last.latent[None])[0])


def test_reports_are_of_the_best_so_far():
    decoder, first = make_decoder(), starts()
    target = torch.ones(1, 4, 4)
    reports = list(invert(decoder, target, first, steps=40))
    assert [report.step for report in reports] == list(range(41))
    start = (decoder(first) - 1).square().flatten(1).mean(1)
    assert reports[0].error == float(start.min())
    errors = [report.error for report in reports]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < errors[0]


def test_latents_stay_within_reach():
    target = 100 * torch.ones(1, 4, 4)
    reports = list(invert(make_decoder(), target, 2.9 * starts().sign(), steps=60))
    assert max(report.latent.abs().max() for report in reports) == REACH


def test_stopping_is_not_asking_for_more():
    search = invert(make_decoder(), torch.zeros(1, 4, 4), starts(), steps=10**9)
    assert [next(search).step for _ in range(3)] == [0, 1, 2]
