"""Types of options that are paths, or may be: ``~`` stands for the user's home in all of them."""

from __future__ import annotations

import argparse
from pathlib import Path

from gan_core.storage.folders import expanded


def path_option(text: str) -> Path:
    """Return a path that was given: the type of every such option."""
    if not text:
        raise argparse.ArgumentTypeError("the path is empty; accepted: a file or folder")
    try:
        return expanded(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def model_option(text: str) -> str:
    """Return a model's name, or the path of one: the type of every option that names a model."""
    return str(path_option(text)) if text.startswith("~") else text


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add the model, by name or by path, that a command opens."""
    parser.add_argument(
        "model", type=model_option, metavar="MODEL", help="a name from 'models', or a folder"
    )
