"""Which links are the visitor's wish, and which are the page's own, come late."""

import pytest

from ui.controls import address
from ui.controls.address import GRACE_SECONDS, Links, is_foreign

FIRST, SECOND, THIRD = {"seed": "1"}, {"seed": "2"}, {"seed": "3"}


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(address.time, "monotonic", lambda: now[0])
    return now


def test_the_first_link_is_a_wish_even_when_empty():
    assert Links().is_new({})
    assert Links().is_new(FIRST)


def test_what_the_page_wrote_is_none():
    links = Links()
    links.put(FIRST)
    assert not links.is_new(FIRST)
    assert not links.is_new({})
    assert links.is_new(SECOND)


def test_a_click_with_the_address_of_a_moment_ago_is_none(clock):
    links = Links()
    for link in (FIRST, SECOND, THIRD):
        links.put(link)
        clock[0] += 0.2
    assert not links.is_new(FIRST)
    assert not links.is_new(SECOND)
    assert not links.is_new(THIRD)


def test_the_way_back_is_a_wish(clock):
    links = Links()
    links.put(FIRST)
    links.put(SECOND)
    clock[0] += GRACE_SECONDS + 0.1
    assert links.is_new(FIRST)
    assert links.before == []


def test_a_link_of_another_page_is_none_of_ours():
    lab, compare = {"preset": "ns", "seed": "1"}, {"view": "sweep", "seed": "1"}
    assert is_foreign("compare", lab)
    assert is_foreign("toy", compare)
    assert not is_foreign("toy", lab)
    assert not is_foreign("toy", {"seed": "3"})
    assert not is_foreign("studio", {})
