"""Every text on screen is translated, as it is now, and the app reads what the catalogue says."""

import ast
import importlib
import re

import pytest

from gan_core.settings.base import Settings
from ui.live import english_text
from ui.locale import LANGUAGES
from ui.locale.__main__ import (
    ROOT,
    SETTINGS,
    catalogue_path,
    mo_bytes,
    po_bytes,
    read_catalogue,
    shown_texts,
    updated,
)
from ui.shared.text import catalogue

PLACEHOLDER = re.compile(r"\{[^{}]*\}")
FORMULA = re.compile(r"(?<!\\)\$[^$]+\$")
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
WORDS = re.compile(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}")
QUOTED = re.compile(r"`[^`]+`|'[^']+'|\([^()]*\)|\*[^*]+\*")
OTHERS = sorted(set(LANGUAGES) - {"en"})


@pytest.fixture(scope="module", params=OTHERS)
def texts(request):
    """Translations by their English texts."""
    messages = [one for one in read_catalogue(request.param) if one.id]
    return {one.id: one for one in messages}


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_is_as_make_texts_writes_it(language):
    path, new = catalogue_path(language), updated(language)
    assert path.read_bytes() == po_bytes(new), "run 'make texts'"
    assert path.with_suffix(".mo").read_bytes() == mo_bytes(new), "run 'make texts'"


def test_nothing_is_missing_fuzzy_or_stale(texts):
    shown = shown_texts()
    assert len(shown) > 1400
    assert sorted(set(shown) - set(texts)) == []
    assert sorted(set(texts) - set(shown)) == []
    assert [one.id for one in texts.values() if not one.string] == []
    assert [one.id for one in texts.values() if one.fuzzy] == []


def test_placeholders_formulas_and_marks_are_the_same_in_both(texts):
    for text, message in texts.items():
        for pattern in (PLACEHOLDER, FORMULA):
            found = sorted(pattern.findall(message.string))
            assert found == sorted(pattern.findall(text)), text
        for mark in ("**", "`", "<br>", "\n"):
            assert message.string.count(mark) == text.count(mark), (mark, text)
        # Between characters Markdown does not see what begins or ends with another mark.
        for bold in re.findall(r"\*\*(.+?)\*\*", message.string):
            assert re.fullmatch(r"[\w{].*[\w}]|\w", bold), text


def test_sentences_are_japanese(texts):
    """A text of several words has Japanese in it, but for names and titles."""
    titles = {"Higgins et al. 2017, beta-VAE", "Radford et al. 2016, DCGAN"}
    for text, message in texts.items():
        if WORDS.search(QUOTED.sub("", text)) and text not in titles:
            assert JAPANESE.search(message.string), text


def test_the_app_reads_them(texts):
    read = catalogue("ja").gettext
    assert all(read(text) == message.string for text, message in texts.items())
    assert catalogue("en").gettext("Start") == "Start"
    assert {read(text) for text in english_text().values()} <= {m.string for m in texts.values()}


def subclasses(kind):
    """Yield what is derived from a class, directly or not."""
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def test_all_settings_with_controls_are_looked_at():
    importlib.import_module("ui.theory.page")
    for module in SETTINGS:
        importlib.import_module(module)
    there = {one.__module__ for one in subclasses(Settings) if one.__module__.startswith("ui.")}
    assert there <= set(SETTINGS)


def module_level_calls(tree):
    """Yield calls that are made when a module is imported."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            arguments = node.args
            for default in [*arguments.defaults, *arguments.kw_defaults]:
                if default is not None:
                    yield from module_level_calls(ast.Expression(default))
            continue
        if isinstance(node, ast.Call):
            yield node
        yield from module_level_calls(node)


def test_no_module_translates_when_it_is_imported():
    """What is translated then would be in one language for all visitors."""
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in (ROOT / "ui").rglob("*.py")
        if "node_modules" not in path.parts
        for call in module_level_calls(ast.parse(path.read_text("utf-8")))
        if isinstance(call.func, ast.Name) and call.func.id == "_"
    ]
    assert found == []
