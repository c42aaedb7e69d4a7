"""The live component: canvas, charts, numbers and timeline, drawn on canvas in the browser.

It keeps its DOM node and its zoom through every update, and the same scripts show an exported
replay without a server.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

import streamlit as st

from ui.shared.text import _

FOLDER = Path(__file__).parent
SCRIPTS = (
    "format", "frames", "contours", "viewport", "layers", "furniture", "stage",
    "chart", "timeline", "strip", "layout", "feed", "player", "lab", "mount",
)  # fmt: skip
"""Joined in this order they form one scope."""

STUDIO_SCRIPTS = (
    "format", "frames", "chart", "timeline", "strip", "layout", "feed", "player",
    "sheet", "studio_numbers", "studio_phases", "studio_layout", "studio", "mount",
)  # fmt: skip
"""What models on pictures need; the toy laboratory's plane is not among it."""

LATENT_SCRIPTS = (
    "format", "frames", "viewport", "pictures", "models_client", "save_view", "latent_view",
    "picture_views",
    "code_plane", "latent_map", "latent_sliders", "latent_walk", "digit_pad", "latent_encode",
    "latent_arithmetic", "label_room", "latent_mount",
)  # fmt: skip
"""What views of trained models need."""

FACES_SCRIPTS = (
    "format", "frames", "viewport", "models_client", "pictures", "save_view", "latent_view",
    "picture_views", "faces_client", "faces_marks", "faces_gestures", "faces_plane", "faces_look",
    "faces_gallery", "faces_map", "latent_mount",
)  # fmt: skip
"""What the map of faces needs."""

GROWTH_SCRIPTS = (
    "format", "frames", "strip", "models_client", "save_view", "latent_view",
    "growth_network", "growth_view", "latent_mount",
)  # fmt: skip
"""What a GAN that has grown needs."""

LINE_SCRIPTS = (
    "format", "frames", "chart", "timeline", "strip", "layout", "feed", "player",
    "line_shapes", "line_panel", "line_handles", "line_layout", "plane_panel", "ratio_views",
    "ratio", "game", "mount",
)  # fmt: skip
"""What runs on known distributions need."""

GROUP_SCRIPTS = ("small_stage", "group_feed", "comparison", "gallery", "gallery_mount")
"""What pages add that show several runs."""


@cache
def live_script() -> str:
    """Return the laboratory's scripts as one text."""
    return _joined(SCRIPTS)


def _joined(names: Iterable[str]) -> str:
    return "\n".join((FOLDER / f"{name}.js").read_text("utf-8") for name in names)


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


@cache
def latent_script() -> str:
    """Return the scripts of trained models' views as one text."""
    return _joined(LATENT_SCRIPTS)


@cache
def latent_style() -> str:
    """Return the style sheet of trained models' views."""
    return live_style() + (FOLDER / "latent.css").read_text("utf-8")


def _module(script: str, mount: str) -> str:
    return f"{script}\nexport default function(component) {{ return {mount}; }}"


def _component(name: str, script: str, style: str, mount: str) -> Callable[..., Any]:
    """Return a component whose scripts are ``script`` and which ``mount`` shows.

    It fetches pictures itself; when the state of what it shows changes by itself, the page runs
    again.
    """
    renderer = st.components.v2.component(
        f"gan_explorer.{name}", css=style, js=_module(script, mount), isolate_styles=False
    )
    return partial(renderer, on_state_change=lambda: None)


def live_lab(data: dict[str, Any], *, key: str) -> None:
    """Show or update the live component."""
    mount = "mountPlayer(component, Lab)"
    _component("lab", live_script(), live_style(), mount)(data=data, key=key)


def live_studio(data: dict[str, Any], *, key: str) -> None:
    """Show or update a model on pictures while it trains."""
    mount = "mountPlayer(component, Studio)"
    _component("studio", _studio_script(), _studio_style(), mount)(data=data, key=key)


def live_ratio(data: dict[str, Any], *, key: str, on_shape: Callable[[], None]) -> None:
    """Show or update D between two densities; ``on_shape`` is called when one was moved by hand.

    The session state then holds which it was and its text below ``key``, as ``shape``.
    """
    show = _component(
        "ratio", _joined(LINE_SCRIPTS), _line_style(), "mountPlayer(component, Ratio)"
    )
    show(data=data, key=key, on_shape_change=on_shape)


def live_game(data: dict[str, Any], *, key: str) -> None:
    """Show or update both games on the line."""
    mount = "mountPlayer(component, Game)"
    _component("game", _joined(LINE_SCRIPTS), _line_style(), mount)(data=data, key=key)


@cache
def _line_style() -> str:
    return live_style() + (FOLDER / "line.css").read_text("utf-8")


def live_comparison(data: dict[str, Any], *, key: str) -> None:
    """Show or update the runs of a group beside each other."""
    mount = "mountPlayer(component, Comparison)"
    _component("comparison", _group_script(), _group_style(), mount)(data=data, key=key)


def live_gallery(data: dict[str, Any], *, key: str) -> str | None:
    """Show or update a sweep's pictures; returns the run that was just clicked."""
    mount = "mountGallery(component)"
    show = _component("gallery", _group_script(), _group_style(), mount)
    result = show(data=data, key=key, on_open_change=lambda: None)
    return str(result.open) if result.open else None


def live_latent(view: str, data: dict[str, Any], *, key: str, states: list[str]) -> Any:  # noqa: ANN401
    """Show or update a view of trained models; ``states`` are what it tells the page of."""
    renderer = st.components.v2.component(
        f"gan_explorer.{view}",
        css=latent_style(),
        js=_module(latent_script(), f"mountLatent(component, {view})"),
        isolate_styles=False,
    )
    changes: dict[str, Any] = {f"on_{name}_change": lambda: None for name in states}
    return renderer(data=data, key=key, **changes)


def live_faces(data: dict[str, Any], *, key: str) -> None:
    """Show or update generated faces among real ones."""
    script, style = (
        _joined(FACES_SCRIPTS),
        latent_style() + (FOLDER / "faces.css").read_text("utf-8"),
    )
    mount = "mountLatent(component, FacesMap)"
    _component("faces", script, style, mount)(data=data, key=key)


def live_growth(data: dict[str, Any], *, key: str) -> Any:  # noqa: ANN401
    """Show or update a GAN that has grown; ``growth`` of the answer is where one is."""
    script = _joined(GROWTH_SCRIPTS)
    style = latent_style() + (FOLDER / "growth.css").read_text("utf-8")
    show = _component("growth", script, style, "mountLatent(component, GrowthRoom)")
    return show(data=data, key=key, on_growth_change=lambda: None)
