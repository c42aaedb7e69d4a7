"""The page of theory: its link, the choice of view, and the runs that its views train."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.controls.address import take_link_state, write_link
from ui.controls.control_values import put_values
from ui.run.run_page import take_run
from ui.shared.text import _, plain
from ui.theory.controls import put_choice
from ui.theory.density_session import game_session, ratio_session
from ui.theory.link_state import LearnsLinkState, read_learns, write_learns

PAGE = "learns"
VIEW = f"{PAGE}-view"
VIEW_NAMES = {
    "ratio": _("Density ratio"),
    "divergences": _("Divergences"),
    "game": _("The game"),
    "vae": _("AE to VAE"),
    "rules": _("DCGAN's rules"),
}
SESSIONS = {"ratio": ratio_session, "game": game_session}
"""The runs of the views that train."""


def load_learns() -> tuple[LearnsLinkState, bool]:
    """Return the link state and whether the link is new; a new one fills the controls."""
    return take_link_state(PAGE, read_learns, _show)


def _show(link: LearnsLinkState) -> None:
    put_values({VIEW: link.view})
    put_choice(link.view, link.settings)


def take_live_run(link: LearnsLinkState) -> None:
    """Bring the run that a new link names onto the canvas of a view that trains."""
    if link.view in SESSIONS:
        take_run(SESSIONS[link.view](), link)


def view_chooser() -> str:
    """Draw the choice of view above the canvas."""
    return str(
        st.segmented_control(
            _("View"), list(VIEW_NAMES), key=VIEW, required=True,
            format_func=lambda name: VIEW_NAMES[name], label_visibility="collapsed",
            help=_("Five experiments, each with what theory says beside what was measured."),
            persist_state="session",
        )
    )  # fmt: skip


def show_learns_notices(
    place: DeltaGenerator, asked: LearnsLinkState, shown: LearnsLinkState
) -> None:
    """Show what was left out of the link, until the visitor does something."""
    if (shown.view, shown.settings) == (asked.view, asked.settings):
        for notice in asked.notices:
            place.warning(plain(notice))


def show_learns_link(link: LearnsLinkState) -> None:
    """Write what the page shows into the address."""
    write_link(PAGE, write_learns(link))
