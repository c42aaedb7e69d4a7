"""The user's own converted models, in a folder of the app's: which there are, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gan_core.checkpoints.converted import SUFFIX, read_converted_card
from gan_core.checkpoints.native import Card, CheckpointError
from gan_core.conversion.settings import ForeignSettings
from gan_core.storage.folders import default_folder, wanted_folder

MOST_MODELS = 200
"""So many files of the folder are looked at, the first by name."""


@dataclass(frozen=True)
class OwnModel:
    """A converted model's file, what it is, and a number that changes when the file does."""

    path: Path
    version: int
    card: Card
    settings: ForeignSettings


def models_folder() -> Path:
    """Return where the app looks for converted models: ``models`` beside its runs."""
    # The wanted folder may have some even where it cannot be written.
    return (wanted_folder() or default_folder()) / "models"


def own_models(folder: Path | None = None) -> tuple[dict[str, OwnModel], list[str]]:
    """Return converted models by file name, and a line for each file that is none.

    Looked at anew each time; a file is only read again when it has changed.
    """
    found: dict[str, OwnModel] = {}
    wrong: list[str] = []
    for path in sorted((folder or models_folder()).glob(f"*{SUFFIX}"))[:MOST_MODELS]:
        try:
            found[path.name] = find_own(path)
        except CheckpointError as error:
            wrong.append(str(error))
    return found, wrong


def find_own(path: Path) -> OwnModel:
    """Look at one file; ``CheckpointError`` for one that is not there or no converted model."""
    try:
        facts = path.stat()
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}") from None
    # A file may be replaced by another of its time, but hardly by one of its size as well.
    version = hash((facts.st_mtime_ns, facts.st_size, facts.st_ino))
    known = _looked_at(path, version)
    if isinstance(known, str):
        raise CheckpointError(known)
    return known


@lru_cache(maxsize=2 * MOST_MODELS)
def _looked_at(path: Path, version: int) -> OwnModel | str:
    """Return what a file is, or what is wrong with it: both are kept."""
    try:
        card, settings = read_converted_card(path)
    except CheckpointError as error:
        return str(error)
    return OwnModel(path, version, card, settings)
