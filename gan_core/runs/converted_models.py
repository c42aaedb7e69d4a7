"""The converted checkpoints in the app's folder, and what is wrong with unreadable ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gan_core.checkpoints.converted import SUFFIX, read_converted_card
from gan_core.checkpoints.native import Card, CheckpointError
from gan_core.conversion.settings import ConvertedSettings
from gan_core.storage.folders import default_folder, wanted_folder

MOST_MODELS = 200
"""At most so many files of the folder are read, the first by name."""


@dataclass(frozen=True)
class ConvertedFile:
    """A converted checkpoint; ``version`` is a number that changes when the file does."""

    path: Path
    version: int
    card: Card
    settings: ConvertedSettings


def models_folder() -> Path:
    """Return the app's folder of converted checkpoints, ``models`` beside its runs."""
    # The wanted folder may have some even where it cannot be written.
    return (wanted_folder() or default_folder()) / "models"


def converted_files(folder: Path | None = None) -> tuple[dict[str, ConvertedFile], list[str]]:
    """Return converted checkpoints by file name, and a line for each file that is none.

    The folder is listed on each call; a file is only read again when it has changed.
    """
    found: dict[str, ConvertedFile] = {}
    wrong: list[str] = []
    for path in sorted((folder or models_folder()).glob(f"*{SUFFIX}"))[:MOST_MODELS]:
        try:
            found[path.name] = find_converted(path)
        except CheckpointError as error:
            wrong.append(str(error))
    return found, wrong


def find_converted(path: Path) -> ConvertedFile:
    """Return one file; ``CheckpointError`` if it is missing or no converted checkpoint."""
    try:
        facts = path.stat()
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}") from None
    # A file may be replaced by another of the same time, but hardly of the same size as well.
    version = hash((facts.st_mtime_ns, facts.st_size, facts.st_ino))
    known = _read(path, version)
    if isinstance(known, str):
        raise CheckpointError(known)
    return known


@lru_cache(maxsize=2 * MOST_MODELS)
def _read(path: Path, version: int) -> ConvertedFile | str:
    """Return a file, or what is wrong with it; both are cached."""
    try:
        card, settings = read_converted_card(path)
    except CheckpointError as error:
        return str(error)
    return ConvertedFile(path, version, card, settings)
