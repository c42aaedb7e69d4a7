"""The fitted mixture finds the components that made the data."""

import math

import numpy as np
import pytest

from gan_core.data.gaussian_mixture import fit_ellipses
from gan_core.data.toy import toy_distribution, training_points
from gan_core.settings.toy import ToySettings


def test_it_finds_the_25_centres_and_their_width():
    settings = ToySettings(samples_per_mode=100)
    ellipses = fit_ellipses(training_points(settings), 25, seed=0)
    centers = toy_distribution(settings).centers
    found = np.array([(e.x, e.y) for e in ellipses])
    distances = np.linalg.norm(found[:, None] - centers[None], axis=2)
    assert sorted(distances.argmin(1).tolist()) == list(range(25))
    # The mean of 100 points is off by sigma / 10 per coordinate.
    assert distances.min(1).max() < 5 * 0.05 / 10
    radii = np.array([(e.radius_minor, e.radius_major) for e in ellipses])
    assert radii.mean() == pytest.approx(2 * 0.05, rel=0.03)
    assert radii.min() > 0.06
    assert radii.max() < 0.14
    assert (radii[:, 0] <= radii[:, 1]).all()


def test_a_tilted_component_by_its_axes():
    rng = np.random.default_rng(0)
    along, across = 0.5 * rng.standard_normal(20000), 0.1 * rng.standard_normal(20000)
    tilt = math.radians(30)
    points = np.stack(
        [
            3 + along * math.cos(tilt) - across * math.sin(tilt),
            -1 + along * math.sin(tilt) + across * math.cos(tilt),
        ],
        axis=1,
    ).astype(np.float32)
    (ellipse,) = fit_ellipses(points, 1, seed=0)
    assert (ellipse.x, ellipse.y) == pytest.approx((3, -1), abs=0.02)
    assert ellipse.radius_major == pytest.approx(2 * 0.5, rel=0.03)
    assert ellipse.radius_minor == pytest.approx(2 * 0.1, rel=0.03)
    assert math.degrees(ellipse.angle) % 180 == pytest.approx(30, abs=1)


def test_the_seed_decides_the_fit():
    points = training_points(ToySettings(grid=2, samples_per_mode=50, batch_size=64))
    assert fit_ellipses(points, 4, seed=3) == fit_ellipses(points, 4, seed=3)
