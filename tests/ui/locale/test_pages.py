"""With ?lang=ja every page is Japanese: what it says, its help texts, its figures."""

import dataclasses
import json
import re

import pytest

from gan_core.settings.images import ImageSettings
from gan_core.settings.toy import ToySettings
from tests.long import mostly_long
from tests.ui.pages import open_page
from ui.locale.__main__ import read_catalogue
from ui.shared.shell import HOME, pages
from ui.shared.text import _

pytestmark = pytest.mark.slow

VIEWS = {
    "pages/2_Compare.py": ("view", ["side", "sweep"]),
    "pages/4_Latent_spaces.py": (
        "tab", ["map", "sliders", "walk", "encode", "arithmetic", "planes"],
    ),
    "pages/5_Choose_a_label.py": ("tab", ["grid", "confusion"]),
    "pages/7_Growing_faces.py": ("tab", ["final", "parts", "live", "video"]),
    "pages/8_What_D_learns.py": ("learns", ["ratio", "divergences", "game", "vae", "rules"]),
}  # fmt: skip
CASES = [
    (entry.path, {name: view} if view else {})
    for entry in pages()
    for name, views in [VIEWS.get(entry.path, ("", [""]))]
    for view in views
]
SHORT = [
    ("pages/1_25_Gaussians.py", {}),
    ("pages/6_Faces.py", {}),
    ("pages/7_Growing_faces.py", {"tab": "parts"}),
    ("pages/8_What_D_learns.py", {"learns": "vae"}),
]
CODE = {"code_text", "css_content", "js_content", "page"}
SENTENCE = re.compile(r"[A-Za-z']{2,} [a-z']{2,} [a-z']{2,}")
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
KEYS = {
    str(name)
    for kind in (ImageSettings, ToySettings)
    for spec in dataclasses.fields(kind)
    for name in spec.metadata.get("choices", ())
}
"""Values of settings, which links and the command line have, stay as they are."""

TRANSLATED = {one.id for one in read_catalogue("ja") if one.id and one.id != one.string}


def said(message):
    """Yield every string of an element that somebody may read."""
    for field, value in message.ListFields():
        if field.name in CODE:
            continue
        values = value if field.is_repeated else [value]
        if field.message_type is not None:
            if not field.message_type.GetOptions().map_entry:
                for one in values:
                    yield from said(one)
        elif field.type == field.TYPE_STRING:
            for one in values:
                if field.name in ("spec", "figure"):
                    yield from figure_texts(one)
                else:
                    yield from leaves(json.loads(one)) if one.startswith("{") else [one]


def leaves(part):
    """Yield the strings of several words that a component is given; single ones are keys, too."""
    if isinstance(part, str):
        yield from [part] if " " in part else []
    elif isinstance(part, dict | list):
        for value in part.values() if isinstance(part, dict) else part:
            yield from leaves(value)


def figure_texts(spec):
    """Yield the strings of a figure: titles, names, annotations."""

    def walk(part):
        if isinstance(part, dict):
            for name, value in part.items():
                if isinstance(value, str) and name in ("text", "name"):
                    yield value
                else:
                    yield from walk(value)
        elif isinstance(part, list):
            for value in part:
                yield from walk(value)

    return walk({name: part for name, part in json.loads(spec).items() if name != "config"})


def strings(test):
    """Return every string of a page."""
    elements = [*test.main, *test.sidebar]
    return {
        text for one in elements if getattr(one, "proto", None) is not None
        for text in said(one.proto)
    }  # fmt: skip


@pytest.mark.parametrize(("path", "query"), mostly_long(CASES, *SHORT))
def test_a_page_is_japanese(services, path, query):
    test = open_page(path, lang="ja", **query)
    assert not test.exception
    found = strings(test)
    entry = next(one for one in pages() if one.path == path)
    if path != HOME:
        assert test.title[0].value != entry.label
        assert JAPANESE.search(test.title[0].value)
    assert _("Device") == "Device", "the test itself speaks English"
    assert "デバイス" in found
    assert (found & TRANSLATED) - KEYS == set()
    english = {text for text in found if SENTENCE.search(text) and not JAPANESE.search(text)}
    assert {text for text in english if not text.startswith("<style")} == set()


@pytest.mark.parametrize("path", [HOME, "pages/1_25_Gaussians.py"])
def test_a_page_without_a_choice_is_english(services, path):
    test = open_page(path)
    assert not test.exception
    found = strings(test)
    assert "Device" in found
    languages = {"Language / 言語", "日本語", "Language of the pages / 表示言語"}
    assert {text for text in found if JAPANESE.search(text)} <= languages


def test_links_keep_the_language(services):
    """What a page writes into its address still has it, and so have the links to other pages."""
    test = open_page("pages/5_Choose_a_label.py", lang="ja", tab="confusion", seed="3")
    assert test.query_params["lang"] == "ja"
    assert test.query_params["tab"] == "confusion"
    assert test.query_params["seed"] == "3"
    assert not test.warning
    links = [one.proto.query_string for one in test.sidebar.get("page_link")]
    assert links
    assert all("lang=ja" in link for link in links)
    plain = open_page("pages/5_Choose_a_label.py", tab="confusion")
    assert "lang" not in plain.query_params
