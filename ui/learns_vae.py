"""The view vae: its desk, its stage, what to look for."""

from __future__ import annotations

import streamlit as st

from ui.learns_controls import view_choice
from ui.learns_lesson import USUAL, LearnsLesson

VIEW = "vae"


def vae_desk() -> None:
    """Draw the controls."""


def vae_stage() -> LearnsLesson:
    """Draw the stage; returns what it shows, for the link."""
    chosen = view_choice(VIEW, USUAL[VIEW])
    return LearnsLesson(VIEW, chosen)


def vae_explanation() -> None:
    """Say what to look for."""
    st.markdown("")
