"""The two-dimensional data sets: where their points lie, how many, and that seeds decide them."""

import math

import numpy as np
import pytest

from gan_core.data.drawn_examples import example_text
from gan_core.data.toy import DISTRIBUTIONS, toy_distribution, training_points
from gan_core.settings.drawn import decode_points, encode_points
from gan_core.settings.toy import DATA_NAMES, ToySettings

TICKS = {-4.0, -2.0, 0.0, 2.0, 4.0}


def nearest(points, centers):
    distances = np.linalg.norm(points[:, None] - centers[None], axis=2)
    return distances.argmin(1), distances.min(1)


def test_every_name_in_the_settings_has_a_distribution():
    assert tuple(DISTRIBUTIONS) == DATA_NAMES


def test_grid_of_25():
    grid = toy_distribution(ToySettings())
    assert grid.centers.shape == (25, 2)
    assert {tuple(c) for c in grid.centers.tolist()} == {(x, y) for x in TICKS for y in TICKS}
    assert grid.sigma == 0.05
    x0, x1, y0, y1 = grid.extent
    assert x0 == y0 == -x1 == -y1
    assert x1 > 4 + 3 * 0.05


def test_grid_points_100_000_with_4000_each_and_sigma_005():
    points = training_points(ToySettings())
    assert points.shape == (100_000, 2)
    assert points.dtype == np.float32
    centers = toy_distribution(ToySettings()).centers
    owner, distance = nearest(points, centers)
    assert np.bincount(owner).tolist() == [4000] * 25
    offsets = points - centers[owner]
    # Standard error of a deviation from n values is sigma / sqrt(2 n).
    assert offsets.std(axis=0) == pytest.approx(0.05, abs=4 * 0.05 / math.sqrt(2e5))
    assert abs(offsets.mean(axis=0)).max() < 4 * 0.05 / math.sqrt(1e5)
    assert (distance < 0.15).mean() == pytest.approx(0.98889, abs=4 * 0.000332)


@pytest.mark.parametrize(
    ("size", "spacing", "ticks"), [(1, 2.0, [0]), (2, 3.0, [-1.5, 1.5]), (3, 0.5, [-0.5, 0, 0.5])]
)
def test_grid_sizes_and_spacing(size, spacing, ticks):
    grid = toy_distribution(ToySettings(grid=size, spacing=spacing))
    assert sorted(set(grid.centers[:, 0].tolist())) == ticks
    assert len(grid.centers) == size**2
    assert grid.extent[1] > max(ticks)


def test_ring_of_eight_at_radius_2():
    ring = toy_distribution(ToySettings(data="ring"))
    angles = sorted(math.atan2(y, x) % (2 * math.pi) for x, y in ring.centers)
    assert np.linalg.norm(ring.centers, axis=1) == pytest.approx(2)
    assert np.diff(angles) == pytest.approx(math.pi / 4)
    points = training_points(ToySettings(data="ring", samples_per_mode=500))
    owner, distance = nearest(points, ring.centers)
    assert np.bincount(owner).tolist() == [500] * 8
    assert distance.max() < 6 * 0.05


def test_moons_lie_near_two_half_circles_of_radius_2():
    settings = ToySettings(data="moons", sigma=0.02)
    points = training_points(settings)
    assert points.shape == (settings.sample_count, 2)
    # Half circles around (-1, -0.5) opening upwards and (1, 0.5) opening downwards.
    upper = np.linalg.norm(points - [-1, -0.5], axis=1)
    lower = np.linalg.norm(points - [1, 0.5], axis=1)
    off_upper = np.where(points[:, 1] > -0.6, abs(upper - 2), np.inf)
    off_lower = np.where(points[:, 1] < 0.6, abs(lower - 2), np.inf)
    assert np.minimum(off_upper, off_lower).max() < 6 * 0.02
    assert (off_upper < off_lower).mean() == pytest.approx(0.5, abs=0.02)


