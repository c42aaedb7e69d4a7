"""The live component: stage, charts, numbers and timeline, drawn on canvas in the browser.

It keeps its DOM node and its zoom through every update, and the same scripts show an exported
replay without a server.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from ui.text import _

FOLDER = Path(__file__).parent
SCRIPTS = (
    "format", "frames", "contours", "viewport", "layers", "furniture", "stage",
    "chart", "timeline", "strip", "layout", "feed", "lab", "mount",
)  # fmt: skip
"""Joined in this order they form one scope."""


@cache
def live_script() -> str:
    """All scripts as one text."""
    return "\n".join((FOLDER / f"{name}.js").read_text("utf-8") for name in SCRIPTS)


@cache
def live_style() -> str:
    """Return the component's style sheet."""
    return (FOLDER / "live.css").read_text("utf-8")


@cache
def live_text() -> dict[str, str]:
    """Texts that the scripts show, translated."""
    english = json.loads((FOLDER / "text.json").read_text("utf-8"))
    return {key: _(value) for key, value in english.items()}


def live_lab(data: dict[str, Any], *, key: str) -> None:
    """Show or update the live component.

    It fetches pictures itself; when the run's state changes by itself, the page runs again.
    """
    renderer = st.components.v2.component(
        "gan_explorer.lab",
        css=live_style(),
        js=live_script() + "\nexport default function(component) { return mountLab(component); }",
        isolate_styles=False,
    )
    renderer(data=data, key=key, on_state_change=lambda: None)
