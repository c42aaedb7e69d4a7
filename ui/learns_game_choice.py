"""The settings that a run of the view ``game`` has at first."""

from __future__ import annotations

from gan_core.theory.settings import GameSettings

USUAL_GAME = GameSettings()
