"""The live component: stage, charts, numbers and timeline, drawn on canvas in the browser.

It keeps its DOM node and its zoom through every update, and the same scripts show an exported
replay without a server.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from ui.text import _

FOLDER = Path(__file__).parent
SCRIPTS = (
    "format", "frames", "contours", "viewport", "layers", "furniture", "stage",
    "chart", "timeline", "strip", "layout", "feed", "player", "lab", "mount",
)  # fmt: skip
"""Joined in this order they form one scope."""

STUDIO_SCRIPTS = (
    "format", "frames", "chart", "timeline", "strip", "layout", "feed", "player",
    "sheet", "studio_numbers", "studio_layout", "studio", "mount",
)  # fmt: skip
"""What models on pictures need; the toy laboratory's plane is not among it."""

GROUP_SCRIPTS = ("small_stage", "group_feed", "comparison", "gallery", "group_mount")
"""What pages add that show several runs."""


@cache
def live_script() -> str:
    """Return the laboratory's scripts as one text."""
    return _joined(SCRIPTS)


def _joined(names: Iterable[str]) -> str:
    return "\n".join((FOLDER / f"{name}.js").read_text("utf-8") for name in names)


def _exported(script: str, mount: str) -> str:
    """Return the script as the module that Streamlit loads; ``mount`` shows its component."""
    return f"{script}\nexport default function(component) {{ return {mount}; }}"


@cache
def live_style() -> str:
    """Return the component's style sheet."""
    return (FOLDER / "live.css").read_text("utf-8")


@cache
def _group_script() -> str:
    return _joined((*SCRIPTS, *GROUP_SCRIPTS))


@cache
def _group_style() -> str:
    return live_style() + (FOLDER / "group.css").read_text("utf-8")


@cache
def _studio_script() -> str:
    return _joined(STUDIO_SCRIPTS)


@cache
def _studio_style() -> str:
    return live_style() + (FOLDER / "studio.css").read_text("utf-8")


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
        js=_exported(live_script(), "mountPlayer(component, Lab)"),
        isolate_styles=False,
    )
    renderer(data=data, key=key, on_state_change=lambda: None)


def live_studio(data: dict[str, Any], *, key: str) -> None:
    """Show or update a model on pictures while it trains.

    It fetches sheets itself; when the run's state changes by itself, the page runs again.
    """
    renderer = st.components.v2.component(
        "gan_explorer.studio",
        css=_studio_style(),
        js=_exported(_studio_script(), "mountPlayer(component, Studio)"),
        isolate_styles=False,
    )
    renderer(data=data, key=key, on_state_change=lambda: None)


def live_comparison(data: dict[str, Any], *, key: str) -> None:
    """Show or update the runs of a group beside each other."""
    renderer = st.components.v2.component(
        "gan_explorer.comparison",
        css=_group_style(),
        js=_exported(_group_script(), "mountGroup(component, Comparison, POLL_COMPARE)"),
        isolate_styles=False,
    )
    renderer(data=data, key=key, on_state_change=lambda: None)


def live_gallery(data: dict[str, Any], *, key: str) -> str | None:
    """Show or update a sweep's pictures; returns the run that was just clicked."""
    renderer = st.components.v2.component(
        "gan_explorer.gallery",
        css=_group_style(),
        js=_exported(_group_script(), "mountGroup(component, Gallery, POLL_SWEEP)"),
        isolate_styles=False,
    )
    result = renderer(data=data, key=key, on_state_change=lambda: None, on_open_change=lambda: None)
    return str(result.open) if result.open else None
