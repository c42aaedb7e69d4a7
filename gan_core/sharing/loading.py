"""A model by its name, its folder, its file, or its name on the hub."""

from __future__ import annotations

import re
from pathlib import Path

from gan_core.checkpoints import native
from gan_core.checkpoints.converted import SUFFIX, load_converted
from gan_core.checkpoints.native import CheckpointError, Model
from gan_core.sharing.hub_files import HUB_CONFIG, HUB_WEIGHTS, read_hub_folder
from gan_core.storage.folders import expanded
from gan_core.storage.text import shown

HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
"""owner/name, as the hub accepts it."""


def load_model(name: str | Path, *, revision: str | None = None) -> Model:
    """Return what ``gan_core.load`` promises; raises ``CheckpointError``."""
    given = str(name)
    try:
        place = expanded(given)
    except ValueError as error:
        raise CheckpointError(str(error)) from None
    if _from_hub(name, place):
        from gan_core.sharing.hub import fetch

        return read_hub_folder(fetch(given, revision=revision).folder)
    if revision is not None:
        raise CheckpointError(
            f"revision {shown(revision)} is for a model of the hub, owner/name; "
            f"{shown(given)} is on this machine"
        )
    return load_local(place if place.exists() else Path(given))


def load_local(place: Path) -> Model:
    """Return a shipped model by name, or one in a folder or file; raises ``CheckpointError``."""
    if place.is_file() or place.suffix == SUFFIX:
        return _from_file(place)
    if not (place / native.CARD).is_file() and (place / HUB_CONFIG).is_file():
        return read_hub_folder(place)
    return native.load_model(str(place))


def _from_hub(name: str | Path, place: Path) -> bool:
    """Whether a name is one of the hub's: of two parts, and nothing of that name lies here."""
    return isinstance(name, str) and not place.exists() and bool(HUB_NAME.fullmatch(name))


def _from_file(path: Path) -> Model:
    """Return the model that a file is, or belongs to."""
    if path.name in (native.CARD, native.WEIGHTS) and (path.parent / native.CARD).is_file():
        return native.load_model(str(path.parent))
    if path.name in (HUB_CONFIG, HUB_WEIGHTS) and (path.parent / HUB_CONFIG).is_file():
        return read_hub_folder(path.parent)
    if path.suffix != SUFFIX:
        raise CheckpointError(
            f"{path} is no model; accepted: a folder with {native.CARD} and {native.WEIGHTS}, or a "
            f"file {SUFFIX} that 'python -m gan_core convert' wrote"
        )
    return load_converted(path)
