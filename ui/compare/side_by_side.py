"""Side by side: two to four settings in lockstep, their pictures, and their curves."""

from __future__ import annotations

from typing import Any

import streamlit as st

from gan_core.runs.groups import GroupPlan, GroupRecord
from gan_core.runs.runner import RunnerError
from gan_core.settings.base import SettingsError
from gan_core.settings.toy import ToySettings
from gan_core.viz.palette import PALETTE
from ui.compare.controls import refusal, setting_controls, shared_controls
from ui.compare.group_link import LAB, run_link
from ui.compare.group_session import GroupSession
from ui.compare.link_state import CompareLinkState, side_settings
from ui.http.feed import feed_url
from ui.live import live_text, show_component
from ui.run.series_legend import stroke
from ui.run.toy_scene import scene
from ui.shared.shell import chosen_device
from ui.shared.text import _

LAYERS = {"field": True, "real": True, "fake": True, "centers": True}
REFUSAL = "compare-refusal"


def column_labels(link: CompareLinkState) -> list[str]:
    """Return a name for each column: its letter, its preset, and a mark when it is changed."""
    letters = "abcd"[: link.count]
    changed = {letter: "*" if getattr(link, f"{letter}_set") else "" for letter in letters}
    return [f"{x.upper()} {getattr(link, x)}{changed[x]}" for x in letters]


def side_controls(session: GroupSession) -> None:
    """Draw the controls over the pictures; they rest while the runs train."""
    record = session.record()
    running = record is not None and record.state == "running"
    shared_controls(disabled=running)
    setting_controls(int(st.session_state["compare-count"]), disabled=running)


def side_by_side(session: GroupSession, link: CompareLinkState) -> None:
    """Draw pictures and transport; the browser fetches the pictures itself."""
    settings: list[ToySettings] = []
    for letter, found in side_settings(link):
        if isinstance(found, SettingsError):
            refusal(letter, found)
        else:
            settings.append(found)
    if len(settings) == link.count:
        before = session.record()
        try:
            session.prepare(_plan(settings, link))
            if before is not None and before.step and session.group != before.id:
                st.toast(
                    _(
                        "Something changed, so all start again. The runs up to step {step:,} are "
                        "under 'Earlier comparisons'."
                    ).format(step=before.step)
                )
        except (RunnerError, SettingsError) as error:
            st.error(str(error))
    message = st.session_state.pop(REFUSAL, "")
    if message:
        st.error(message)
    record = session.record()
    if record is None:
        return
    if record.message:
        (st.error if record.state == "failed" else st.warning)(record.message)
    show_component("comparison", comparison_data(session, record), key="compare-canvas")
    transport(session, record, settings, link)


def comparison_data(session: GroupSession, record: GroupRecord) -> dict[str, Any]:
    """Return what the pictures need of the page; the runs themselves come by the feed."""
    first = session.store.get(record.runs[0]).settings
    return {
        "palette": PALETTE,
        "text": live_text(),
        "scene": scene(first, ellipses=False),
        "layers": LAYERS,
        "field": {"mode": "potential", "levels": "auto", "count": 12},
        "settings": [
            {"label": label, "color": index, "stroke": stroke(index)}
            for index, label in enumerate(record.labels)
        ],
        "run": {
            "id": record.id,
            "state": record.state,
            "handled": record.handled,
            "step": record.step,
            "steps": record.steps,
        },
        "feed": feed_url(),
        # Any change makes the browser look at the runs again.
        "look": [record.handled, record.step],
    }


def transport(
    session: GroupSession,
    record: GroupRecord,
    settings: list[ToySettings],
    link: CompareLinkState,
) -> None:
    """Draw Start / Pause and Reset."""
    with st.container(
        horizontal=True, key="compare-transport", gap="xsmall", vertical_alignment="center"
    ):
        if record.state == "running":
            st.button(
                _("Pause"), icon=":material/pause:", type="primary", key="compare-pause",
                on_click=act, args=(session.pause,),
                help=_("All settings stop at the same step."),
            )  # fmt: skip
        else:
            st.button(
                _("Go on") if record.step else _("Start"), icon=":material/play_arrow:",
                type="primary", key="compare-start", on_click=act, args=(session.start,),
                disabled=record.state in ("finished", "failed"),
                help=_("Finished. Raise 'Steps' to train longer from the start.")
                if record.state == "finished"
                else _("Train all settings, one step of each in turn."),
            )  # fmt: skip
        st.button(
            _("Reset"), icon=":material/replay:", key="compare-reset",
            on_click=act, args=(_reset, session, settings, link),
            disabled=len(settings) != link.count,
            help=_("Back to the untrained networks of the same seed."),
        )  # fmt: skip
        if record.step:
            for run, label in zip(record.runs, record.labels, strict=True):
                st.page_link(
                    LAB,
                    label=_("Open {label}").format(label=label.partition(" ")[0]),
                    icon=":material/open_in_new:",
                    query_params=run_link(run, session.store.get(run).settings, label),
                    help=_("Opens {label} in the laboratory.").format(label=label),
                )


def _reset(session: GroupSession, settings: list[ToySettings], link: CompareLinkState) -> None:
    session.renew(_plan(settings, link))


def _plan(settings: list[ToySettings], link: CompareLinkState) -> GroupPlan:
    labels = tuple(column_labels(link))
    return GroupPlan("compare", tuple(settings), labels, chosen_device(), link.steps)


def act(action: Any, *arguments: object) -> None:  # noqa: ANN401
    """Carry out a button; a refusal becomes one line on the page."""
    try:
        action(*arguments)
    except (RunnerError, SettingsError) as error:
        st.session_state[REFUSAL] = str(error)
