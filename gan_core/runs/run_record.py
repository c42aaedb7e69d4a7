"""One run as the store knows it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from gan_core.runs.groups import ACTIVE, STATES
from gan_core.runs.integrity.row_sums import sum_fits
from gan_core.settings.base import Settings
from gan_core.settings.images import ImageSettings
from gan_core.settings.toy import ToySettings
from gan_core.theory.settings import GameSettings, RatioSettings

FAMILIES: dict[str, type[Settings]] = {
    "toy": ToySettings,
    "images": ImageSettings,
    "ratio": RatioSettings,
    "game": GameSettings,
}
"""Families of runs by the class of their settings."""


@dataclass(frozen=True)
class RunRecord:
    """One run's row in the store.

    ``state`` is preparing, ready (built, step 0), running, paused, stopped (no worker, can be
    resumed), finished, failed or recorded (shipped, not trained here). ``handled`` counts the
    commands that the worker has carried out. ``changes`` lists changes of settings during training.
    ``grouped`` is the name of the comparison or sweep that it belongs to, ``saved`` the step of the
    newest checkpoint, -1 for none.
    """

    id: str
    created: float
    given: Settings
    steps: int | None
    device: str
    state: str
    message: str
    step: int
    seconds: float
    changes: list[dict[str, Any]]
    interval: int
    handled: int
    pid: int
    grouped: str
    family: str
    owner: str = ""
    queued: float = 0.0
    intent: str = ""
    holder: str = ""
    epoch: int = 0
    lease: float = 0.0
    strikes: int = 0
    saved: int = -1

    @property
    def settings(self) -> ToySettings:
        """Settings of a toy run; ``TypeError`` for another."""
        if not isinstance(self.given, ToySettings):
            raise TypeError(f"run {self.id} is of the family {self.family}")
        return self.given

    @property
    def image_settings(self) -> ImageSettings:
        """Settings of a run on pictures; ``TypeError`` for another."""
        if not isinstance(self.given, ImageSettings):
            raise TypeError(f"run {self.id} is of the family {self.family}")
        return self.given

    @property
    def begun(self) -> bool:
        """Whether any network has been updated: also by D alone or G alone, which is no step."""
        return self.step > 0 or any("move" in change for change in self.changes)

    @property
    def active(self) -> bool:
        """Whether a worker holds this run."""
        return self.state in ACTIVE


RUN_FIELDS = {field.name for field in fields(RunRecord)}


class UnknownRunError(KeyError):
    """No run of that name is in the store."""


@lru_cache(maxsize=1024)
def settings_of(family: str, text: str) -> Settings:
    """Return the settings that a row holds as JSON; a record is read many times a second.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` for what this version does not know.
    """
    return FAMILIES[family](**json.loads(text))


def record_of(row: sqlite3.Row) -> RunRecord | None:
    """Return the row as a record; None where it is damaged or of a version unknown here."""
    try:
        # A newer version may have more columns.
        columns = {name: row[name] for name in row.keys() if name in RUN_FIELDS}  # noqa: SIM118
        changes = json.loads(row["changes"])
        given = settings_of(row["family"], row["settings"])
        record = RunRecord(**columns | {"given": given, "changes": changes})
    except (KeyError, TypeError, ValueError):
        return None
    known = isinstance(changes, list) and record.state in STATES
    return record if known and sum_fits("runs", row) else None
