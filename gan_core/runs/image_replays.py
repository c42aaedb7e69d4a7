"""Recorded runs on pictures: sheets of samples over a training, in the format of ``replays``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from gan_core.runs.replays import Replay, load_replay, pack_replay, put_recording
from gan_core.runs.store import RunStore
from gan_core.settings.images import ImageSettings
from gan_core.storage.folders import program_folder
from gan_core.storage.serialization import write_atomically

FOLDER = program_folder() / "pretrained" / "digits"
PREFIX = "recorded-digits-"
"""Prefix of a recorded run's name in the store; the recipe's name follows."""

COSTS = "costs.json"


def save_image_replay(
    path: Path,
    settings: ImageSettings,
    *,
    frames: Mapping[int, bytes],
    rows: Sequence[Mapping[str, Any]],
    card: Mapping[str, Any],
) -> None:
    """Write sheets by step and rows of metrics; ``card`` has steps, seconds and device."""
    whole = {**card, "settings": settings.as_dict(), "rows": [dict(row) for row in rows]}
    write_atomically(path, pack_replay(Replay(whole, dict(frames))))


def open_recorded_digits(store: RunStore, recipe: str, *, folder: Path | None = None) -> str:
    """Put a recipe's recording into the store, in state ``recorded``; returns its name there.

    An empty name where none is shipped.
    """
    path = (folder or FOLDER) / f"{recipe}.safetensors"
    if not path.exists():
        return ""
    replay = load_replay(path)
    settings = ImageSettings(**replay.card["settings"])
    return put_recording(store, PREFIX + recipe, settings, replay.card["rows"], replay)


@cache
def recipe_costs(folder: Path = FOLDER) -> dict[str, dict[str, float]]:
    """Return seconds on one core by recipe, ``whole`` and ``quick``; empty where none are."""
    path = folder / COSTS
    if not path.exists():
        return {}
    costs: dict[str, dict[str, float]] = json.loads(path.read_text("utf-8"))["seconds"]
    return costs
