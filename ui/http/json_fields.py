"""Fields of a JSON request: each is read by its type and limits, or refused in one line."""

from __future__ import annotations

import reprlib
from typing import Any

import numpy as np
import numpy.typing as npt

from gan_core.storage.text import shown

Content = dict[str, Any]
LONGEST_NAME = 100
MOST_SEED = 2**31 - 1


class RequestError(ValueError):
    """A request that cannot be carried out; one line says why."""


def repeated(value: object) -> str:
    """Return a value as an error message repeats it: whatever its size, a few characters."""
    return shown(value if isinstance(value, str) else reprlib.repr(value))


def named(content: Content, key: str, default: str | None = None) -> str:
    """Return a name of up to 100 printable characters."""
    value = content.get(key, default)
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST_NAME or not value.isprintable():
        raise RequestError(
            f"{key} is missing or no name: {repeated(value)}; accepted: 1 to {LONGEST_NAME} "
            "printable characters"
        )
    return value


def whole(content: Content, key: str, low: int, high: int, *, default: int | None = None) -> int:
    """Return a whole number from ``low`` to ``high``."""
    value = content.get(key, default)
    if type(value) is not int or not low <= value <= high:
        raise RequestError(f"{key} is {repeated(value)}; accepted: {low} to {high}, a whole number")
    return value


def real(content: Content, key: str, low: float, high: float) -> float:
    """Return a number from ``low`` to ``high``."""
    value = content.get(key)
    if type(value) not in (int, float) or not low <= value <= high:  # type: ignore[operator]
        raise RequestError(f"{key} is {repeated(value)}; accepted: {low} to {high}")
    return float(value)  # type: ignore[arg-type]


def numbers(content: Content, key: str) -> npt.NDArray[np.float32]:
    """Return lists of numbers as an array of the shape they have; all of them are finite."""
    value = content.get(key)
    if not isinstance(value, list):
        raise RequestError(f"{key} is {repeated(value)}; accepted: lists of numbers")
    try:
        # What is too large for 32 bits becomes infinite, and is refused below.
        with np.errstate(over="ignore"):
            found = np.asarray(value, dtype=np.float32)
    except (TypeError, ValueError, OverflowError):
        raise RequestError(f"{key} are no lists of numbers of 32 bits, all equally long") from None
    if not np.isfinite(found).all():
        raise RequestError(f"a number of {key} is NaN or infinite; accepted: numbers of 32 bits")
    return found
