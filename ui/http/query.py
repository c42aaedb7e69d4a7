"""Numbers in a request's query: whole ones that a store can hold, or one line of error."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gan_core.storage.text import shown

NUMBER = re.compile("-?[0-9]{1,18}")
"""In the digits 0 to 9, and within the 64 bits that SQLite has."""

MOST_NUMBERS = 4096


class QueryError(ValueError):
    """A number in a query that is none; one line says which."""


def whole_number(query: Mapping[str, str], key: str, default: str) -> int:
    """Return a whole number."""
    return _number(key, query.get(key, default))


def whole_numbers(query: Mapping[str, str], key: str) -> list[int]:
    """Return up to 4,096 whole numbers with commas between; none if left out or empty."""
    parts = query.get(key, "").split(",", MOST_NUMBERS)
    return [_number(key, part) for part in parts[:MOST_NUMBERS] if part]


def _number(key: str, text: str) -> int:
    if not NUMBER.fullmatch(text):
        raise QueryError(f"{key} is {shown(text)!r}; accepted: whole numbers of up to 18 digits")
    return int(text)
