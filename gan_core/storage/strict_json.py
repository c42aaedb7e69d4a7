"""JSON as its standard has it: numbers that are not finite, which it lacks, become null."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any


def strict_json(content: object) -> str:
    """Return one line of JSON without NaN and infinities, of characters that a terminal shows."""
    # JSON lets DEL stand as it is.
    return json.dumps(finite_or_none(content), allow_nan=False).replace("\x7f", "\\u007f")


def finite_or_none(content: object) -> Any:  # noqa: ANN401
    """Return the same content with None in place of each number that is not finite."""
    if isinstance(content, float):
        return content if math.isfinite(content) else None
    if isinstance(content, Mapping):
        return {name: finite_or_none(value) for name, value in content.items()}
    if isinstance(content, Sequence) and not isinstance(content, str):
        return [finite_or_none(value) for value in content]
    return content


def not_finite(content: object, name: str = "") -> list[str]:
    """Return the names of the numbers that are not finite, such as ``losses.kl``, in order."""
    if isinstance(content, float):
        return [] if math.isfinite(content) else [name]
    if isinstance(content, Mapping):
        inner = [(f"{name}.{key}" if name else str(key), value) for key, value in content.items()]
    elif isinstance(content, Sequence) and not isinstance(content, str):
        # A row is told once, however many of its numbers are meant.
        inner = [(name, value) for value in content]
    else:
        return []
    return list(dict.fromkeys(found for key, value in inner for found in not_finite(value, key)))
