"""Side by side: two to four settings in lockstep, their pictures, and their curves."""

from __future__ import annotations

from typing import Any

import streamlit as st

from gan_core.crew.runner import RunnerError
from gan_core.runs.groups import GroupPlan, GroupRecord
from gan_core.settings.base import SettingsError
from gan_core.settings.toy import ToySettings
from gan_core.viz.groups import overlay_figure
from ui.compare.controls import COMPARE, refusal, setting_controls, shared_controls
from ui.compare.export import comparison_downloads
from ui.compare.group_session import GroupSession
from ui.compare.kept_groups import LAB, copy_group, run_link
from ui.compare.link_state import CompareLinkState, side_settings
from ui.controls.toy_labels import preset_name
from ui.live import show_component
from ui.run.canvas import run_data, show_message
from ui.run.series_legend import series_legend, stroke
from ui.run.toy_scene import scene
from ui.run.transport import LEAVE_QUEUE, WAITING_ICON, waiting_text, watch_only
from ui.shared.shell import chosen_device, current_theme
from ui.shared.text import N_, _

LAYERS = {"field": True, "real": True, "fake": True, "centers": True}
REFUSAL = "compare-refusal"
PLOT = {"displayModeBar": False}
FIGURES = (
    ("modes", N_("Modes covered"), N_("modes")),
    ("high_quality", N_("High-quality samples (within 3 sigma)"), N_("%")),
    ("reverse_kl", N_("Reverse KL"), N_("nats")),
    ("loss_d", N_("D's loss"), N_("loss")),
    ("loss_g", N_("G's loss"), N_("loss")),
    ("swd", N_("Sliced Wasserstein distance to fresh data"), N_("data unit")),
)


def column_labels(link: CompareLinkState) -> list[str]:
    """Return a name for each column: its letter, its preset, and a mark when it is changed."""
    return [
        f"{letter.upper()} {link.preset(letter)}{'*' if link.changes_of(letter) else ''}"
        for letter in link.letters
    ]


def side_controls(session: GroupSession) -> None:
    """Draw the controls over the pictures; they rest while the runs train."""
    record = session.record()
    running = record is not None and record.state == "running"
    shared_controls(disabled=running)
    setting_controls(int(COMPARE.value("count")), disabled=running)


def side_by_side(session: GroupSession, link: CompareLinkState) -> None:
    """Draw pictures and transport; the browser fetches the pictures itself."""
    settings: list[ToySettings] = []
    for letter, found in side_settings(link):
        if isinstance(found, SettingsError):
            refusal(letter, found)
        else:
            settings.append(found)
    if len(settings) == link.choice.count:
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
    show_message(record)
    show_component("comparison", comparison_data(session, record), key="compare-canvas")
    transport(session, record, settings, link)


def comparison_data(session: GroupSession, record: GroupRecord) -> dict[str, Any]:
    """Return what the pictures need of the page; the runs themselves come by the feed."""
    # A run that this version cannot read is left out, be it the first.
    stored = session.store.runs(group=record.id)
    first = stored[0].settings if stored else ToySettings()
    data = run_data(record)
    return data | {
        "scene": scene(first, ellipses=False),
        "layers": LAYERS,
        "field": {"mode": "potential", "levels": "auto", "count": 12},
        "settings": [
            {"label": preset_name(label), "color": index, "stroke": stroke(index)}
            for index, label in enumerate(record.labels)
        ],
        "run": data["run"] | {"step": record.step, "steps": record.steps},
    }


