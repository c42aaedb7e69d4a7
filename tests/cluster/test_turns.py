"""Jobs that work in turns: they rest between them, tell, stop, fail, and end when unwanted."""

import threading
import time

import pytest

from gan_core.cluster import turns
from gan_core.cluster.turns import drop, work


def count(turn, most):
    done = 0
    while done < most and not turn.pause():
        done += 1
        turn.tell(done)
        time.sleep(0.001)
    return done


def fail(turn):
    turn.pause()
    raise ValueError("no good")


def test_a_job_works_only_in_its_turns():
    done = work("a", 0.05, stop=False, begin=(count, (10**6,)))
    assert not done["ended"]
    first = done["news"][-1]
    time.sleep(0.05)
    done = work("a", 0.05, stop=False, begin=None)
    # What it told lies in one line, whoever opened the turns.
    assert done["news"][0] == first + 1
    done = work("a", 0.05, stop=True, begin=None)
    assert done["ended"]
    assert done["result"] >= first
    assert work("a", 0.05, stop=False, begin=None) == {"gone": True}


def test_a_job_that_ends_gives_its_result_and_all_that_it_told():
    done = work("b", 5, stop=False, begin=(count, (3,)))
    assert 0 < done.pop("worked") < 5
    assert done == {"news": [1, 2, 3], "ended": True, "result": 3}


def test_what_a_job_raises_is_raised():
    with pytest.raises(ValueError, match="no good"):
        work("c", 5, stop=False, begin=(fail, ()))
    assert work("c", 5, stop=False, begin=None) == {"gone": True}


def ended(before):
    until = time.monotonic() + 10
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.01)
    return threading.active_count() <= before


def test_a_job_that_is_dropped_ends():
    before = threading.active_count()
    work("d", 0.02, stop=False, begin=(count, (10**6,)))
    drop(["d", "unknown"])
    assert ended(before)


def test_a_job_that_nobody_gives_a_turn_ends(monkeypatch):
    monkeypatch.setattr(turns, "EXPIRE_SECONDS", 0.05)
    before = threading.active_count()
    work("e", 0.02, stop=False, begin=(count, (10**6,)))
    assert ended(before)
    assert work("e", 0.02, stop=False, begin=None) == {"gone": True}
