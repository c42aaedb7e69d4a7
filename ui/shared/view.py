"""A page of several views: each has controls, a canvas and an explanation, drawn in one order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from ui.shared.text import _

LinkState = TypeVar("LinkState")


@dataclass(frozen=True)
class View(Generic[LinkState]):
    """How one view is drawn; ``canvas`` returns what it shows, for the link.

    ``height`` is what the canvas has in pixels on a wide screen, one of ``CANVAS_HEIGHTS``: so much
    is kept free until it is drawn, and the explanation below does not move.
    """

    controls: Callable[[], None]
    canvas: Callable[[], LinkState]
    explain: Callable[[], None]
    height: int = 0


def draw_view(view: View[LinkState]) -> LinkState:
    """Draw the controls, the canvas beside it and the explanation below; returns what is shown."""
    left, right = st.columns([2.6, 1], gap="medium")
    with right, st.container(key="controls"):
        view.controls()
    with left, st.container(key=f"canvas-{view.height}"):
        link = view.canvas()
    with st.expander(_("What to look for"), expanded=True):
        view.explain()
    return link