def transport(
    session: GroupSession,
    record: GroupRecord,
    settings: list[ToySettings],
    link: CompareLinkState,
) -> None:
    """Draw Start / Pause and Reset; of somebody else's runs only the way to a copy."""
    with st.container(
        horizontal=True, key="compare-transport", gap="xsmall", vertical_alignment="center"
    ):
        if not session.mine(record):
            watch_only(act, lambda: copy_group(session, record, link), "compare")
            return
        if record.state == "running":
            st.button(
                _("Pause"), icon=":material/pause:", type="primary", key="compare-pause",
                on_click=act, args=(session.pause,),
                help=_("All settings stop at the same step."),
            )  # fmt: skip
        elif record.state == "queued":
            st.button(
                waiting_text(session.runner, record.id), icon=WAITING_ICON, type="primary",
                key="compare-wait", on_click=act, args=(session.pause,), help=_(LEAVE_QUEUE),
            )  # fmt: skip
        else:
            st.button(
                _("Resume") if record.step else _("Start"), icon=":material/play_arrow:",
                type="primary", key="compare-start", on_click=act, args=(session.start,),
                disabled=record.state in ("finished", "failed"),
                help=_("Finished. Raise 'Training steps' to train longer from the start.")
                if record.state == "finished"
                else _("Train all settings, one step of each in turn."),
            )  # fmt: skip
        st.button(
            _("Reset"), icon=":material/replay:", key="compare-reset",
            on_click=act, args=(_reset, session, settings, link),
            disabled=len(settings) != link.choice.count,
            help=_("Back to the initial weights of the same seed."),
        )  # fmt: skip
        if record.step:
            stored = {run.id: run.settings for run in session.store.runs(group=record.id)}
            for run, label in zip(record.runs, record.labels, strict=True):
                if run not in stored:
                    continue
                st.page_link(
                    LAB,
                    label=_("Open {label} in the lab").format(label=label.partition(" ")[0]),
                    icon=":material/open_in_new:",
                    query_params=run_link(run, stored[run], label),
                    help=_("Opens {label} in the laboratory.").format(label=preset_name(label)),
                )


def _reset(session: GroupSession, settings: list[ToySettings], link: CompareLinkState) -> None:
    session.renew(_plan(settings, link))


def _plan(settings: list[ToySettings], link: CompareLinkState) -> GroupPlan:
    labels = tuple(column_labels(link))
    return GroupPlan("compare", tuple(settings), labels, chosen_device(), link.choice.steps)


def act(action: Any, *arguments: object) -> None:  # noqa: ANN401
    """Carry out a button; a refusal becomes one line on the page."""
    try:
        action(*arguments)
    except (RunnerError, SettingsError) as error:
        st.session_state[REFUSAL] = str(error)


def compare_curves(session: GroupSession) -> None:
    """Draw the curves so far; they stand still while the runs train."""
    record = session.record()
    if record is None or not record.step:
        return
    st.header(_("The runs so far"), anchor=False)
    if record.state == "running":
        st.button(
            _("Draw up to now"), icon=":material/refresh:", key="compare-draw",
            help=_("The curves stand still while the runs go on."),
        )  # fmt: skip
    series_legend([preset_name(label) for label in record.labels])
    reports = session.store.groups.reports(record.id)
    runs = {
        preset_name(label): reports.get(run, [])
        for run, label in zip(record.runs, record.labels, strict=True)
    }
    stored = {run.id: run.settings for run in session.store.runs(group=record.id)}
    compared = {
        preset_name(label): stored[run]
        for run, label in zip(record.runs, record.labels, strict=True)
        if run in stored
    }
    comparison_downloads(record, compared, runs)
    if min(map(len, runs.values())) < 2:
        return
    shown = [
        f for f in FIGURES if any(row[f[0]] is not None for rows in runs.values() for row in rows)
    ]
    for start in range(0, len(shown), 3):
        row = shown[start : start + 3]
        for column, (field, title, unit) in zip(st.columns(3), row, strict=False):
            figure = overlay_figure(
                runs, field, title=_(title), unit=_(unit), theme=current_theme()
            )
            figure.update_xaxes(title_text=_("step"))
            column.plotly_chart(
                figure, width="stretch", theme=None, key=f"compare-curve-{field}", config=PLOT
            )


def side_explanation() -> None:
    """Draw what to look for."""
    st.markdown(
        _(
            "All settings start from the same seed, so as far as their networks have the same "
            "sizes they start from the same weights, and they see the same real points in the "
            "same order. What differs afterwards is the setting. Watch where the first points "
            "arrive, how many centres are found at the same step, and what D's contours do "
            "meanwhile. One seed proves little: repeat it, or let the sweep do so."
        )
    )
    st.markdown(
        _(
            "Each picture's colours span its own range of D, which stands under it: compare "
            "shapes, not shades. At step 0 G often sits on one centre, so that its high-quality "
            "samples are near 100 % with one mode of 25 covered. Ctrl and the wheel zoom all "
            "pictures together, as do plus and minus; a double click shows the whole again."
        )
    )
    st.caption(
        _(
            "The step is the same in all pictures, but not its price: a setting with five D "
            "updates a step, or with a gradient penalty, does more work in it."
        )
    )
