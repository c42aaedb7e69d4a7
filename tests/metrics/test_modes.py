"""Mode scores on hand-made sets and on a perfect sampler of the 25 Gaussians."""

import math

import numpy as np
import pytest

from gan_core.metrics.modes import score_modes

TICKS = (-4.0, -2.0, 0.0, 2.0, 4.0)
CENTERS = np.array([(x, y) for y in TICKS for x in TICKS])
SIGMA = 0.05
RADIUS = 3 * SIGMA


def perfect_sample(count, seed):
    rng = np.random.default_rng(seed)
    return CENTERS[rng.integers(25, size=count)] + SIGMA * rng.standard_normal((count, 2))


@pytest.fixture(scope="module")
def perfect_scores():
    samples = (perfect_sample(2500, seed).astype(np.float32) for seed in range(20))
    return [score_modes(sample, CENTERS, radius=RADIUS) for sample in samples]


def test_a_perfect_sampler_is_of_high_quality(perfect_scores):
    shares = [scores.high_quality for scores in perfect_scores]
    expected = 100 * (1 - math.exp(-4.5))
    assert expected == pytest.approx(98.889, abs=5e-4)
    one = 100 * math.sqrt(0.011109 * 0.988891 / 2500)
    assert np.mean(shares) == pytest.approx(expected, abs=4 * one / math.sqrt(20))
    assert max(abs(share - expected) for share in shares) < 4 * one


def test_a_perfect_sampler_has_a_reverse_kl_of_about_0005(perfect_scores):
    # Its expectation is (25 - 1) / (2 n), 0.00485 for the samples that count.
    assert np.mean([s.reverse_kl for s in perfect_scores]) == pytest.approx(0.00485, abs=0.001)
    assert all(0.001 < scores.reverse_kl < 0.013 for scores in perfect_scores)


def test_a_perfect_sampler_catches_all_modes_with_their_width(perfect_scores):
    assert all(scores.modes == 25 for scores in perfect_scores)
    # Cutting a normal at 3 sigma takes a little off: E[r^2; r < 3] gives 0.9745 of sigma.
    cut = math.sqrt((1 - 5.5 * math.exp(-4.5)) / (1 - math.exp(-4.5)))
    widths = np.concatenate([scores.sigmas for scores in perfect_scores])
    assert widths.mean() == pytest.approx(cut * SIGMA, rel=0.01)


@pytest.mark.parametrize("covered", [1, 2, 5, 24, 25])
def test_k_modes_evenly_covered(covered):
    scores = score_modes(np.repeat(CENTERS[:covered], 10, axis=0), CENTERS, radius=RADIUS)
    assert scores.modes == covered
    assert scores.high_quality == 100
    assert scores.reverse_kl == pytest.approx(math.log(25 / covered), abs=1e-12)
    assert scores.hits.tolist() == [10] * covered + [0] * (25 - covered)


def test_an_uneven_histogram_by_hand():
    # Three of four samples at one of two centres: ln 2 - H(3/4, 1/4).
    centers = np.array([[0.0, 0.0], [1.0, 0.0]])
    scores = score_modes(centers[[0, 0, 0, 1]], centers, radius=0.1)
    entropy = -(0.75 * math.log(0.75) + 0.25 * math.log(0.25))
    assert scores.reverse_kl == pytest.approx(math.log(2) - entropy)


def test_only_samples_within_the_radius_count():
    samples = np.array([[0.149, 0], [0, -0.149], [0.151, 0], [1.0, 1.0], [2.0, 2.1]])
    scores = score_modes(samples, CENTERS, radius=RADIUS)
    assert scores.high_quality == pytest.approx(60)
    assert scores.modes == 2
    assert scores.hits[12] == 2
    assert scores.hits[18] == 1
    assert scores.hits.sum() == 3


def test_widths_by_hand():
    # Around their own mean (0.02, 0): 2 * 0.03^2 over 2 coordinates and n - 1 = 1.
    samples = np.array([[-0.01, 0], [0.05, 0], [2.0, 0.0]])
    scores = score_modes(samples, CENTERS, radius=RADIUS)
    assert scores.sigmas[12] == pytest.approx(0.03)
    assert math.isnan(scores.sigmas[13])  # one sample has no width
    assert math.isnan(scores.sigmas[0])


def test_a_mode_counts_as_covered_from_a_fifth_of_an_even_share():
    # An even share of 2,500 is 100 each.
    counts = [19, 20, 100] + [0] * 21 + [2361]
    scores = score_modes(np.repeat(CENTERS, counts, axis=0), CENTERS, radius=RADIUS)
    assert scores.covered_from == 20
    assert (scores.modes, scores.covered) == (4, 3)


def test_a_uniform_smear_covers_nothing_though_most_modes_have_a_sample(perfect_scores):
    smear = np.random.default_rng(0).uniform(-6, 6, size=(2500, 2))
    scores = score_modes(smear, CENTERS, radius=RADIUS)
    assert scores.modes > 15
    assert scores.covered == 0
    assert all(scores.covered == 25 for scores in perfect_scores)


def test_no_sample_near_any_mode():
    scores = score_modes(np.full((10, 2), 1.0), CENTERS, radius=RADIUS)
    assert (scores.modes, scores.high_quality, scores.reverse_kl) == (0, 0, None)
    assert np.isnan(scores.sigmas).all()


def test_samples_far_off_the_picture_are_not_taken_for_good_ones():
    scores = score_modes(np.array([[1e18, 0], [-1e30, 1e30]], np.float32), CENTERS, radius=RADIUS)
    assert scores.modes == 0


def test_scoring_leaves_the_samples_alone():
    samples = perfect_sample(100, 0)
    before = samples.copy()
    score_modes(samples, CENTERS, radius=RADIUS)
    assert np.array_equal(samples, before)
