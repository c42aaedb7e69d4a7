"""The recorded run that plays on the home page, in the browser alone."""

from __future__ import annotations

import streamlit as st

from gan_core.recipes.toy import toy_preset
from gan_core.viz.palette import PALETTE
from ui.home.files import RECORDED, file_address
from ui.live import live_text, show_component
from ui.run.toy_scene import scene

SIDE = 500
"""Pixels of the picture where there is room; its place is kept by ``ui.shared.page_css``."""


def recording_text() -> dict[str, str]:
    """Return the texts that the recording shows, in the visitor's language."""
    names = (
        "recording_", "canvas_", "axis_", "legend_", "bar_", "points_", "badge_recorded",
        "value_", "values_", "number_step", "number_modes_short", "number_quality_short",
    )  # fmt: skip
    return {name: text for name, text in live_text().items() if name.startswith(names)}


def recording() -> None:
    """Draw the recorded run; the browser fetches it once, then plays it by itself."""
    data = {
        "palette": PALETTE,
        "text": recording_text(),
        "side": SIDE,
        "scene": scene(toy_preset(RECORDED).settings(), ellipses=False),
        "file": file_address(f"{RECORDED}.safetensors"),
    }
    with st.container(key="home-recording"):
        show_component("recording", data, key="home-recording-view")
