"""The scene under a run's moving points, kept for all settings that have the same data."""

from __future__ import annotations

from typing import Any

import streamlit as st

from gan_core.settings.toy import ToySettings
from gan_core.viz.live_scene import live_scene, scene_ellipses
from ui.shared.text import _

DATA_FIELDS = (
    "data", "grid", "drawn", "spacing", "sigma", "samples_per_mode", "batch_size", "seed",
)  # fmt: skip
"""The settings on which the real points depend; all settings beside each other share them."""


def scene(settings: ToySettings, *, ellipses: bool) -> dict[str, Any]:
    """Return the live component's ``scene``; fits the mixture only when it is asked for."""
    # Only what the data depends on is the key, so that other settings find it in the cache.
    data = ToySettings(**{name: getattr(settings, name) for name in DATA_FIELDS})
    content = _scene(data)
    if not ellipses:
        return content
    with st.spinner(_("Fitting the Gaussian mixture…")):
        return content | {"ellipses": _ellipses(data)}


@st.cache_data(max_entries=32, show_spinner=False)
def _scene(settings: ToySettings) -> dict[str, Any]:
    return live_scene(settings)


@st.cache_data(max_entries=32, show_spinner=False)
def _ellipses(settings: ToySettings) -> list[list[float]]:
    return scene_ellipses(settings)
