"""The view divergences: its desk, its stage, what to look for."""

from __future__ import annotations

import streamlit as st

from ui.learns_controls import view_choice
from ui.learns_lesson import USUAL, LearnsLesson

VIEW = "divergences"


def divergences_desk() -> None:
    """Draw the controls."""


def divergences_stage() -> LearnsLesson:
    """Draw the stage; returns what it shows, for the link."""
    chosen = view_choice(VIEW, USUAL[VIEW])
    return LearnsLesson(VIEW, chosen)


def divergences_explanation() -> None:
    """Say what to look for."""
    st.markdown("")
