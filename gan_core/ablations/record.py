"""A run of the ablations in one small file: losses, some pictures, metrics and statistics.

A safetensors file whose tensors are the curves and the pictures; its metadata holds JSON facts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gan_core.ablations.probe import Probe
from gan_core.checkpoints.native import PRETRAINED
from gan_core.settings.base import SettingsError
from gan_core.settings.images import DIGIT_RESOLUTION, ImageSettings
from gan_core.storage.serialization import Array, load_state, save_state

FOLDER = PRETRAINED / "ablations"
RECORD_BYTES = 250_000
PICTURES = 24
"""Pictures of a sheet that are kept: four rows of six."""

MOST_SHEETS, MOST_ROWS = 12, 400
SCORES = ("frechet_distance", "precision", "recall", "diversity")
FLOOR = SCORES[:3]
"""Scores that are also known of real pictures against real ones."""


class RecordError(ValueError):
    """A file is no record of a run; the message says why."""


@dataclass(frozen=True)
class AblationRecord:
    """A recorded run.

    ``sheets`` (T, 24, 28, 28) are bytes at ``sheet_steps``; ``losses`` of D and G are means over
    100 steps up to each of ``loss_steps``, in nats; ``diversity`` at ``diversity_steps`` is that of
    60 pictures as a share of the data's. ``scores`` and ``floor`` are the metrics of
    the last model and of real pictures; ``start`` and ``end`` the statistics of its networks.
    """

    settings: ImageSettings
    card: dict[str, Any]
    scores: dict[str, float]
    floor: dict[str, float]
    start: Probe
    end: Probe
    sheet_steps: Array
    sheets: Array
    loss_steps: Array
    losses: dict[str, Array]
    diversity_steps: Array
    diversity: Array

    def sheet_at(self, step: int) -> tuple[int, Array]:
        """Return the last recorded step up to ``step``, and its pictures (24, 28, 28)."""
        index = max(0, int(np.searchsorted(self.sheet_steps, step, side="right")) - 1)
        return int(self.sheet_steps[index]), self.sheets[index]

    def last_loss(self, name: str) -> float:
        """Return a loss's mean over the last eighth of the run, ``d`` or ``g``."""
        late = self.loss_steps > self.loss_steps[-1] * 7 / 8
        return float(self.losses[name][late].astype(np.float64).mean())


CARD = {"command": str, "seed": int, "steps": int, "seconds": float, "device": str, "n": int}
"""What a record says of its training."""

ARRAYS = {
    "sheet_steps": np.int32, "sheets": np.uint8, "loss_steps": np.int32, "loss_d": np.float32,
    "loss_g": np.float32, "diversity_steps": np.int32, "diversity": np.float32,
}  # fmt: skip


def save_record(path: Path, record: AblationRecord) -> None:
    """Write a record, whole or not at all; ``RecordError`` when it is not as it should be."""
    arrays = {
        "sheet_steps": record.sheet_steps,
        "sheets": record.sheets,
        "loss_steps": record.loss_steps,
        "loss_d": record.losses["d"],
        "loss_g": record.losses["g"],
        "diversity_steps": record.diversity_steps,
        "diversity": record.diversity,
    }
    facts = {
        "settings": record.settings.as_dict(),
        "card": record.card,
        "scores": record.scores,
        "floor": record.floor,
        "start": vars(record.start),
        "end": vars(record.end),
    }
    _check_arrays(arrays)
    save_state(path, arrays, facts)


def load_record(path: Path) -> AblationRecord:
    """Return a record that was checked; raises ``RecordError``."""
    try:
        if path.stat().st_size > RECORD_BYTES:
            raise RecordError(f"larger than {RECORD_BYTES} bytes")
        arrays, facts = load_state(path)
        _check_arrays(arrays)
        return AblationRecord(
            settings=ImageSettings(**facts["settings"]),
            card={name: kind(facts["card"][name]) for name, kind in CARD.items()},
            scores=_numbers(facts["scores"], SCORES),
            floor=_numbers(facts["floor"], FLOOR),
            start=Probe(**_numbers(facts["start"], Probe.__annotations__)),
            end=Probe(**_numbers(facts["end"], Probe.__annotations__)),
            losses={"d": arrays.pop("loss_d"), "g": arrays.pop("loss_g")},
            **arrays,
        )
    except (OSError, RecordError, SettingsError, ValueError, KeyError, TypeError) as error:
        raise RecordError(f"{path.name} is no record of a run: {error}") from None


def _numbers(found: Any, names: Any) -> dict[str, float]:  # noqa: ANN401
    numbers = {name: float(found[name]) for name in names}
    if not all(map(math.isfinite, numbers.values())):
        raise RecordError(f"{numbers} are not all finite")
    return numbers


def _check_arrays(arrays: dict[str, Array]) -> None:
    kinds = {name: array.dtype for name, array in arrays.items()}
    if kinds != ARRAYS:
        raise RecordError(f"it holds {kinds}; accepted: {ARRAYS}")
    for steps, most in (
        ("sheet_steps", MOST_SHEETS), ("loss_steps", MOST_ROWS), ("diversity_steps", MOST_ROWS)
    ):  # fmt: skip
        found = arrays[steps]
        if found.ndim != 1 or not 1 <= len(found) <= most or (np.diff(found, prepend=-1) < 1).any():
            raise RecordError(f"{steps} are no 1 to {most} steps that rise from 0")
    shapes = {
        "sheets": (len(arrays["sheet_steps"]), PICTURES, DIGIT_RESOLUTION, DIGIT_RESOLUTION),
        "loss_d": arrays["loss_steps"].shape,
        "loss_g": arrays["loss_steps"].shape,
        "diversity": arrays["diversity_steps"].shape,
    }
    for name, shape in shapes.items():
        if arrays[name].shape != shape:
            raise RecordError(f"{name} are of shape {arrays[name].shape}; accepted: {shape}")
        if not np.isfinite(arrays[name]).all():
            raise RecordError(f"{name} are not all finite")
