"""The lesson's links open what they say, and it is the same lesson in both languages."""

import re
from urllib.parse import parse_qsl

import pytest

from tests.ui.locale.test_pages import JAPANESE
from tests.ui.pages import ROOT
from tests.ui.tours.test_content import READERS
from tests.ui.tours.test_panel import PAGES
from ui.tours.all_tours import TOURS

FOLDER = ROOT / "docs" / "lessons"
ENGLISH = sorted(path for path in FOLDER.glob("*.md") if ".ja." not in path.name)
LINK = re.compile(r"`/(\w+)\?([^`]+)`")
NAMES = {name.partition("_")[2]: page for page, name in PAGES.items()}
MINUTES = re.compile(r"^\| (\d+)(?: to |\uff5e)(\d+) \|", re.MULTILINE)


def links(path):
    """Return pages and parameters of a document's links, the language left out."""
    found = LINK.findall(path.read_text("utf-8"))
    return [
        (NAMES[page], {k: v for k, v in parse_qsl(query) if k != "lang"}) for page, query in found
    ]


def japanese(path):
    return path.with_name(f"{path.stem}.ja.md")


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
def test_both_languages_have_the_same_parts_and_links(path):
    texts = [one.read_text("utf-8") for one in (path, japanese(path))]
    assert not JAPANESE.search(texts[0])
    assert JAPANESE.search(texts[1])
    for mark in (r"^#+ ", r"^\| ", r"^&nbsp;$", r"^- \*\*"):
        first, second = (len(re.findall(mark, text, re.MULTILINE)) for text in texts)
        assert first == second, mark
    # Before the lesson one link is text in English and the same with its language in Japanese.
    assert links(path) == links(japanese(path))
    assert all("lang=ja" in query for _, query in LINK.findall(texts[1]))


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
def test_links_are_read_by_their_pages(path):
    for page, query in links(path):
        step = query.pop("tour", "1")
        assert 1 <= int(step) <= len(TOURS[page].steps)
        assert list(READERS[page](query).notices) == []


def test_the_plan_takes_45_minutes_without_a_gap():
    for path in (FOLDER / "plan.md", FOLDER / "plan.ja.md"):
        times = [(int(a), int(b)) for a, b in MINUTES.findall(path.read_text("utf-8"))]
        assert times[0][0] == 0
        assert times[-1][1] == 45
        assert [end for _, end in times[:-1]] == [start for start, _ in times[1:]]


def test_the_plan_says_how_long_each_tour_takes():
    text = " ".join((FOLDER / "plan.md").read_text("utf-8").split("Tours of all pages:")[1].split())
    names = {page: name.partition("_")[2].replace("_", " ") for page, name in PAGES.items()}
    found = dict(re.findall(r"([\w ]+?) (\d+)(?: minutes)?[,.]", text))
    assert {name.strip(): int(time) for name, time in found.items()} == {
        names[page]: tour.minutes for page, tour in TOURS.items()
    }
