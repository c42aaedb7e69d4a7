"""Words: they are those of the glossary, and stand on the pages that they name."""

import re

import pytest

from tests.long import mostly_long
from tests.ui.locale.test_glossary import TERMS
from tests.ui.locale.test_pages import strings
from tests.ui.pages import open_page
from ui.shared.language import speaking
from ui.shared.text import _
from ui.words.page import WORDS, found_words
from ui.words.places import PLACES

LONGEST = 130
"""Characters of a meaning: one sentence."""


def test_words_are_those_of_the_glossary():
    known = dict(TERMS)
    names = [word.term.english for word in WORDS]
    assert len(names) > 40
    assert len(set(names)) == len(names)
    with speaking("ja"):
        for word in WORDS:
            assert _(word.term) == known[word.term.english]


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.term.english)
def test_a_word_has_one_sentence_and_its_places(word):
    assert len(word.meaning.english) <= LONGEST
    assert word.meaning.english.endswith(".")
    assert word.places
    paths = [PLACES[name].path for name in word.places]
    assert len(set(paths)) == len(paths), "two links of one name"


def test_a_part_of_a_word_is_found_in_either_language():
    assert {"latent", "latent space"} <= {word.term.english for word in found_words("LATENT")}
    assert [word.term.english for word in found_words("モード崩壊")] == ["mode collapse"]
    assert found_words("no such word") == []
    assert len(found_words(" ")) == len(WORDS)


def test_every_place_has_a_word():
    assert set(PLACES) == {name for word in WORDS for name in word.places}


@pytest.mark.slow
@pytest.mark.parametrize("place", mostly_long(PLACES, "lab", "rules", "planes", "pixel-norm"))
def test_words_stand_where_they_say(services, place):
    test = open_page(PLACES[place].path, **PLACES[place].link)
    assert not test.exception
    assert not test.warning
    found = "\n".join(strings(test)).casefold()
    terms = [word.term.english.casefold() for word in WORDS if place in word.places]
    assert [term for term in terms if not re.search(rf"(?<!\w){re.escape(term)}", found)] == []


@pytest.mark.slow
def test_the_page_finds_words(services):
    test = open_page("pages/10_Words.py")
    assert not test.exception
    test.text_input(key="words-search").set_value("collapse").run()
    text = "\n".join(one.value for one in test.markdown)
    assert "**mode collapse** (モード崩壊)" in text
    assert "seed" not in text
    assert test.get("page_link")
