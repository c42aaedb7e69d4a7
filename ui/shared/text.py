"""Every text on screen goes through here, in the language of the visitor who sees it.

``_`` translates now, so it stands where a text is shown. What a module holds is the same for all
visitors: there a text is marked with ``N_``, and tables of names are ``Texts``, which translate as
they are read.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from ui.locale import DOMAIN, FOLDER
from ui.shared.language import language

MARKS = re.compile(r"([\\`*_$\[\]<>#])")
Key = TypeVar("Key")


@dataclass(frozen=True)
class Text:
    """A text that is translated when it is shown: by ``_``, ``str`` or in an f-string."""

    english: str

    def __str__(self) -> str:
        return _(self.english)


N_ = Text


def marked(text: str) -> str:
    """Return a text as it is: one that is a key as well, and that ``_`` translates where shown."""
    return text


def _(text: str | Text) -> str:
    """Return a text in the language of the visitor whose page is drawn now, else in English."""
    english = text.english if isinstance(text, Text) else text
    # The catalogue has its header below the empty text.
    return catalogue(language()).gettext(english) if english else ""


@cache
def catalogue(name: str) -> gettext.NullTranslations:
    """Return the translations into a language; of English there are none."""
    return gettext.translation(DOMAIN, FOLDER, [name], fallback=True)


class Texts(Mapping[Key, str]):
    """A table of names on screen, translated as they are read; plain strings stay as they are."""

    def __init__(self, texts: Mapping[Key, str | Text]) -> None:
        self.texts = texts

    def __getitem__(self, key: Key) -> str:
        return str(self.texts[key])

    def __iter__(self) -> Iterator[Key]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)


def plain(text: str) -> str:
    """Return text that Markdown shows as it is, such as what somebody typed."""
    return MARKS.sub(r"\\\1", text)
