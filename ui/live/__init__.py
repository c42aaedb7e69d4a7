"""The live components: canvas, charts, numbers and timeline, drawn in the browser.

A component keeps its DOM node and its zoom through every update, and the same modules show exported
pages without a server. The modules lie in folders named as those of ``ui``; ``bundles`` holds what
``build.js`` makes of them, one file for each component and page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from ui.shared.text import _

FOLDER = Path(__file__).parent
RUN = ("run/run.css", "shared/tables.css", "shared/focus.css")
DIAGRAM = (*RUN, "shared/diagram.css")
GROUP = (*RUN, "compare/compare.css")
THEORY = (*RUN, "theory/theory.css")
MODELS = (*RUN, "models/models.css")
LATENT = (*MODELS, "latent/latent.css")


@dataclass(frozen=True)
class Component:
    """Style sheets of a component, and the events of which it tells the page."""

    styles: tuple[str, ...]
    events: tuple[str, ...] = ()


COMPONENTS = {
    "recording": Component((*RUN, "home/home.css")),
    "lab": Component(DIAGRAM, ("state", "control")),
    "diagram": Component(DIAGRAM),
    "drawing_pad": Component((*RUN, "run/pad.css"), ("drawn",)),
    "studio": Component((*RUN, "studio/studio.css"), ("state",)),
    "comparison": Component(GROUP, ("state",)),
    "gallery": Component(GROUP, ("state", "open")),
    "ratio": Component(THEORY, ("state", "shape")),
    "game": Component(THEORY, ("state",)),
    "latent_map": Component(LATENT, ("point",)),
    "latent_sliders": Component(LATENT, ("latent",)),
    "latent_walk": Component(LATENT),
    "latent_encode": Component(LATENT, ("found",)),
    "latent_arithmetic": Component(LATENT, ("terms",)),
    "labels": Component((*MODELS, "labels/labels.css"), ("choice",)),
    "faces": Component((*MODELS, "faces/faces.css")),
    "faces_thesis": Component((*MODELS, "faces/faces.css")),
    "growing": Component((*MODELS, "growing/growing.css"), ("progressive",)),
}
"""By the name of the bundle, whose default export shows the component."""

PAGES = {"replay": RUN, "walk_page": LATENT}
"""Style sheets of the exported pages, by the name of the bundle that fills them."""


@cache
def bundle(name: str) -> str:
    """Return the script of a component or an exported page."""
    return (FOLDER / "bundles" / f"{name}.js").read_text("utf-8")


@cache
def style(sheets: tuple[str, ...]) -> str:
    """Return style sheets as one text."""
    return "".join((FOLDER / sheet).read_text("utf-8") for sheet in sheets)


@cache
def english_text() -> dict[str, str]:
    """Texts that the components show, by the keys that they have in the browser."""
    known: dict[str, str] = json.loads((FOLDER / "shared" / "text.json").read_text("utf-8"))
    return known


def live_text() -> dict[str, str]:
    """Return the texts that the components show, in the visitor's language."""
    return {key: _(value) for key, value in english_text().items()}


def page_parts(name: str) -> dict[str, str]:
    """Return script and style of an exported page."""
    return {"script": bundle(name), "style": style(PAGES[name])}


def show_component(
    name: str,
    data: dict[str, Any],
    *,
    key: str,
    on_change: Mapping[str, Callable[[], None]] | None = None,
) -> Any:  # noqa: ANN401
    """Show or update a component; returns its events by name, None for those not told.

    When an event changes, the page runs again, after the event's function of ``on_change``; the
    session state holds it below ``key``.
    """
    component = COMPONENTS[name]
    show = st.components.v2.component(
        f"gan_explorer.{name}",
        css=style(component.styles),
        js=bundle(name),
        isolate_styles=False,
    )
    called = dict.fromkeys(component.events, _nothing) | dict(on_change or {})
    changes: dict[str, Any] = {f"on_{event}_change": called[event] for event in called}
    return show(data=data, key=key, **changes)


def _nothing() -> None:
    """Leave it at the new script run."""
