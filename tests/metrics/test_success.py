"""When a run succeeds, and what many runs together say."""

import pytest

from gan_core.metrics.success import Criterion, Outcome, tally


def report(modes=25, quality=80.0, kl=0.1):
    return {"modes": modes, "high_quality": quality, "reverse_kl": kl}


@pytest.mark.parametrize(
    ("found", "met"),
    [
        (report(), True),
        (report(modes=24), False),
        (report(quality=59.9), False),
        (report(quality=60.0), True),
        (report(kl=0.21), False),
        (report(kl=None), False),
        (report(modes=None, quality=None, kl=None), False),
    ],
)
def test_the_criterion(found, met):
    assert Criterion(25, 60.0, 0.2).met(found) is met


def test_without_a_bound_the_reverse_kl_does_not_matter():
    assert Criterion().met(report(kl=3.0))


def test_a_tally():
    outcomes = [
        Outcome(report(modes=25)),
        Outcome(report(modes=24, quality=50.0)),
        Outcome(report(modes=25, quality=90.0, kl=None)),
        Outcome(report(modes=25), diverged=True),
    ]
    found = tally("ns", outcomes, Criterion())
    assert (found.label, found.runs, found.successes, found.diverged) == ("ns", 4, 2, 1)
    assert found.rate == 0.5
    assert found.interval == pytest.approx((0.150, 0.850), abs=1e-3)
    assert found.modes == (25, 24, 25)
    assert found.high_quality == (80.0, 50.0, 90.0)
    assert found.reverse_kl == (0.1, 0.1, 0.1)


def test_runs_that_all_broke_have_no_scores():
    found = tally("ns", [Outcome(report(), diverged=True)], Criterion())
    assert (found.successes, found.modes) == (0, None)
