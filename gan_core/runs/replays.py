"""Recorded runs, each in one small file: settings, rows of metrics and some of its pictures.

A safetensors file: its tensors are the pictures, as bytes of ``pack_frame`` and named by step; its
metadata holds a JSON card.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors import numpy as safetensors_numpy

from gan_core.runs.run_record import UnknownRunError
from gan_core.runs.store import RunStore
from gan_core.settings.base import Settings
from gan_core.settings.toy import ToySettings
from gan_core.storage.folders import program_folder
from gan_core.storage.serialization import pack_frame, unpack_frame, write_atomically
from gan_core.storage.text import shown

REPLAY_BYTES = 400_000
POINTS = 600
ROWS = 120
FOLDER = program_folder() / "pretrained" / "toy"
PREFIX = "recorded-"
"""Prefix of a recorded run's name in the store; the preset's name follows."""


class ReplayError(ValueError):
    """A file is no replay; the message says why."""


@dataclass(frozen=True)
class Replay:
    """A recorded run: ``frames`` by step, and ``card`` with settings and rows of metrics."""

    card: dict[str, Any]
    frames: dict[int, bytes]

    @property
    def settings(self) -> ToySettings:
        """The settings that it was recorded with."""
        return ToySettings(**self.card["settings"])

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Rows of metrics as in the store, but without the sigma of each mode."""
        names = self.card["fields"]
        return [{**dict(zip(names, row, strict=True)), "sigmas": []} for row in self.card["rows"]]


def make_replay(store: RunStore, run: str) -> bytes:
    """Return a run of the store as a file of at most ``REPLAY_BYTES``, pictures evenly spaced."""
    record = store.get(run)
    steps = store.frame_steps(run)
    reports = store.reports(run)
    kept = _evenly(reports, ROWS)
    fields = [name for name in kept[-1] if name != "sigmas"]
    card = {
        "settings": record.settings.as_dict(),
        "steps": record.step,
        "seconds": round(record.seconds, 1),
        "device": record.device,
        "fields": fields,
        "rows": [[_short(report[name]) for name in fields] for report in kept],
    }
    count = min(len(steps), 64)
    while count:
        chosen = _evenly(steps, count)
        frames = dict(zip(chosen, map(_slim, store.frames(run, chosen)), strict=True))
        content = pack_replay(Replay(card, frames))
        if len(content) <= REPLAY_BYTES:
            return content
        count -= 1
    raise ReplayError(f"no picture of run {run} fits into {REPLAY_BYTES} bytes")


def _evenly(items: list[Any], count: int) -> list[Any]:
    """Return up to ``count`` items, first and last among them."""
    if len(items) <= count:
        return list(items)
    places = {round(index * (len(items) - 1) / max(1, count - 1)) for index in range(count)}
    return [items[place] for place in sorted(places)]


def _short(value: Any) -> Any:  # noqa: ANN401
    return float(f"{value:.5g}") if isinstance(value, float) else value


def _slim(frame: bytes) -> bytes:
    """Return a frame with fewer points and shorter numbers."""
    report, arrays = unpack_frame(frame)
    arrays["points"] = arrays["points"][:POINTS]
    return pack_frame({name: _short_list(value) for name, value in report.items()}, arrays)


def _short_list(value: Any) -> Any:  # noqa: ANN401
    return [_short(each) for each in value] if isinstance(value, list) else _short(value)


def pack_replay(replay: Replay) -> bytes:
    """Return the content of a replay's file."""
    tensors = {str(step): np.frombuffer(frame, np.uint8) for step, frame in replay.frames.items()}
    return safetensors_numpy.save(tensors, {"card": json.dumps(replay.card)})


def save_replay(path: Path, store: RunStore, run: str) -> None:
    """Write a run of the store as a replay."""
    write_atomically(path, make_replay(store, run))


def load_replay(path: Path) -> Replay:
    """Return a replay; ``ReplayError`` when the file is damaged or no replay."""
    try:
        content = path.read_bytes()
        size = int.from_bytes(content[:8], "little")
        card = json.loads(json.loads(content[8 : 8 + size])["__metadata__"]["card"])
        tensors = safetensors_numpy.load(content)
        frames = {int(step): tensors[step].tobytes() for step in sorted(tensors, key=int)}
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReplayError(f"{path.name} is no replay: {shown(error)}") from None
    return Replay(card, frames)


def shipped_replays(folder: Path | None = None) -> list[str]:
    """Return the names of the presets of which a run is shipped."""
    return sorted(path.stem for path in (folder or FOLDER).glob("*.safetensors"))


def open_recorded(store: RunStore, preset: str, *, folder: Path | None = None) -> str:
    """Put a preset's shipped run into the store, in state ``recorded``; returns its name there.

    Raises ``ReplayError`` when none is shipped.
    """
    run = PREFIX + preset
    folder = folder or FOLDER
    if preset not in shipped_replays(folder):
        raise ReplayError(f"no run of {preset!r} is shipped; accepted: {shipped_replays(folder)}")
    replay = load_replay(folder / f"{preset}.safetensors")
    return put_recording(store, run, replay.settings, replay.rows, replay)


def put_recording(
    store: RunStore,
    run: str,
    settings: Settings,
    rows: Sequence[Mapping[str, Any]],
    replay: Replay,
) -> str:
    """Put a recorded run into the store under this name, unless it is there; returns the name."""
    with contextlib.suppress(UnknownRunError):
        if store.get(run).state == "recorded":
            return run
        # A process was killed while it wrote this one.
        store.delete(run)
    steps = list(replay.frames)
    store.create(run, settings, steps=None, device=replay.card["device"])
    with store.transaction():
        for row in rows:
            store.add_report(run, dict(row))
        tenths = {steps[round(part * (len(steps) - 1) / 10)] for part in range(11)}
        for step, frame in replay.frames.items():
            store.add_frame(run, step, frame, milestone=step in tenths)
        store.set_live(run, replay.frames[steps[-1]])
        store.update(
            run, state="recorded", step=replay.card["steps"], seconds=replay.card["seconds"]
        )
    return run
