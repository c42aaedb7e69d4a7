"""The settings that a run of the view ``ratio`` has at first."""

from __future__ import annotations

from gan_core.theory.settings import RatioSettings

USUAL_RATIO = RatioSettings()
