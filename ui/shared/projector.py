"""The projector mode: large type and thick lines, for who sits in the back row.

The address says it (``?projector=1``), and a script in the page (``ui.http.page_additions``) tells
the style sheet and the live components, which are there before any of the page's own script runs.
"""

from __future__ import annotations

import streamlit as st

from ui.shared.language import PARAMETER as LANGUAGE
from ui.shared.language import language_parameter
from ui.shared.link_choice import LinkChoice
from ui.shared.text import _

PARAMETER = "projector"
ON, OFF = "1", "0"
CONTROL = "projector"
FULL_SCREEN = "full-screen"
"""The key of a button that the page's script listens to: only a browser's own click may ask for
the whole screen."""
CHOICE = LinkChoice(PARAMETER, (ON, OFF))
DISPLAY_PARAMETERS = (LANGUAGE, PARAMETER)
"""What of an address says how a page looks, and nothing of what it shows."""


def decide_projector() -> bool:
    """Return whether this run of a page is for a projector; its address then says so, too."""
    wanted = CHOICE.decide()[0] == ON
    if wanted and st.query_params.get(PARAMETER) != ON:
        st.query_params[PARAMETER] = ON
    return wanted


def projector_switch() -> None:
    """Draw the switch, and in the mode the button for the whole screen."""
    st.session_state[CONTROL] = CHOICE.chosen() == ON
    st.toggle(
        _("Projector"),
        key=CONTROL,
        on_change=_take_choice,
        help=_(
            "Type half as large again and thicker lines on every page, to be read from the back "
            "row. The address then ends with projector=1, so a link can have it, too."
        ),
    )
    if CHOICE.chosen() == ON:
        st.button(
            _("Full screen"), key=FULL_SCREEN, icon=":material/fullscreen:",
            help=_("The page without the browser around it; Escape ends that."),
        )  # fmt: skip


def _take_choice() -> None:
    wanted = ON if st.session_state[CONTROL] else OFF
    CHOICE.choose(wanted)
    if wanted == ON:
        st.query_params[PARAMETER] = ON
    else:
        st.query_params.pop(PARAMETER, None)


def display_parameters() -> dict[str, str]:
    """Return what a link within the app has of how pages look: nothing, where nothing was chosen.

    The language, and the projector mode where it is on.
    """
    projector = {PARAMETER: ON} if CHOICE.chosen() == ON else {}
    return language_parameter() | projector
