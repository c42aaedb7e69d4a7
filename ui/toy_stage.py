"""The stage of the toy laboratory: live picture, numbers, timeline, and the transport below."""

from __future__ import annotations

from typing import Any

import streamlit as st

from gan_core.runs.runner import RunnerError
from gan_core.runs.store import RunRecord
from gan_core.viz.palette import PALETTE
from ui.control_values import put_values
from ui.feed import feed_url
from ui.live import live_lab, live_text
from ui.run_session import effective_settings
from ui.shell import device_label
from ui.text import _
from ui.toy_controls import View, key_of, show_settings
from ui.toy_scene import scene
from ui.toy_session import ToySession, recorded_run

PACES = {
    _("Full speed"): (0.0, False),
    _("50 steps/s"): (0.02, False),
    _("10 steps/s"): (0.1, False),
    _("Slow motion"): (1.2, True),
}

STATES = {
    "preparing": _("building the networks"),
    "ready": _("untrained, ready to start"),
    "running": _("training"),
    "paused": _("paused"),
    "stopped": _("stopped; it can go on"),
    "finished": _("finished"),
    "recorded": _("a recorded run, not trained here"),
    "failed": _("ended early"),
}


def stage(session: ToySession, view: View, *, locked: bool) -> None:
    """Draw the stage and the transport; the browser fetches the pictures of the run itself.

    ``locked``: the link fixes the seed.
    """
    record = session.record()
    if record is None:
        return
    if record.message:
        (st.error if record.state == "failed" else st.warning)(record.message)
    if record.grouped and session.runner.group_status(record.grouped).active:
        st.info(
            _("This run trains in a comparison or sweep, which steers it; here you can watch it.")
        )
    live_lab(stage_data(session, record, view), key="toy-stage")
    transport(session, record, locked=locked)


def stage_data(session: ToySession, record: RunRecord, view: View) -> dict[str, Any]:
    """Return what the live component needs of the page; the run itself comes by the feed."""
    return {
        "palette": PALETTE,
        "text": live_text(),
        "side": 452,
        "scene": scene(record.settings, ellipses="ellipses" in view.layers),
        "run": {"id": record.id, "state": record.state, "handled": record.handled},
        "feed": feed_url(),
        # Any change makes the browser look at the run again, as after a single step.
        "look": [record.handled, record.step],
        **view.as_data(),
    }


def transport(session: ToySession, record: RunRecord, *, locked: bool) -> None:
    """Draw Start / Pause, the single steps, Reset, New seed and the speed."""
    running = record.state == "running"
    over = record.state == "failed" or (record.state == "finished" and not session.longer(record))
    with st.container(horizontal=True, vertical_alignment="center", key="transport", gap="xsmall"):
        if running:
            st.button(
                _("Pause"), icon=":material/pause:", type="primary", key="toy-pause",
                on_click=_act, args=(session, "pause"),
                help=_("Stop after the update that is under way."),
            )  # fmt: skip
        else:
            st.button(
                _("Start") if not record.step or record.state == "recorded" else _("Go on"),
                icon=":material/play_arrow:", type="primary", key="toy-start",
                on_click=_act, args=(session, "start"), disabled=over,
                help=_("Finished. Raise 'Stop at epoch' to go on.") if over
                else _("Train until the epoch set under 'Stop at epoch'."),
            )  # fmt: skip
        for part, label, text in (
            ("discriminator", _("Step D"), _("One update of D alone; G stays as it is.")),
            ("generator", _("Step G"), _("One update of G alone; D stays as it is.")),
            ("both", _("Step both"), _("One whole step: D, then G.")),
        ):
            st.button(
                label, key=f"toy-step-{part}", on_click=_act, args=(session, "step", part),
                disabled=running or over, help=text,
            )  # fmt: skip
        st.button(
            _("Reset"), icon=":material/replay:", key="toy-reset", on_click=_act,
            args=(session, "reset"), help=_("Back to the untrained networks of the same seed."),
        )  # fmt: skip
        if not locked:
            st.button(
                _("New seed"), icon=":material/casino:", key="toy-new-seed", on_click=_act,
                args=(session, "new seed"), help=_("Other points, other weights, other noise."),
            )  # fmt: skip
        pace = st.selectbox(
            _("Speed"), list(PACES), key="toy-pace", label_visibility="collapsed", width=140,
            persist_state="session",
            help=_("Slow motion shows each part of a step with a caption."),
        )  # fmt: skip
    if session.previous and not record.step and record.state != "running":
        st.button(
            _("Back to the run before"), icon=":material/undo:", type="tertiary", key="toy-back",
            on_click=_act, args=(session, "back"),
            help=_("The run that was on the stage is kept; this takes it back with its settings."),
        )  # fmt: skip
    if recorded_run(session.wanted) and not record.step and not running:
        st.button(
            _("Show a recorded run of {epochs} epochs").format(epochs=session.wanted.epochs),
            icon=":material/history:", type="tertiary", key="toy-recorded",
            on_click=_act, args=(session, "recorded"),
            help=_("Trained once with exactly these settings and shipped; nothing trains now."),
        )  # fmt: skip
    delay, slow = PACES[pace]
    session.set_pace(delay, slow=slow)
    st.sidebar.caption(status_line(record))


def status_line(record: RunRecord) -> str:
    """Return where and how a run stands."""
    return _("{device}: {state}").format(
        device=device_label(record.device), state=STATES[record.state]
    )


def _act(session: ToySession, action: str, part: str = "") -> None:
    """Carry out a button; a refusal becomes one line on the page."""
    try:
        match action:
            case "start":
                session.start()
            case "pause":
                session.runner.pause(session.run)
            case "step":
                session.step(part)
            case "reset":
                session.renew(session.wanted, session.device)
            case "recorded":
                session.adopt(recorded_run(session.wanted), session.device)
            case "back":
                before = session.runner.status(session.previous)
                show_settings(effective_settings(before.settings, before.changes))
                session.adopt(session.previous, session.device)
            case "new seed":
                seed = (session.wanted.seed + 1) % 2**31
                put_values({key_of("seed"): seed})
                session.renew(session.wanted.replace(seed=seed), session.device)
    except RunnerError as error:
        st.session_state["toy-refusal"] = str(error)
