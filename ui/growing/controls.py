"""Controls that the views of progressive growing share, and what all controls say."""

from __future__ import annotations

import streamlit as st

from gan_core.checkpoints.native import CheckpointError, Model
from ui.controls.control_group import ControlGroup
from ui.growing.link_state import (
    ProgressiveChoice,
    ProgressiveLinkState,
    final_resolution,
    live_base,
    progressive_models,
)
from ui.models.model_list import MODEL_NAMES
from ui.models.shown_resolutions import shown_resolutions
from ui.shared.text import _

SHOWN_NETWORK = ControlGroup("growing", ProgressiveChoice)
MODEL = SHOWN_NETWORK.key("model")
TOKEN = "growing-token"


def renew() -> None:
    """Make the canvas begin anew with what the controls say."""
    st.session_state[TOKEN] = st.session_state.get(TOKEN, 0) + 1


def chosen_link_state() -> ProgressiveLinkState:
    """Return what the controls say; a value that is refused shows one line."""
    return ProgressiveLinkState(
        str(st.session_state[MODEL]), SHOWN_NETWORK.chosen(said=["seed"]), live_base()
    )


def model_chooser() -> None:
    """Draw the choice of a progressive model."""
    st.selectbox(
        _("Model"), progressive_models(), key=MODEL, on_change=_show_final,
        format_func=lambda name: MODEL_NAMES.get(name, name), persist_state="session",
        help=_("Which shipped progressive GAN is shown."),
    )  # fmt: skip


def _show_final() -> None:
    """Show another model at its final resolution."""
    st.session_state[SHOWN_NETWORK.key("resolution")] = final_resolution(st.session_state[MODEL])
    st.session_state[SHOWN_NETWORK.key("alpha")] = 1.0
    renew()


def resolutions_of_model(name: str) -> dict[int, Model]:
    """Return a model at every resolution; none, with one line, where it is not here."""
    try:
        return shown_resolutions(name)
    except CheckpointError as error:
        st.error(str(error))
        return {}
