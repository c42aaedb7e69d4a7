"""Turns of runs that share one process."""

import pytest

from gan_core.crew.shares import UNWATCHED, WATCHED, Shares


def turns(shares, costs, count):
    """Time that each run got after ``count`` turns, each as long as that run's cost."""
    got = dict.fromkeys(costs, 0.0)
    for _ in range(count):
        name = shares.next(costs)
        shares.took(name, costs[name])
        got[name] += costs[name]
    return got


def test_time_is_shared_equally_however_long_a_turn_is():
    shares = Shares()
    costs = {"quick": 0.02, "slow": 0.07, "large": 0.3}
    for name in costs:
        shares.join(name)
    got = turns(shares, costs, 2000)
    assert max(got.values()) / min(got.values()) < 1.05


def test_a_watched_run_gets_more_and_no_one_too_little():
    shares = Shares()
    costs = dict.fromkeys("abc", 0.025)
    for name in costs:
        shares.join(name)
    shares.watch(["b"])
    got = turns(shares, costs, 3000)
    assert got["b"] / got["a"] == pytest.approx(WATCHED / UNWATCHED, rel=0.02)
    assert got["b"] / got["c"] < 1.5


def test_one_that_joins_late_neither_catches_up_nor_waits():
    shares = Shares()
    shares.join("old")
    shares.took("old", 100.0)
    shares.join("new")
    got = turns(shares, {"old": 0.1, "new": 0.1}, 200)
    assert got["old"] == pytest.approx(got["new"], abs=0.11)
    shares.leave("new")
    assert shares.next(["old"]) == "old"
