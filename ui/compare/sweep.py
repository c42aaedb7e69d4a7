"""The sweep: presets times seeds, started, stopped and shown as small multiples."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import streamlit as st

from gan_core.data.toy import HIGH_QUALITY_SIGMAS, toy_distribution
from gan_core.recipes.toy import TOY_PRESETS
from gan_core.runs.groups import GroupPlan, GroupRecord
from gan_core.settings.base import SettingsError
from gan_core.settings.toy import ToySettings
from gan_core.viz.palette import PALETTE
from ui.compare.controls import COMPARE, SEEDS_KEY, changes_control, view_control
from ui.compare.cost import cost_text, expected_seconds
from ui.compare.group_session import GroupSession
from ui.compare.kept_groups import LAB, copy_group, run_link
from ui.compare.link_state import EACH, SEEDS, CompareLinkState, sweep_settings
from ui.compare.side_by_side import REFUSAL, act
from ui.controls.toy_labels import preset_name
from ui.http.base_path import from_page
from ui.http.feed import PATH as FEED
from ui.live import live_text, show_component
from ui.run.canvas import show_message
from ui.run.series_legend import stroke
from ui.run.transport import LEAVE_QUEUE, WAITING_ICON, waiting_text, watch_only
from ui.shared.shell import chosen_device
from ui.shared.text import _

MOST_PRESETS = 8
BUSY = ("running", "preparing")
Planned = list[tuple[str, ToySettings]]


def sweep_controls(session: GroupSession) -> None:
    """Draw the controls; they rest while the runs train."""
    record = session.record()
    running = record is not None and record.state == "running"
    row = st.columns([2.1, 3.2, 1.6, 1.3], vertical_alignment="bottom")
    with row[0]:
        view_control()
    with row[1]:
        st.multiselect(
            _("Presets"), list(TOY_PRESETS), key=COMPARE.key("presets"), disabled=running,
            max_selections=MOST_PRESETS, persist_state="session", wrap=False,
            format_func=preset_name, help=_("Each is a row of pictures; at most eight."),
        )  # fmt: skip
    with row[2]:
        st.slider(
            _("Seeds"), *SEEDS, key=SEEDS_KEY, disabled=running, persist_state="session",
            help=_("Each seed has its own points, networks and noise; each is a column."),
        )  # fmt: skip
    with row[3]:
        COMPARE.number("each_steps", _("Training steps"), 1000, disabled=running)


def sweep(session: GroupSession, link: CompareLinkState) -> None:
    """Draw transport and gallery; a click on a picture opens its run in the laboratory."""
    planned: Planned = []
    record = session.record()
    with st.container(
        horizontal=True, key="sweep-transport", gap="small", vertical_alignment="center"
    ):
        start = st.container(width="content")
        with st.container(width=330):
            changes_control(
                EACH, _("Changes of all"), _("changes for all, such as hidden=64"),
                disabled=record is not None and record.state == "running",
            )  # fmt: skip
        note = st.container()
    try:
        planned = sweep_settings(link)
    except SettingsError as error:
        st.error(str(error))
    message = st.session_state.pop(REFUSAL, "")
    if message:
        st.error(message)
    with start:
        transport(session, record, planned, link)
    with note:
        st.caption(_note(session, record, planned, link))
    if record is not None:
        show_message(record)
    gallery(session, record, planned, link)
    if record is None:
        st.caption(_("A square for each run; the crosses are the centres that G has to find."))
    else:
        st.caption(
            _("Under each picture: modes covered and high-quality samples. A click opens the run.")
        )


def transport(
    session: GroupSession,
    record: GroupRecord | None,
    planned: Planned,
    link: CompareLinkState,
) -> None:
    """Draw Start or Stop; a stopped sweep of the same settings is resumed, if it is one's own."""
    if record is not None and not session.mine(record) and session.made == _plan(planned, link):
        watch_only(act, lambda: copy_group(session, record, link), "sweep")
    elif record is not None and session.mine(record) and record.state == "queued":
        st.button(
            waiting_text(session.runner, record.id), icon=WAITING_ICON, type="primary",
            key="sweep-wait", on_click=act, args=(session.stop,), help=_(LEAVE_QUEUE),
        )  # fmt: skip
    elif record is not None and session.mine(record) and record.state in BUSY:
        st.button(
            _("Stop"), icon=":material/stop:", type="primary", key="sweep-stop",
            on_click=act, args=(session.stop,),
            help=_("Ends the training; what is there stays, and it can be resumed later."),
        )  # fmt: skip
    elif can_resume(session, record, planned, link):
        st.button(
            _("Resume"), icon=":material/play_arrow:", type="primary", key="sweep-go-on",
            on_click=act, args=(session.start,), help=_("Train the stopped runs to their end."),
        )  # fmt: skip
    else:
        st.button(
            _("Start"), icon=":material/play_arrow:", type="primary", key="sweep-start",
            on_click=act, args=(_start, session, planned, link), disabled=not planned,
            help=_("Train all runs in lockstep; the pictures come as they are made."),
        )  # fmt: skip


