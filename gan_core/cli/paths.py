"""Types of options that name files, folders and models."""

from __future__ import annotations

import argparse
from pathlib import Path

from gan_core.storage.folders import expanded


def path_option(text: str) -> Path:
    """Return a path that was given, with ``~`` for the user's home: the type of such options."""
    if not text:
        raise argparse.ArgumentTypeError("the path is empty; accepted: a file or folder")
    try:
        return expanded(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def model_option(text: str) -> str:
    """Return a model's name, or the path of one with ``~`` for the user's home."""
    return str(path_option(text)) if text.startswith("~") else text
