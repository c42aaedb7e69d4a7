"""A page of several views: each has controls, a canvas and an explanation, drawn in one order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from ui.shared.places import canvas_and_controls
from ui.shared.text import _

LinkState = TypeVar("LinkState")


@dataclass(frozen=True)
class View(Generic[LinkState]):
    """How one view is drawn; ``canvas`` returns what it shows, for the link.

    ``place`` names what is kept free for the canvas until it is drawn (``ui.shared.places``).
    """

    controls: Callable[[], None]
    canvas: Callable[[], LinkState]
    explain: Callable[[], None]
    place: str


def draw_view(view: View[LinkState]) -> LinkState:
    """Draw the controls, the canvas beside it and the explanation below; returns what is shown."""
    canvas, controls = canvas_and_controls(view.place)
    with controls:
        view.controls()
    with canvas:
        link = view.canvas()
    with st.expander(_("What to look for"), expanded=True):
        view.explain()
    return link
