"""When browsers are told to ask again."""

import pytest

from ui.http.feed_pace import AROUND_SECONDS, LEAST_SECONDS, MOST_SECONDS, SHARE, FeedPace

COST = 0.004


def watched_by(count, *, cost=COST, rounds=40):
    """A pace that ``count`` visitors keep asking, and what it told them last."""
    pace, now, again = FeedPace(), 0.0, 0.0
    for _ in range(rounds):
        for watcher in range(count):
            again = pace.watches(watcher, now=now)
            pace.took(cost - AROUND_SECONDS)
        now += again
    return pace, again, now


def test_one_alone_asks_as_often_as_pictures_come():
    assert watched_by(1)[1] == LEAST_SECONDS


@pytest.mark.parametrize("count", [8, 30, 100])
def test_all_together_take_a_quarter_of_a_core(count):
    again = watched_by(count)[1]
    assert count * COST / again == pytest.approx(SHARE, rel=0.02)


def test_who_left_does_not_count():
    pace, again, now = watched_by(30)
    for _ in range(10):
        now += again
        again = pace.watches("one", now=now)
    assert again == LEAST_SECONDS


def test_a_wait_has_an_end():
    assert watched_by(500, cost=1.0, rounds=5)[1] == MOST_SECONDS
