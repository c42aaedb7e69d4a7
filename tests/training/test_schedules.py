"""Learning rates and noise levels by hand."""

import math

import pytest

from gan_core.training.schedules import instance_noise_level, learning_rate


@pytest.mark.parametrize(
    ("updates_done", "expected"), [(0, 1e-4), (1, 1e-4 / 1.0001), (10_000, 5e-5), (90_000, 1e-5)]
)
def test_time_decay_of_keras(updates_done, expected):
    rate = learning_rate(1e-4, updates_done, schedule="decay", decay=1e-4, progress=0.1)
    assert rate == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("updates_done", "share"),
    [(0, 1), (25, (2 + math.sqrt(2)) / 4), (50, 0.5), (100, 0), (150, 0)],
)
def test_half_a_cosine(updates_done, share):
    rate = learning_rate(
        0.01, updates_done, schedule="cosine", decay=1, progress=updates_done / 100
    )
    assert rate == pytest.approx(0.01 * share, abs=1e-15)


def test_constant():
    assert learning_rate(0.01, 10**6, schedule="constant", decay=1, progress=1) == 0.01


@pytest.mark.parametrize(
    ("steps_done", "level"), [(0, 1.0), (300, 0.1), (599, 0.010077), (600, 0.0), (1000, 0.0)]
)
def test_instance_noise_falls_by_equal_factors(steps_done, level):
    found = instance_noise_level(1.0, 0.01, 0.6, steps_done=steps_done, total_steps=1000)
    assert found == pytest.approx(level, rel=1e-4)


def test_no_instance_noise():
    assert instance_noise_level(0.0, 0.05, 0.6, steps_done=0, total_steps=10) == 0
