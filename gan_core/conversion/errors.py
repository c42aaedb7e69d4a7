"""Why a file is not converted, in words that no file can misuse."""

from __future__ import annotations

from gan_core.settings.base import shown

MOST_CHARACTERS = 160


class ConversionError(Exception):
    """A file cannot be converted; one line says why."""


def one_line(text: object, *, most: int = MOST_CHARACTERS) -> str:
    """Return a text as a part of one line: shortened, without line ends and terminal escapes."""
    line = " ".join(str(text).split())
    line = line if len(line) <= most else f"{line[: most - 3]}..."
    return "".join(shown(character) for character in line)


def reason(error: Exception) -> str:
    """Return what another library says of an error; its type where it says nothing."""
    return one_line(error.args[0] if isinstance(error, KeyError) and error.args else error) or (
        type(error).__name__
    )
