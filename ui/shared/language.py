"""Which language a visitor reads: the link's, else the one chosen in the sidebar, or the browser's.

Every visitor's script runs in a thread of its own, which keeps the language that was decided for
it; so visitors do not affect each other. The choice is in the visitor's session, and in the
address, where it stays through a reload and goes along with a link that is passed on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st
from starlette.requests import HTTPConnection
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.locale import LANGUAGES
from ui.shared.link_choice import LinkChoice

ENGLISH = "en"
PARAMETER = "lang"
CONTROL = "language"
CHOICE = LinkChoice(PARAMETER, LANGUAGES)

_decided: ContextVar[str | None] = ContextVar("language", default=None)


def language() -> str:
    """Return the language of what is drawn in this thread; English where nobody looks."""
    decided = _decided.get()
    if decided is not None:
        return decided
    return ENGLISH if get_script_run_ctx(suppress_warning=True) is None else decide_language()


def decide_language() -> str:
    """Decide the language of this run of a page anew, from its link, choice and browser."""
    chosen, new = CHOICE.decide()
    if new:
        _send_choices_again()
    decided = chosen or preferred(st.context.locale or "")
    _decided.set(decided)
    return decided


def preferred(locale: str) -> str:
    """Return the language for a browser's, such as ``ja`` for ``ja-JP``."""
    name = locale.replace("_", "-").partition("-")[0].lower()
    return name if name in LANGUAGES else ENGLISH


def _send_choices_again() -> None:
    """Give controls the values that they have, whose names on screen have just changed.

    A browser knows a choice by its name on screen, and would send the one in the other language.
    """
    for key, value in st.session_state.items():
        names = value if isinstance(value, list) else [value]
        if names and all(isinstance(name, str) for name in names):
            st.session_state[key] = value


def language_chooser() -> None:
    """Draw the choice of the language; the address then has it too."""
    st.session_state[CONTROL] = language()
    st.selectbox(
        # In both languages, so that whoever reads one of them finds it.
        "Language / 言語",
        list(LANGUAGES),
        key=CONTROL,
        format_func=lambda name: LANGUAGES[name],
        on_change=_take_choice,
        help="Language of the pages / 表示言語",
    )


def _take_choice() -> None:
    wanted = st.session_state[CONTROL]
    CHOICE.choose(wanted)
    _send_choices_again()
    st.query_params[PARAMETER] = wanted
    _decided.set(wanted)


def language_parameter() -> dict[str, str]:
    """Return what a link within the app has of the language: nothing, where none was chosen."""
    chosen = CHOICE.chosen()
    return {PARAMETER: chosen} if chosen else {}


def asked_language(request: HTTPConnection) -> str:
    """Return the language for a request: its address's, else the first known of its browser's."""
    linked = request.query_params.get(PARAMETER)
    if linked in LANGUAGES:
        return linked
    wanted = request.headers.get("accept-language", "").split(",")
    names = [one.partition(";")[0].strip().partition("-")[0].lower() for one in wanted]
    return next((name for name in names if name in LANGUAGES), ENGLISH)


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Have texts in a language whatever the visitor chose, or where there is none."""
    before = _decided.set(name)
    try:
        yield
    finally:
        _decided.reset(before)
