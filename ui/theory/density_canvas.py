"""What canvases of runs on known distributions share: data, transport and controls."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from gan_core.runs.runner import RunnerError
from gan_core.runs.store import RunRecord
from gan_core.settings.base import Settings
from gan_core.viz.palette import PALETTE
from ui.controls.control_values import chosen_values, put_values, say_refusal
from ui.controls.setting_control import setting_control
from ui.http.feed import feed_url
from ui.live import live_text
from ui.run.run_session import effective_settings
from ui.run.transport import Transport, show_refusal, status_line
from ui.shared.shell import chosen_device
from ui.shared.text import _
from ui.theory.controls import begin_controls, key_of
from ui.theory.density_session import LineSession

Wanted = TypeVar("Wanted", bound=Settings)


def prepared(session: LineSession, settings: Settings, page: str) -> RunRecord | None:
    """Put a run of these settings on the canvas; one line and None where that is refused."""
    try:
        session.prepare(settings, chosen_device())
    except RunnerError as error:
        st.error(str(error))
    show_refusal(page)
    record = session.record()
    if record is not None and record.message:
        (st.error if record.state == "failed" else st.warning)(record.message)
    return record


def run_data(session: LineSession, record: RunRecord) -> dict[str, Any]:
    """Return what the live component needs of a run; its pictures come by the feed."""
    now = effective_settings(record.given, record.changes).as_dict()
    return {
        "palette": PALETTE,
        "text": live_text(),
        "run": {"id": record.id, "state": record.state, "handled": record.handled},
        "feed": feed_url(),
        # Any change makes the browser look at the run again.
        "look": [record.handled, record.step],
        "total": session.wanted.steps if session.longer(record) else now["steps"],
    }


def line_transport(session: LineSession, record: RunRecord, page: str) -> None:
    """Draw Start / Pause, Reset and New seed."""
    buttons = Transport(session, record, page, _("Steps"))
    with st.container(horizontal=True, vertical_alignment="center", key="transport", gap="xsmall"):
        buttons.start_or_pause()
        buttons.reset()
        buttons.new_seed(_("Other first weights, other points."))
    buttons.back()
    st.sidebar.caption(status_line(record))


def chosen_settings(view: str, usual: Wanted) -> Wanted:
    """Return what a view's controls say; a number that is refused is the last valid one.

    Its control says so; what else is refused is one line here, and nothing changes.
    """
    begin_controls(view, usual)
    fields = dataclasses.fields(usual)
    values = {spec.name: st.session_state[key_of(view, spec.name)] for spec in fields}
    said = [spec.name for spec in fields if "low" in spec.metadata]
    return chosen_values(f"learns-{view}", type(usual), values, said=said)


def setting_rows(view: str, usual: Settings, labels: Mapping[str, str], *, running: bool) -> None:
    """Draw the controls of settings, two a row; while it trains only those that may change."""
    fields = {spec.name: spec for spec in dataclasses.fields(usual)}
    names: Sequence[str] = list(labels)
    for start in range(0, len(names), 2):
        for column, name in zip(st.columns(2), names[start : start + 2], strict=False):
            with column:
                disabled = running and name not in usual.live
                key = key_of(view, name)
                setting_control(fields[name], labels[name], key=key, disabled=disabled)
                if "low" in fields[name].metadata:
                    say_refusal(fields[name], labels[name], key)


def preset_chooser(
    view: str, usual: Settings, presets: Mapping[str, Mapping[str, object]], help: str
) -> None:
    """Draw the choice of an experiment, which puts its settings into the controls.

    It says so when the controls are no experiment's any more.
    """
    key = key_of(view, "preset")
    keys = {name: key_of(view, name) for name in usual.as_dict()}

    def take() -> None:
        chosen = presets.get(st.session_state[key])
        if chosen is not None:
            values = usual.as_dict() | dict(chosen)
            put_values({keys[name]: value for name, value in values.items()})

    now = {name: st.session_state[of] for name, of in keys.items() if name != "seed"}
    fitting = [
        name
        for name, changes in presets.items()
        if now == {n: v for n, v in (usual.as_dict() | dict(changes)).items() if n != "seed"}
    ]
    own = _("Settings of your own")
    st.session_state[key] = fitting[0] if fitting else own
    st.selectbox(
        _("Experiment"), [*presets, *([] if fitting else [own])], key=key, on_change=take,
        persist_state="session", help=help,
    )  # fmt: skip
