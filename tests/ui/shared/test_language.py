"""Which language a visitor reads, and that visitors do not affect each other."""

import threading
import time

import pytest
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from ui.shared import language as module
from ui.shared import link_choice
from ui.shared.language import ENGLISH, asked_language, language, preferred, speaking
from ui.shared.text import N_, Texts, _, marked

names_in = speaking
"""AppTest names choices in the test's own thread; a browser sends the names that it was given."""

START = {"en": "Start", "ja": "開始"}


def small_page():
    """A page with a language chooser and two texts; a script of its own, as AppTest wants it."""
    import streamlit as st

    from ui.shared.language import decide_language, language_chooser
    from ui.shared.text import N_, Texts, _

    decide_language()
    names = Texts({"a": N_("Start"), "b": N_("Reset")})
    language_chooser()
    st.selectbox("choice", list(names), key="choice", format_func=lambda name: names[name])
    st.title(_("Start"))


def page(**query):
    test = AppTest.from_function(small_page, default_timeout=20)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


def browser(monkeypatch, locale):
    monkeypatch.setattr(
        module.st, "context", type("Context", (), {"locale": locale})(), raising=False
    )


@pytest.mark.parametrize(
    ("locale", "name"), [("ja", "ja"), ("ja-JP", "ja"), ("JA_jp", "ja"), ("en-GB", "en"),
                         ("fr", "en"), ("", "en"), ("jam", "en")],
)  # fmt: skip
def test_a_browser_has_a_language(locale, name):
    assert preferred(locale) == name


@pytest.mark.parametrize(("linked", "name"), [("ja", "ja"), ("en", "en")])
def test_the_link_wins(monkeypatch, linked, name):
    browser(monkeypatch, "ja" if linked == "en" else "en")
    test = page(lang=linked)
    assert not test.exception
    assert test.title[0].value == START[name]
    assert test.selectbox(key="language").value == name


@pytest.mark.parametrize("linked", ["", "xx", "ja-JP", "../ja"])
def test_an_unknown_language_in_the_link_is_none(monkeypatch, linked):
    browser(monkeypatch, "en")
    assert page(lang=linked).title[0].value == "Start"
    browser(monkeypatch, "ja-JP")
    assert page(lang=linked).title[0].value == "開始"


def test_the_sidebar_wins_over_the_browser_and_writes_the_link(monkeypatch):
    browser(monkeypatch, "en-US")
    test = page()
    assert test.title[0].value == "Start"
    assert "lang" not in test.query_params
    test.selectbox(key="language").select("ja").run()
    assert test.title[0].value == "開始"
    assert test.query_params["lang"] == "ja"
    with names_in("ja"):
        assert test.run().title[0].value == "開始"
        test.selectbox(key="language").select("en").run()
    assert test.title[0].value == "Start"
    assert test.query_params["lang"] == "en"


def test_a_late_address_does_not_undo_the_choice(monkeypatch):
    browser(monkeypatch, "en-US")
    test = page(lang="en")
    test.selectbox(key="language").select("ja").run()
    test.query_params["lang"] = "en"
    with names_in("ja"):
        assert test.run().title[0].value == "開始"
        monkeypatch.setattr(link_choice, "GRACE_SECONDS", 0.0)
        assert test.run().title[0].value == "Start", "later it is a wish"


def test_a_choice_outlives_the_language_that_named_it():
    test = page(lang="en")
    test.selectbox(key="choice").select("b").run()
    test.selectbox(key="language").select("ja").run()
    with names_in("ja"):
        assert test.selectbox(key="choice").value == "b"
    assert test.selectbox(key="choice").options == ["開始", "リセット"]


def test_outside_a_page_texts_are_english():
    assert language() == ENGLISH
    assert _("Start") == "Start"
    with speaking("ja"):
        assert _("Start") == "開始"
        assert str(N_("Start")) == f"{N_('Start')}" == "開始"
        assert dict(Texts({1: N_("Start"), 2: "Start"})) == {1: "開始", 2: "Start"}
        assert marked("Start") == "Start"
        assert _("") == ""
        assert _("no such text") == "no such text"
    assert _("Start") == "Start"


def test_threads_speak_their_own_language():
    """Each visitor's script runs in a thread; what one decides is nothing to the others."""
    wrong, begin = [], threading.Barrier(8)

    def visitor(name):
        with speaking(name):
            begin.wait()
            wrong.extend(name for _turn in range(2000) if _("Start") != START[name])

    threads = [threading.Thread(target=visitor, args=(name,)) for name in ["en", "ja"] * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def slow_page():
    """A page that is drawn for a while, with the language looked up all the time."""
    import time

    import streamlit as st

    from ui.shared.language import decide_language
    from ui.shared.text import _

    decide_language()
    found = set()
    until = time.monotonic() + 1.0
    while time.monotonic() < until:
        found.add(_("Start"))
        time.sleep(0.001)
    st.title(" ".join(sorted(found)))


def test_two_visitors_at_once_read_different_languages():
    shown = {}

    def visit(name):
        test = AppTest.from_function(slow_page, default_timeout=20)
        test.query_params["lang"] = name
        shown[name] = test.run().title[0].value

    visits = [threading.Thread(target=visit, args=(name,)) for name in START]
    started = time.monotonic()
    for thread in visits:
        thread.start()
    for thread in visits:
        thread.join()
    assert shown == START
    assert time.monotonic() - started < 10


def request(query="", accepted=""):
    headers = [(b"accept-language", accepted.encode())] if accepted else []
    return Request({"type": "http", "query_string": query.encode(), "headers": headers})


@pytest.mark.parametrize(
    ("query", "accepted", "name"),
    [("", "", "en"), ("", "ja", "ja"), ("", "fr-FR, ja;q=0.8, en;q=0.5", "ja"),
     ("lang=en", "ja", "en"), ("lang=ja", "en-US", "ja"), ("lang=xx", "ja-JP", "ja"),
     ("code=1&lang=ja", "", "ja"), ("", ";;,,", "en")],
)  # fmt: skip
def test_a_request_has_a_language(query, accepted, name):
    assert asked_language(request(query, accepted)) == name
