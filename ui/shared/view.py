"""A page of several views: each has a desk, a stage and an explanation, drawn in one order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from ui.shared.text import _

Lesson = TypeVar("Lesson")


@dataclass(frozen=True)
class View(Generic[Lesson]):
    """How one view is drawn; ``stage`` returns what it shows, for the link."""

    desk: Callable[[], None]
    stage: Callable[[], Lesson]
    explain: Callable[[], None]


def draw_view(view: View[Lesson]) -> Lesson:
    """Draw the desk, the stage beside it and the explanation below; returns what is shown."""
    left, right = st.columns([2.6, 1], gap="medium")
    with right, st.container(key="desk"):
        view.desk()
    with left:
        lesson = view.stage()
    with st.expander(_("What to look for"), expanded=True):
        view.explain()
    return lesson
