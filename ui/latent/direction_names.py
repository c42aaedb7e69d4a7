"""Names that visitors give to directions among latents, kept beside the runs."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from gan_core.storage.folders import default_folder
from gan_core.storage.serialization import write_atomically

FILE = "direction-names.json"
LONGEST = 32
BYTES_LIMIT = 100_000

_writing = threading.Lock()


def direction_names(model: str, *, folder: Path | None = None) -> dict[int, str]:
    """Return a model's names by direction, counted from 0; none where the file is damaged."""
    known = _read(folder or default_folder()).get(model, {})
    return {int(index): name for index, name in known.items()}


def name_direction(model: str, index: int, name: str, *, folder: Path | None = None) -> None:
    """Keep a name, at most 32 characters; an empty one forgets it."""
    place = folder or default_folder()
    with _writing:
        known = _read(place)
        own = known.setdefault(model, {})
        own.pop(str(index), None)
        if name.strip():
            own[str(index)] = name.strip()[:LONGEST]
        write_atomically(place / FILE, json.dumps(known, ensure_ascii=False).encode())


def _read(folder: Path) -> dict[str, dict[str, str]]:
    path = folder / FILE
    try:
        if path.stat().st_size > BYTES_LIMIT:
            return {}
        known = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {
        str(model): {
            str(index): str(name)[:LONGEST]
            for index, name in names.items()
            if str(index).isdecimal()
        }
        for model, names in known.items()
        if isinstance(names, dict)
    }
