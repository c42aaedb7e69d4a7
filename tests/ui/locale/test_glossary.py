"""One Japanese word for one thing: the catalogue keeps to docs/glossary.md."""

import re

import pytest

from ui.locale.__main__ import ROOT, read_catalogue

ROW = re.compile(r"\| ([^|]+?)(?: \([^|]*\))? \| ([^|]+?) \| [^|]+ \|")
TABLE = (ROOT / "docs" / "glossary.md").read_text("utf-8").partition("Words that depend")[0]
TERMS = [term for term in ROW.findall(TABLE) if term[0] not in ("English", "---")]
TEXTS = {one.id: one.string for one in read_catalogue("ja") if one.id}


def english(word):
    """Return a pattern of a word or its plural, of which it is no part of another word."""
    return re.compile(rf"(?<![\w-]){re.escape(word)}(?:s|es|n|d)?(?![\w-])", re.IGNORECASE)


def has(word, text):
    """Whether a text speaks of a thing, not in a formula, a name or a command."""
    plain = re.sub(r"`[^`]*`|'[^']*'|\$[^$]*\$|\{[^}]*\}|\S+\.(md|json|txt)|https?:\S+", " ", text)
    return bool(english(word).search(plain))


def test_terms_are_read():
    assert len(TERMS) > 60
    assert len({word for word, _japanese in TERMS}) == len(TERMS)


@pytest.mark.parametrize(("word", "japanese"), TERMS, ids=[word for word, _japanese in TERMS])
def test_a_term_has_one_word(word, japanese):
    spoken = {text: ja for text, ja in TEXTS.items() if has(word, text)}
    assert spoken, f"nothing on screen is called {word}"
    others = [
        term for term, said in TERMS if term != word and word in term and said not in japanese
    ]
    wrong = {
        text: ja
        for text, ja in spoken.items()
        if japanese not in ja
        # Part of a longer term, such as mode in mode collapse.
        and not any(has(term, text) for term in others)
    }
    assert wrong == {}
