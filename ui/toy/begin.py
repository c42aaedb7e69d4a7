"""The way into the laboratory on which a run starts by itself, once.

The wish lies in the session and in no address: a reload, a link that is passed on or another
site's page starts nothing.
"""

from __future__ import annotations

import streamlit as st

from gan_core.crew.runner import RunnerError
from gan_core.settings.toy import ToySettings
from ui.controls.address import forget_link
from ui.run.toy_link_state import ToyLinkState, preset_settings, write_toy
from ui.toy.session import ToySession

ASKED = "toy-begin"


def ask_to_begin(preset: str) -> dict[str, str]:
    """Ask for a run of a preset when the laboratory opens next; returns the link to go by."""
    settings = preset_settings(preset)
    st.session_state[ASKED] = settings
    # Also where the laboratory has that address already, the link is a wish.
    forget_link("toy")
    return write_toy(ToyLinkState(preset, settings))


def begin_if_asked(session: ToySession, settings: ToySettings, device: str) -> None:
    """Start a new run, where the page before asked for these settings; queued like any other.

    What is refused becomes the line that a button would leave.
    """
    if st.session_state.pop(ASKED, None) != settings:
        return
    try:
        session.prepare(settings, device)
        record = session.record()
        if record is not None and record.state == "running" and session.mine(record):
            return
        if record is None or record.step or not session.mine(record):
            session.renew(settings, device)
        session.start()
    except RunnerError as error:
        st.session_state["toy-refusal"] = str(error)
