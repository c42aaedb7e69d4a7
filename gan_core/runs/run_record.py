"""One run as the store knows it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gan_core.runs.groups import ACTIVE
from gan_core.settings.base import Settings, SettingsError
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
    def active(self) -> bool:
        """Whether a worker holds this run."""
        return self.state in ACTIVE


class UnknownRunError(KeyError):
    """No run of that name is in the store."""


@lru_cache(maxsize=1024)
def _settings(family: str, text: str) -> Settings:
    """Return the settings that a row holds as JSON; a record is read many times a second."""
    return FAMILIES[family](**json.loads(text))


def record_of(row: sqlite3.Row) -> RunRecord | None:
    """Return the row as a record; None for settings of another version that are unknown here."""
    content = dict(row)
    try:
        content["given"] = _settings(content["family"], content.pop("settings"))
    except (SettingsError, TypeError, KeyError):
        return None
    content["changes"] = json.loads(content["changes"])
    return RunRecord(**content)