def test_spiral_lies_near_its_arm():
    points = training_points(ToySettings(data="spiral", sigma=0.01)).astype(np.float64)
    # Archimedes' spiral: radius angle / pi over two turns.
    angle = np.linspace(0, 4 * math.pi, 4000)
    arm = np.stack([angle * np.cos(angle), angle * np.sin(angle)], axis=1) / math.pi
    assert nearest(points[::64], arm)[1].max() < 6 * 0.01
    radius = np.linalg.norm(points, axis=1)
    assert radius.max() == pytest.approx(4, abs=0.1)
    # Even along the arm: away from the middle as many points as the length has.
    assert (radius < 2).mean() == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize("name", DATA_NAMES)
def test_seed_decides_the_points(name):
    drawn = example_text("face")
    settings = ToySettings(data=name, drawn=drawn, samples_per_mode=50, batch_size=64, seed=7)
    points = training_points(settings)
    assert np.array_equal(points, training_points(settings))
    assert not np.array_equal(points, training_points(settings.replace(seed=8)))


@pytest.mark.parametrize("name", DATA_NAMES)
def test_nearly_all_points_are_in_the_picture(name):
    distribution = toy_distribution(ToySettings(data=name, drawn=example_text("face")))
    points = distribution.sample(5000, rng=np.random.default_rng(0))
    x0, x1, y0, y1 = distribution.extent
    inside = (points[:, 0] > x0) & (points[:, 0] < x1) & (points[:, 1] > y0) & (points[:, 1] < y1)
    assert points.shape == (5000, 2)
    assert points.dtype == np.float32
    assert inside.mean() > 0.999


def test_independent_samples_cover_the_modes_by_chance():
    grid = toy_distribution(ToySettings())
    points = grid.sample(25_000, rng=np.random.default_rng(0))
    owner, _ = nearest(points, grid.centers)
    counts = np.bincount(owner, minlength=25)
    assert counts.std() > 0
    assert abs(counts - 1000).max() < 5 * math.sqrt(1000)


FOUR = np.array([[-4, -4], [4, -4], [4, 4], [-4, 4]], dtype=float)


@pytest.mark.parametrize(("spacing", "corner"), [(2.0, 4.0), (20.0, 40.0), (0.5, 1.0)])
def test_a_drawing_is_as_wide_as_a_grid_of_five(spacing, corner):
    settings = ToySettings(data="drawn", drawn=encode_points(FOUR), spacing=spacing, sigma=0.001)
    points = training_points(settings)
    assert points.shape == (100_000, 2)
    owner, distance = nearest(points, FOUR * corner / 4)
    assert np.bincount(owner).tolist() == [25_000] * 4
    assert distance.max() < 6 * 0.001
    assert toy_distribution(settings).extent[1] > corner


def test_every_drawn_point_counts_alike_whatever_the_number_of_samples():
    text = example_text("dots")
    drawn = decode_points(text)
    for per_mode in (10, 13, 1000):
        settings = ToySettings(
            data="drawn", drawn=text, sigma=0.001, samples_per_mode=per_mode, batch_size=8
        )
        points = training_points(settings)
        assert len(points) == 25 * per_mode
        counts = np.bincount(nearest(points, drawn)[0], minlength=len(drawn))
        # Two points of a disc are nearer than the noise may carry a sample, at worst.
        assert np.abs(counts - 25 * per_mode / len(drawn)).max() < 2


def test_the_grid_is_drawn_as_before():
    # Bit for bit: what a seed decided stays, also for recorded runs.
    rng = np.random.default_rng([3, 1])
    settings = ToySettings(seed=3, samples_per_mode=20, batch_size=64)
    base = np.repeat(toy_distribution(settings).centers, 20, axis=0)
    expected = (base + 0.05 * rng.standard_normal(base.shape)).astype(np.float32)
    assert np.array_equal(training_points(settings), expected)
