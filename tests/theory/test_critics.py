"""Slopes of constrained critics between two point masses."""

import pytest
import torch

from gan_core.settings.base import SettingsError
from gan_core.theory.critics import clipped_slope_limit, penalised_slope, train_critic
from gan_core.theory.settings import CriticSettings

CPU = torch.device("cpu")


def last(**settings):
    *_, report = train_critic(CriticSettings(**settings), device=CPU, every=500)
    return report


def test_slopes_by_hand():
    assert penalised_slope(1, 10) == pytest.approx(1.05)
    assert penalised_slope(3, 0.5) == pytest.approx(4)
    # One hidden layer: 16 units of 0.1 x 0.1; a second multiplies by 16 x 0.1.
    assert clipped_slope_limit(0.1, 16, 1) == pytest.approx(0.16)
    assert clipped_slope_limit(0.1, 16, 2) == pytest.approx(0.256)


@pytest.mark.parametrize(
    ("distance", "weight", "slope"), [(1, 10, 1.05), (3, 10, 1.15), (1, 1, 1.5), (1, 0.1, 6)]
)
def test_a_penalised_critic_is_steeper_than_1(distance, weight, slope):
    report = last(distance=distance, gp_weight=weight)
    assert report.exact_slope == pytest.approx(slope)
    assert report.slope == pytest.approx(slope, rel=2e-3)
    assert report.difference == pytest.approx(slope * distance, rel=2e-3)


@pytest.mark.parametrize(("depth", "limit"), [(1, 0.16), (2, 0.256)])
def test_a_clipped_critic_reaches_the_largest_slope_of_its_shape(depth, limit):
    report = last(constraint="clip", depth=depth, clip=0.1, width=16)
    assert report.exact_slope == pytest.approx(limit)
    assert report.slope == pytest.approx(limit, rel=1e-3)
    assert report.clipped_share > 0.5


@pytest.mark.parametrize(("clip", "width"), [(0.01, 16), (0.1, 64), (0.5, 16)])
def test_no_clipped_critic_is_steeper_than_the_limit(clip, width):
    report = last(constraint="clip", clip=clip, width=width, depth=3, steps=200)
    assert 0 < report.slope <= report.exact_slope * (1 + 1e-5)


def test_reports_draw_the_critic():
    first, second = train_critic(CriticSettings(steps=10, distance=2), device=CPU)
    assert (first.step, second.step) == (0, 10)
    assert first.grid[[0, -1]].tolist() == [-2, 2]
    at_fake, at_real = (second.values[abs(second.grid - at).argmin()] for at in (-1, 1))
    assert at_fake == pytest.approx(0, abs=1e-6)
    assert at_real == pytest.approx(second.difference, abs=1e-6)


def test_bad_settings_are_refused():
    with pytest.raises(SettingsError, match="constraint=spectral is unknown"):
        CriticSettings(constraint="spectral")
