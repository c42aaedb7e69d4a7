"""Outlier tests: known geometry, another library, and calibration."""

import numpy as np
import pytest
from sklearn.neighbors import LocalOutlierFactor

from gan_core.faces.names import SPACES, TEST_NAMES
from gan_core.faces.neighbours import nearest
from gan_core.faces.outliers import (
    NEIGHBOURS,
    TESTS,
    Surroundings,
    apply_thresholds,
    chance_flags,
    thresholds,
)
from gan_core.faces.spaces import DIMENSIONS
from gan_core.metrics.proportions import binomial_interval


def plain(rows, reference, places=None, reference_places=None):
    """Surroundings in ordinary Euclidean distances."""
    matrix = np.linalg.norm(rows[:, None] - reference[None], axis=2)
    own = np.linalg.norm(reference[:, None] - reference[None], axis=2)
    np.fill_diagonal(own, np.inf)
    return Surroundings(
        nearest(matrix, 30),
        nearest(own, NEIGHBOURS),
        rows if places is None else places,
        reference if reference_places is None else reference_places,
    )


def test_the_local_outlier_factor_is_that_of_scikit_learn():
    random = np.random.default_rng(0)
    reference, rows = random.normal(size=(300, 6)), random.normal(size=(50, 6)) * 2
    expected = LocalOutlierFactor(n_neighbors=NEIGHBOURS, novelty=True).fit(reference)
    found = TESTS["lof"].score(plain(rows, reference))
    assert np.exp(found) == pytest.approx(-expected.score_samples(rows), rel=1e-6)


def test_the_mean_distance_of_ten_neighbours_by_hand():
    reference = np.arange(1.0, 31.0)[:, None]
    found = TESTS["neighbours"].score(plain(np.zeros((1, 1)), reference))
    assert np.exp(found[0]) == pytest.approx(5.5)


def test_gaps_of_a_square_of_points():
    x, y = np.meshgrid(np.arange(21.0), np.arange(21.0))
    square = np.column_stack([x.ravel(), y.ravel()])
    places = np.array([[10.0, 10.0], [0.0, 10.0], [0.0, 0.0], [40.0, 10.0]])
    gaps = TESTS["border"].score(plain(places, square))
    assert gaps[0] < 45  # inside
    assert gaps[1] == pytest.approx(180)  # on a side
    assert gaps[2] == pytest.approx(270)  # in a corner
    assert gaps[3] > 300  # far outside


def test_calibrated_tests_flag_five_of_a_hundred():
    random = np.random.default_rng(1)
    calibration = np.sort(random.normal(size=4000))
    scores = random.normal(size=20_000)
    for test in TESTS.values():
        verdict = apply_thresholds(test, scores, calibration)
        assert verdict.flagged.mean() == pytest.approx(0.05, abs=0.01)
        assert verdict.too_far.mean() == pytest.approx(0.025 if test.both_ends else 0.05, abs=0.008)


@pytest.mark.parametrize("name", TESTS)
def test_chance_knows_of_the_thresholds_own_error(name):
    test, random = TESTS[name], np.random.default_rng(2)
    flags = np.array(
        [
            apply_thresholds(
                test, random.normal(size=256), np.sort(random.normal(size=100))
            ).flagged.sum()
            for _ in range(3000)
        ]
    )
    chance = chance_flags(test, 100, 256)
    assert flags.mean() == pytest.approx(chance.expected, rel=0.05)
    low, high = chance.interval
    inside = ((low <= flags) & (flags <= high)).mean()
    assert 0.94 < inside < 0.98
    # Without it, of so few calibrating faces, chance would look much surer than it is.
    assert high - low > 1.4 * np.subtract(*binomial_interval(256, 0.05)[::-1])


def test_too_few_calibrating_faces_flag_nothing():
    assert chance_flags(TESTS["lof"], 10, 64).interval == (0, 0)
    assert chance_flags(TESTS["lof"], 500, 64).share == pytest.approx(12 / 501)
    assert chance_flags(TESTS["border"], 500, 64).expected == pytest.approx(64 * 25 / 501)


def test_both_ends_are_unusual_but_on_the_map():
    calibration = np.sort(np.linspace(0, 1, 101))
    scores = np.array([-5.0, 0.5, 5.0])
    both = apply_thresholds(TESTS["lof"], scores, calibration)
    assert both.too_typical.tolist() == [True, False, False]
    assert both.too_far.tolist() == [False, False, True]
    assert both.flagged.tolist() == [True, False, True]
    assert both.percentiles.tolist() == pytest.approx([0, 0.5, 1])
    assert apply_thresholds(TESTS["border"], scores, calibration).flagged.tolist() == [
        False,
        False,
        True,
    ]


def test_thresholds_by_hand():
    calibration = np.arange(1.0, 100.0)  # 1 to 99: a new score lies beyond each with 1 %
    assert thresholds(TESTS["lof"], calibration) == (2, 98)
    assert thresholds(TESTS["border"], calibration) == (-np.inf, 95)
    assert thresholds(TESTS["lof"], calibration[:10]) == (-np.inf, np.inf)


def test_no_more_than_the_level_is_flagged_on_average():
    random = np.random.default_rng(2)
    for test in TESTS.values():
        shares = []
        for _ in range(400):
            scores = random.gamma(2.0, size=600)
            shares.append(
                apply_thresholds(test, scores[100:], np.sort(scores[:100])).flagged.mean()
            )
        expected = 0.05 if not test.both_ends else 4 / 101
        assert np.mean(shares) == pytest.approx(expected, abs=0.003)


def test_names_are_those_of_the_tests_and_spaces():
    assert tuple(TESTS) == TEST_NAMES
    assert tuple(DIMENSIONS) == SPACES
