"""The Wilson interval against published values."""

import pytest

from gan_core.metrics.proportions import (
    beta_binomial_interval,
    binomial_interval,
    compared,
    wilson_interval,
)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_intervals(successes, trials, low, high):
    found = wilson_interval(successes, trials)
    assert found == pytest.approx((low, high), abs=5e-5)


def test_symmetry_and_the_ends():
    for trials in (1, 3, 10, 1000):
        for successes in range(0, trials + 1, max(1, trials // 7)):
            low, high = wilson_interval(successes, trials)
            other_low, other_high = wilson_interval(trials - successes, trials)
            assert (1 - high, 1 - low) == pytest.approx((other_low, other_high), abs=1e-12)
            assert 0 <= low <= successes / trials <= high <= 1
    # All ten of ten: 10 / (10 + z^2).
    assert wilson_interval(10, 10) == pytest.approx((10 / (10 + 1.959964**2), 1), abs=1e-6)


def test_more_trials_narrow_it():
    widths = [high - low for low, high in (wilson_interval(n // 2, n) for n in (10, 40, 160))]
    assert widths[0] > 1.7 * widths[1] > 3.0 * widths[2]


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (-1, 5), (6, 5)])
def test_what_is_no_proportion_is_refused(successes, trials):
    with pytest.raises(ValueError, match=f"{successes} of {trials} is no proportion; accepted"):
        wilson_interval(successes, trials)


def test_chance_counts_by_the_binomial_distribution():
    # 64 trials of 5 %: 3.2 expected; P(k = 0) = 0.0375, P(k <= 7) = 0.9844, P(k <= 6) = 0.9567.
    assert binomial_interval(64, 0.05) == (0, 7)
    assert binomial_interval(1, 0.5) == (0, 1)
    # P(k <= 1) = 0.0371, P(k <= 9) = 0.9718, P(k <= 10) = 0.9885 of 100 trials of 5 %.
    assert binomial_interval(100, 0.05) == (1, 10)


@pytest.mark.parametrize(("trials", "share"), [(0, 0.5), (5, 0.0), (5, 1.0)])
def test_chance_without_trials(trials, share):
    with pytest.raises(ValueError, match="accepted"):
        binomial_interval(trials, share)


def test_chance_by_a_share_that_is_drawn_itself():
    # Beta(1, 1) makes every count from 0 to n equally likely.
    assert beta_binomial_interval(99, 1, 1) == (2, 97)
    # A share that is all but certain is the binomial's.
    assert beta_binomial_interval(64, 500_000, 9_500_000) == binomial_interval(64, 0.05)
    # The thresholds' own error widens the binomial's interval of 256 trials, which is (6, 20).
    assert beta_binomial_interval(256, 24, 477) == (5, 21)


@pytest.mark.parametrize("wrong", [(0, 1, 1), (5, 0, 1), (5, 1, 0)])
def test_chance_without_trials_or_a_share(wrong):
    with pytest.raises(ValueError, match="accepted"):
        beta_binomial_interval(*wrong)


def test_shares_differ_where_their_intervals_do_not_overlap():
    assert compared((0.3, 0.4), (0.1, 0.2)) == "more"
    assert compared((0.1, 0.2), (0.3, 0.4)) == "fewer"
    assert compared((0.1, 0.3), (0.2, 0.4)) == "neither"
