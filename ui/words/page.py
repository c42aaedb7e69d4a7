"""The page of words: a field to search them, and each with its meaning and where it stands."""

from __future__ import annotations

import streamlit as st

from ui.shared.language import language
from ui.shared.projector import display_parameters
from ui.shared.shell import pages
from ui.shared.text import _, catalogue, plain
from ui.words.gans import GAN_WORDS
from ui.words.latents import LATENT_WORDS
from ui.words.measures import MEASURE_WORDS
from ui.words.places import PLACES
from ui.words.word import Word

WORDS = (*GAN_WORDS, *LATENT_WORDS, *MEASURE_WORDS)
OTHER = {"en": "ja", "ja": "en"}
"""The language in which a word stands beside the visitor's own."""


def translated(word: Word) -> str:
    """Return a word in the other language."""
    return catalogue(OTHER[language()]).gettext(word.term.english)


def found_words(asked: str) -> list[Word]:
    """Return the words that have a text in them, in either language, in alphabetical order."""
    wanted = asked.strip().casefold()
    found = [
        word for word in WORDS
        if wanted in f"{word.term.english}\n{_(word.term)}\n{translated(word)}".casefold()
    ]  # fmt: skip
    return sorted(found, key=lambda word: _(word.term).casefold())


def words_page() -> None:
    """Draw the field and the words that it finds."""
    asked = st.text_input(
        _("Search"), key="words-search", persist_state="session",
        help=_("Part of a word, in English or in Japanese; empty shows all."),
    )  # fmt: skip
    found = found_words(asked)
    if not found:
        st.info(_("There is no such word here. The field takes part of a word, too."))
    for word in found:
        _draw(word)


def _draw(word: Word) -> None:
    entries = {entry.path: entry for entry in pages()}
    with st.container(key=f"word-{word.term.english.replace(' ', '-')}", gap=None):
        st.markdown(
            _("**{word}** ({other}): {meaning}").format(
                word=plain(_(word.term)),
                other=plain(translated(word)),
                meaning=plain(_(word.meaning)),
            )
        )
        with st.container(horizontal=True, gap="small"):
            for name in word.places:
                place = PLACES[name]
                entry = entries[place.path]
                st.page_link(
                    place.path, label=entry.label, icon=entry.icon,
                    query_params=dict(place.link) | display_parameters(),
                )  # fmt: skip
