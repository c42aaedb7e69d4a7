"""Work that is no run waits for a place, one after another, and can be stopped."""

import sys

from gan_core.crew.tasks import FAILED, RUNNING, STOPPED, SUCCEEDED, WAITING, Task, Tasks
from tests.crew.waiting import wait_for

SLEEP = "import time; time.sleep(60)"


def task(code, lines=None, begun=None):
    lines = [] if lines is None else lines
    begun = [] if begun is None else begun
    return Task(
        "a task",
        [sys.executable, "-c", code],
        on_begin=lambda: begun.append(1),
        on_line=lines.append,
    )


def test_one_runs_and_the_next_waits_with_its_place_until_it_ends():
    tasks = Tasks(lambda: 2)
    first, second, third = task(SLEEP), task("pass"), task(SLEEP)
    for one in (first, second, third):
        tasks.submit(one)
    assert [one.state for one in (first, second, third)] == [RUNNING, WAITING, WAITING]
    assert [tasks.place(one) for one in (first, second, third)] == [0, 1, 2]
    tasks.stop(first)
    assert first.state == STOPPED
    wait_for(lambda: second.state == SUCCEEDED, "the second to run by itself")
    wait_for(lambda: third.state == RUNNING, "the third to follow")
    tasks.close()
    assert third.state == STOPPED
    assert third.process.poll() is not None
    assert tasks.under_way() == []


def test_it_tells_its_lines_and_how_it_ended():
    tasks = Tasks(lambda: 1)
    lines, begun = [], []
    bad = task("import sys; print('no faces here', file=sys.stderr); sys.exit(2)", lines, begun)
    tasks.submit(bad)
    wait_for(lambda: bad.state == FAILED, "it to fail")
    assert lines == ["no faces here\n"]
    assert begun == [1]
    assert not bad.under_way


def test_it_waits_while_large_runs_take_all_places():
    free = [0]
    tasks = Tasks(lambda: free[0])
    one = task("pass")
    tasks.submit(one)
    assert one.state == WAITING
    free[0] = 1
    tasks.admit()
    wait_for(lambda: one.state == SUCCEEDED, "it to run")


def test_what_waits_can_be_taken_out_and_never_begins():
    tasks = Tasks(lambda: 0)
    one = task("pass")
    tasks.submit(one)
    tasks.stop(one)
    tasks.admit()
    assert one.state == STOPPED
    assert one.process is None
