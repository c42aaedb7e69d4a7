"""Why a file is not converted, in words that no file can misuse."""

from __future__ import annotations

from gan_core.storage.text import one_line


class ConversionError(Exception):
    """A file cannot be converted; one line says why."""


def reason(error: Exception) -> str:
    """Return what another library says of an error; its type where it says nothing."""
    return one_line(error.args[0] if isinstance(error, KeyError) and error.args else error) or (
        type(error).__name__
    )
