"""Pages compute by turns: one of a visitor at a time, and as many visitors as there are places."""

import threading

from tests.crew.waiting import wait_for
from ui.models.compute_threads import PageTurns


class Page(threading.Thread):
    """A page's script that computes until it is told to end."""

    def __init__(self, turns, visitor):
        super().__init__(daemon=True)
        self.turns, self.visitor = turns, visitor
        self.computes, self.end = False, threading.Event()

    def run(self):
        with self.turns.turn(self.visitor), self.turns.turn(self.visitor):
            self.computes = True
            self.end.wait(10)


def started(*pages):
    for page in pages:
        page.start()
    return pages


def test_of_one_visitors_pages_one_computes_and_another_visitor_does_not_wait():
    turns = PageTurns(2)
    first, second = started(Page(turns, "anne"), Page(turns, "anne"))
    wait_for(lambda: first.computes or second.computes, "one of them to compute")
    (other,) = started(Page(turns, "ben"))
    wait_for(lambda: other.computes, "another visitor's page to compute")
    assert first.computes != second.computes
    for page in (first, second, other):
        page.end.set()
        page.join(10)
    assert first.computes
    assert second.computes
    assert not turns._visitors


def test_more_visitors_than_places_wait_for_one():
    turns = PageTurns(1)
    (first,) = started(Page(turns, "anne"))
    wait_for(lambda: first.computes, "the first to compute")
    (second,) = started(Page(turns, "ben"))
    second.join(0.1)
    assert not second.computes
    first.end.set()
    wait_for(lambda: second.computes, "the second to follow")
    second.end.set()
    second.join(10)


def test_an_error_gives_the_turn_back():
    turns = PageTurns(1)
    try:
        with turns.turn("anne"):
            raise ValueError
    except ValueError:
        pass
    with turns.turn("anne"):
        pass
