"""What is said of a word."""

from __future__ import annotations

from dataclasses import dataclass

from ui.shared.text import Text


@dataclass(frozen=True)
class Word:
    """A term of docs/glossary.md, what it means in one sentence, and the places where it stands."""

    term: Text
    meaning: Text
    places: tuple[str, ...]
