"""D trained on samples against what it should become."""

import math
import time
from itertools import islice

import numpy as np
import pytest
import torch

from gan_core.models.mlp import MLP
from gan_core.settings.base import SettingsError
from gan_core.settings.toy import ToySettings
from gan_core.theory.distributions import normal, point
from gan_core.theory.estimation import train_discriminator
from gan_core.theory.plane import PlaneMixture
from gan_core.theory.settings import DiscriminatorSettings
from gan_core.training.toy.fast_step import FastStep
from gan_core.training.toy.step import ReferenceStep

CPU = torch.device("cpu")
QUICK = DiscriminatorSettings(steps=60, width=8, batch_size=64, held_out=500)


def last(p, q, settings, **options):
    *_, report = train_discriminator(p, q, settings, device=CPU, every=500, **options)
    return report


# Exact: the oracles of toy-gans.md for 1 and 2; 0.0303113 by plain integration for 0.5.
@pytest.mark.parametrize(("mean", "js"), [(0.5, 0.030311), (1, 0.111421), (2, 0.336831)])
def test_jsd_of_two_normals_within_3_percent(mean, js):
    started = time.process_time()
    report = last(normal(0, 1), normal(mean, 1), DiscriminatorSettings())
    assert time.process_time() - started < 20
    assert report.js_estimate == pytest.approx(js, rel=0.03)
    assert report.js_estimate <= js + 1e-6
    assert abs(report.held_out_value - report.value) < 5 * report.held_out_error
    # The ratio exp(m^2 / 2 - m x) where there is mass.
    near = np.abs(report.grid[:, 0] - mean / 2) < 1
    exact = np.exp(mean**2 / 2 - mean * report.grid[near, 0])
    ratio = np.exp(report.logits[near])
    assert ratio.tolist() == pytest.approx(exact.tolist(), rel=0.15)
    discriminator = ratio / (1 + ratio)
    assert discriminator.tolist() == pytest.approx((exact / (1 + exact)).tolist(), abs=0.04)


def test_jsd_on_the_plane_within_3_percent():
    p = PlaneMixture((1.0,), ((0, 0),), (1,))
    q = PlaneMixture((1.0,), ((0.6, 0.8),), (1,))
    report = last(p, q, DiscriminatorSettings(steps=600))
    assert report.js_estimate == pytest.approx(0.111421, rel=0.03)
    assert report.grid.shape == (49 * 49, 2)


def test_two_points_are_told_apart():
    report = last(point(0), point(3), DiscriminatorSettings(steps=200, held_out=100))
    assert report.js_estimate == pytest.approx(math.log(2), rel=0.01)


def test_few_points_are_learnt_by_heart():
    few = DiscriminatorSettings(data=40, steps=600)
    report = last(normal(0, 1), normal(1, 1), few)
    true = 2 * 0.111421 - math.log(4)
    assert report.training_value > true + 0.1
    assert report.held_out_value < true - 0.1
    assert report.value < true - 0.1


def test_reports_come_before_the_first_step_and_at_the_end():
    reports = list(train_discriminator(normal(), normal(1), QUICK, device=CPU, every=25))
    assert [report.step for report in reports] == [0, 25, 50, 60]
    assert reports[0].grid.shape == (241, 1)
    assert reports[0].logits.shape == (241,)
    assert reports[-1].js_estimate > reports[0].js_estimate
    assert [r.seconds for r in reports] == sorted(r.seconds for r in reports)


def test_not_asking_stops_and_a_given_grid_is_used():
    grid = np.array([[0.0], [0.5]])
    run = train_discriminator(normal(), normal(1), QUICK, device=CPU, every=10, grid=grid)
    first, second = islice(run, 2)
    assert (first.step, second.step) == (0, 10)
    assert second.logits.shape == (2,)


def test_a_seed_repeats_its_d():
    first, second = (last(normal(), normal(1), QUICK) for _ in range(2))
    other = last(normal(), normal(1), QUICK.replace(seed=1))
    assert first.value == second.value
    assert first.logits.tolist() == second.logits.tolist()
    assert first.value != other.value


def test_bad_input_is_refused():
    with pytest.raises(SettingsError, match="width=0 is out of range"):
        DiscriminatorSettings(width=0)
    plane = PlaneMixture((1.0,), ((0, 0),), (1,))
    with pytest.raises(ValueError, match="dimensions 1 and 2 differ"):
        next(train_discriminator(normal(), plane, QUICK, device=CPU))


@pytest.mark.parametrize("loss", ["ns", "minimax", "wgan", "wgan-gp"])
def test_the_fast_step_on_the_line_is_the_plain_one(loss):
    settings = ToySettings(
        loss=loss, batch_size=16, hidden_d=8, depth_d=2, hidden_g=8, depth_g=1, noise_dim=3
    )

    def networks():
        random = torch.Generator().manual_seed(0)
        return MLP([3, 8, 1], "elu", generator=random), MLP([1, 8, 8, 1], "elu", generator=random)

    plain_nets, fast_nets = networks(), networks()
    plain, fast = ReferenceStep(settings, *plain_nets), FastStep([settings], *fast_nets)
    random = torch.Generator().manual_seed(1)
    for _ in range(5):
        real, latents = torch.randn(16, 1, generator=random), torch.randn(16, 3, generator=random)
        mix = torch.rand(16, 1, generator=random)
        for step in (plain, fast):
            fake = step.generate(latents).clone()
            step.update_discriminator(real, fake, rate=1e-2, mix=mix)
            step.update_generator(latents, rate=1e-2)
    for one, other in zip(plain_nets, fast_nets, strict=True):
        torch.testing.assert_close(one.flat, other.flat, rtol=1e-4, atol=1e-5)