def can_resume(
    session: GroupSession,
    record: GroupRecord | None,
    planned: Planned,
    link: CompareLinkState,
) -> bool:
    """Whether the sweep on the page is what the controls ask for and has not ended."""
    if record is None or not session.mine(record):
        return False
    if record.state not in ("stopped", "paused", "ready"):
        return False
    return session.made == _plan(planned, link)


def _plan(planned: Planned, link: CompareLinkState) -> GroupPlan:
    return GroupPlan(
        "sweep",
        settings=tuple(settings for _name, settings in planned),
        labels=tuple(name for name, _settings in planned),
        device=chosen_device(),
        steps=link.choice.each_steps,
    )


def _start(session: GroupSession, planned: Planned, link: CompareLinkState) -> None:
    session.renew(_plan(planned, link))
    session.start()


def _note(
    session: GroupSession,
    record: GroupRecord | None,
    planned: Planned,
    link: CompareLinkState,
) -> str:
    """Say what Start would cost, or nothing while it runs."""
    if not planned:
        return _("Choose at least one preset.")
    if record is not None and record.state in BUSY:
        return _("{runs} runs in lockstep.").format(runs=len(record.runs))
    seconds, unknown = expected_seconds(
        session.runner.store,
        [settings for _name, settings in planned],
        steps=link.choice.each_steps,
        device=chosen_device(),
    )
    names = [name for name, settings in planned if settings in unknown]
    return cost_text(seconds, names, len(planned))


def gallery(
    session: GroupSession,
    record: GroupRecord | None,
    planned: Planned,
    link: CompareLinkState,
) -> None:
    """Draw one picture a run, or empty frames for what would be trained."""
    runs: list[tuple[str, ToySettings, str]]
    if record is None:
        runs = [(label, settings, "") for label, settings in planned]
    else:
        stored = {run.id: run.settings for run in session.store.runs(group=record.id)}
        runs = [
            (label, stored[run], run)
            for run, label in zip(record.runs, record.labels, strict=True)
            if run in stored
        ]
    if not runs:
        return
    opened = show_component("gallery", gallery_data(record, runs, link), key="sweep-gallery").open
    for label, settings, run in runs:
        if opened and run == opened:
            st.switch_page(LAB, query_params=run_link(run, settings, label))


def gallery_data(
    record: GroupRecord | None,
    runs: list[tuple[str, ToySettings, str]],
    link: CompareLinkState,
) -> dict[str, Any]:
    """Return what the pictures need of the page; the runs themselves come by the feed."""
    labels = list(dict.fromkeys(label for label, _settings, _run in runs))
    steps = link.choice.each_steps
    group: dict[str, Any] = {"id": "", "state": "empty", "handled": 0, "step": 0, "steps": steps}
    if record is not None:
        group = {name: getattr(record, name) for name in group}
    return {
        "palette": PALETTE,
        "text": live_text(),
        "rows": [
            {"label": preset_name(label), "color": index, "stroke": stroke(index),
             "scene": _bare_scene(next(s for name, s, _run in runs if name == label))}
            for index, label in enumerate(labels)
        ],
        "seeds": sorted({settings.seed for _label, settings, _run in runs}),
        "links": [{"run": run, "href": _address(run, s, label)} for label, s, run in runs],
        "group": group,
        "criterion": {name: getattr(link.choice, name) for name in ("modes", "quality", "kl")},
        "feed": from_page(FEED),
        "look": [record.handled, record.step] if record else [],
    }  # fmt: skip


def _bare_scene(settings: ToySettings) -> dict[str, Any]:
    """Return the axes of a small picture, which shows no real points."""
    distribution = toy_distribution(settings)
    extent = list(distribution.extent)
    centers, radius = distribution.centers.tolist(), HIGH_QUALITY_SIGMAS * distribution.sigma
    return {
        "id": str(extent),
        "centers": centers,
        "radius": radius,
        "extent": extent,
        "real": "",
        "ellipses": [],
    }


def _address(run: str, settings: ToySettings, label: str) -> str:
    """Return the link of a picture, for who opens it in a new tab."""
    return "25_Gaussians?" + urlencode(run_link(run, settings, label)) if run else ""
