"""The canvas of the toy laboratory: live picture, numbers, timeline, and the transport below."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from gan_core.runs.run_record import RunRecord
from ui.controls.toy_labels import LABELS, LOSS_NAMES
from ui.live import show_component
from ui.run.canvas import run_data, show_message, total_steps
from ui.run.session import effective_settings
from ui.run.settings_text import about_run
from ui.run.toy_scene import scene
from ui.run.transport import Transport, status_line
from ui.shared.text import _, marked
from ui.toy.controls import View
from ui.toy.diagram import open_control, toy_diagram
from ui.toy.session import ToySession, recorded_run
from ui.toy.troubles import is_classifier, troubles

PACES = {
    marked("Full speed"): (0.0, False),
    marked("50 steps/s"): (0.02, False),
    marked("10 steps/s"): (0.1, False),
    marked("Slow motion"): (1.2, True),
}


def canvas(session: ToySession, view: View, is_locked: Callable[[str], bool]) -> None:
    """Draw the canvas and the transport; the browser fetches the pictures of the run itself.

    ``is_locked`` tells which settings the link fixes.
    """
    record = session.record()
    if record is None:
        return
    show_message(record)
    if record.grouped and session.runner.group_status(record.grouped).active:
        st.info(
            _("This run trains in a comparison or sweep, which steers it; here you can watch it.")
        )
    diagram = toy_diagram(
        effective_settings(record.settings, record.changes), lambda name: not is_locked(name)
    )
    show_component(
        "lab", canvas_data(session, record, view) | {"diagram": diagram}, key="toy-canvas",
        on_change={"control": _open_asked_control},
    )  # fmt: skip
    transport(session, record, locked=is_locked("seed"))


def _open_asked_control() -> None:
    """Open the tab with the control that the diagram asked for."""
    name = st.session_state["toy-canvas"].control
    if name in LABELS:
        open_control(name)


def canvas_data(session: ToySession, record: RunRecord, view: View) -> dict[str, Any]:
    """Return what the live component needs of the page; the run itself comes by the feed."""
    return run_data(record) | {
        "total": total_steps(session, record),
        "about": toy_about(record),
        "troubles": troubles(record),
        "classifier": is_classifier(record.settings),
        "side": 452,
        "scene": scene(record.settings, ellipses="ellipses" in view.layers),
        **view.as_data(),
    }


def toy_about(record: RunRecord) -> dict[str, Any]:
    """Return what a saved picture of a run says of it."""
    loss = record.settings.loss
    title = _("{page}: {name}").format(page=_("25 Gaussians"), name=LOSS_NAMES.get(loss, loss))
    return about_run(record, title, loss)


def transport(session: ToySession, record: RunRecord, *, locked: bool) -> None:
    """Draw Start / Pause, the single steps, Reset, New seed and the speed."""
    buttons = Transport(session, record, "toy", LABELS["epochs"])
    with st.container(horizontal=True, vertical_alignment="center", key="transport", gap="xsmall"):
        if buttons.somebody_elses():
            st.sidebar.caption(status_line(record))
            return
        buttons.start_or_pause()
        for part, label, text in (
            ("discriminator", _("Step D"), _("One update of D alone; G stays as it is.")),
            ("generator", _("Step G"), _("One update of G alone; D stays as it is.")),
            ("both", _("Step both"), _("One whole step: D, then G.")),
        ):
            buttons.button(
                label, partial(session.step, part), name=part, help=text,
                disabled=buttons.running or buttons.over,
            )  # fmt: skip
        buttons.reset()
        if not locked:
            buttons.new_seed(_("Other points, other initial weights, other noise."))
        pace = st.selectbox(
            _("Speed"), list(PACES), key="toy-pace", label_visibility="collapsed", width=140,
            persist_state="session", format_func=_,
            help=_("Slow motion shows each part of a step with a caption."),
        )  # fmt: skip
    buttons.back()
    recorded = recorded_run(session.wanted)
    if recorded and not record.begun and not buttons.running:
        buttons.button(
            _("Show a recorded run of {epochs} epochs").format(epochs=session.wanted.epochs),
            partial(session.adopt, recorded, session.device),
            name="recorded", icon=":material/history:", kind="tertiary",
            help=_("Trained once with exactly these settings and shipped; nothing trains now."),
        )  # fmt: skip
    delay, slow = PACES[pace]
    session.set_pace(delay, slow=slow)
    st.sidebar.caption(status_line(record))
