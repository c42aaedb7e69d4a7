"""What the canvases of runs share: their data, a run's message, the usual transport."""

from __future__ import annotations

from typing import Any

import streamlit as st

from gan_core.runs.groups import GroupRecord
from gan_core.runs.run_record import RunRecord
from gan_core.viz.palette import PALETTE
from ui.http.base_path import from_page
from ui.http.feed import PATH as FEED
from ui.live import live_text
from ui.run.session import RunSession, effective_settings
from ui.run.transport import Transport, status_line


def run_data(record: RunRecord | GroupRecord) -> dict[str, Any]:
    """Return what the live component of a run or group needs; its pictures come by the feed."""
    return {
        "palette": PALETTE,
        "text": live_text(),
        "run": {"id": record.id, "state": record.state, "handled": record.handled},
        "feed": from_page(FEED),
        # Any change makes the browser look at the run again, as after a single step.
        "look": [record.handled, record.step],
    }


def total_steps(session: RunSession, record: RunRecord) -> int:
    """Return the step at which a run ends, as the controls or what was changed on its way say."""
    if record.state == "recorded":
        return record.step
    now = effective_settings(record.given, record.changes)
    last = session.wanted if session.longer(record) else now
    return last.last_step


def show_message(record: RunRecord | GroupRecord) -> None:
    """Draw what a run or group says of how it ended, if anything."""
    if record.message:
        (st.error if record.state == "failed" else st.warning)(record.message)


def usual_transport(
    session: RunSession, record: RunRecord, page: str, *, goal: str, seed_help: str
) -> None:
    """Draw Start / Pause, Reset and New seed; ``goal`` labels the control that ends the run."""
    buttons = Transport(session, record, page, goal)
    with st.container(horizontal=True, vertical_alignment="center", key="transport", gap="xsmall"):
        if not buttons.somebody_elses():
            buttons.start_or_pause()
            buttons.reset()
            buttons.new_seed(seed_help)
    buttons.back()
    st.sidebar.caption(status_line(record))
