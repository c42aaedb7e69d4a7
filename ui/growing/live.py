"""A GAN that grows on the page: its controls, its canvas, and what it made at each side."""

from __future__ import annotations

import io
from dataclasses import replace

import streamlit as st
from PIL import Image

from gan_core.runs.runner import RunnerError
from gan_core.runs.store import RunRecord
from gan_core.settings.progressive import phases, progress_at
from ui.growing.controls import chosen_link_state
from ui.growing.link_state import GrowingLinkState
from ui.growing.live_controls import PAGE, live_setting_controls
from ui.run.image_canvas import studio_canvas
from ui.run.image_data import data_notice
from ui.run.image_session import StudioSession
from ui.run.run_page import begun_run, is_running, run_so_far
from ui.run.run_session import effective_settings
from ui.run.transport import show_refusal
from ui.shared.services import services
from ui.shared.shell import chosen_device
from ui.shared.text import _

CHOSEN = f"{PAGE}-chosen"


@st.cache_resource(scope="session", on_release=lambda session: session.close(), show_spinner=False)
def growing_session() -> StudioSession:
    """Return this visitor's growing GAN; its run is stopped when the tab closes."""
    return StudioSession(services().runner)


def live_controls() -> None:
    """Draw the controls of the GAN that trains here."""
    running = is_running(growing_session().record())
    st.session_state[CHOSEN] = live_setting_controls(running=running)


def live_canvas() -> GrowingLinkState:
    """Draw the run on the canvas; returns its settings and the run for the link."""
    session, settings = growing_session(), st.session_state[CHOSEN]
    if data_notice(settings.dataset):
        try:
            session.prepare(settings, chosen_device())
        except RunnerError as error:
            st.error(str(error))
        show_refusal(PAGE)
        studio_canvas(session, PAGE)
    record = session.record()
    return replace(chosen_link_state(), live=settings, run=begun_run(record))


def live_stages() -> None:
    """Draw what the run made whenever a side had settled, once it has trained."""
    session = growing_session()
    record = session.record()
    if record is None or not run_so_far(record):
        return
    st.caption(_("Each place keeps its latent. Small pictures are doubled to the last side."))
    kept = _settled(session, record)
    for column, (side, step, frame) in zip(st.columns(len(kept)), kept, strict=True):
        with column:
            st.image(
                Image.open(io.BytesIO(frame)).convert("L"), width="stretch",
                caption=_("{side} x {side}, step {step:,}").format(side=side, step=step),
            )  # fmt: skip


def _settled(session: StudioSession, record: RunRecord) -> list[tuple[int, int, bytes]]:
    """Return side, step and sheet of each side that has settled, and of the newest picture."""
    settings = effective_settings(record.image_settings, record.changes)
    steps = session.store.frame_steps(record.id)
    ends = {p.first + p.steps: p.side for p in phases(settings) if not p.fading}
    found = {step: ends[step] for step in steps if step in ends}
    if steps[-1] not in found:
        found[steps[-1]] = progress_at(settings, steps[-1]).phase.side
    frames = session.store.frames(record.id, list(found))
    return [(side, step, frame) for (step, side), frame in zip(found.items(), frames, strict=True)]
