"""Kept groups: told in a line, opened again with what was asked for, linked to the laboratory."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from gan_core.recipes.toy import TOY_PRESETS
from gan_core.runs.groups import GroupRecord
from gan_core.runs.store import RunStore
from gan_core.settings.toy import FIELDS, ToySettings
from ui.compare.controls import show_link_state
from ui.compare.group_session import GroupSession
from ui.compare.link_state import EACH, LETTERS, CompareLinkState
from ui.controls.toy_labels import preset_name
from ui.run.toy_link_state import DEFAULT_PRESET, ToyLinkState, preset_settings, write_toy
from ui.run.toy_scene import DATA_FIELDS
from ui.run.transport import STATES
from ui.shared.shell import chosen_device
from ui.shared.text import _

LAB = "pages/1_25_Gaussians.py"
KEY = "compare-earlier"


def preset_of(label: str) -> str:
    """Return the preset that a run's label names: ``A ns*`` is ``ns``, changed."""
    name = label.rpartition(" ")[2].rstrip("*")
    return name if name in TOY_PRESETS else DEFAULT_PRESET


def run_link(run: str, settings: ToySettings, label: str) -> dict[str, str]:
    """Return the laboratory's query parameters for a run."""
    return write_toy(ToyLinkState(preset_of(label), settings, run))


def group_name(record: GroupRecord) -> str:
    """Return a line that tells groups apart: when, what, how far."""
    labels = list(dict.fromkeys(map(preset_name, record.labels)))
    names = ", ".join(labels[:4]) + (", …" if len(labels) > 4 else "")
    return _("{time} · {names} · {runs} runs · step {step:,} of {steps:,} · {state}").format(
        time=time.strftime("%d %b %H:%M", time.localtime(record.created)),
        names=names,
        runs=len(record.runs),
        step=record.step,
        steps=record.steps,
        state=STATES[record.state],
    )


def group_link_state(
    store: RunStore, record: GroupRecord, link: CompareLinkState
) -> CompareLinkState:
    """Return the controls' values that lead to this group; what it leaves open stays."""
    runs = store.runs(group=record.id)
    if not runs:
        return link
    if record.kind == "sweep":
        seeds = sorted({run.settings.seed for run in runs})
        base = preset_settings(preset_of(record.labels[0]))
        return replace(
            link,
            choice=link.choice.replace(
                view="sweep", first=seeds[0], last=seeds[-1], each_steps=record.steps
            ),
            presets=tuple(dict.fromkeys(map(preset_of, record.labels))),
            changes=_with_changes(link, EACH, base, runs[0].settings, leave=("seed",)),
        )
    first = runs[0].settings
    values: dict[str, object] = {
        "view": "side",
        "count": len(runs),
        "seed": first.seed,
        "data": first.data,
        "batch": first.batch_size,
        "steps": record.steps,
    }
    for letter, run, label in zip(LETTERS, runs, record.labels, strict=False):
        values[letter] = preset_of(label)
        base = preset_settings(preset_of(label))
        changes = _with_changes(link, letter, base, run.settings, leave=DATA_FIELDS)
        link = replace(link, changes=changes)
    return replace(link, choice=link.choice.replace(**values))


def _with_changes(
    link: CompareLinkState,
    name: str,
    base: ToySettings,
    settings: ToySettings,
    *,
    leave: tuple[str, ...],
) -> dict[str, str]:
    """Return a link's changes with what differs between two settings, as ``key=value`` texts."""
    old: Mapping[str, object] = base.as_dict()
    new = settings.as_dict()
    changed = (field for field in FIELDS if field not in leave and old[field] != new[field])
    text = " ".join(f"{field}={new[field]}" for field in changed)
    others = {key: value for key, value in link.changes.items() if key != name}
    return others | {name: text} if text else others


def earlier_groups(session: GroupSession, link: CompareLinkState) -> None:
    """Draw the choice of a kept group of this visitor and kind; it opens with its settings."""
    record = session.record()
    kept = [
        group
        for group in session.runner.store.groups.all(session.kind)
        if group.step and session.mine(group) and (record is None or group.id != record.id)
    ]
    if not kept:
        return
    names = {group.id: group_name(group) for group in kept}
    with st.expander(_("Earlier comparisons")):
        st.caption(_("The newest six are kept, with all their runs."))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = st.selectbox(
                _("Comparison to open"), list(names), format_func=names.__getitem__,
                key=f"{KEY}-{session.kind}",
                help=_("Runs that were stopped can be resumed."),
            )  # fmt: skip
            st.button(
                _("Open"), key=f"{KEY}-open", on_click=_open, args=(session, chosen, link),
                disabled=record is not None and record.state == "running",
                help=_("Puts it on the page in place of what is there."),
            )  # fmt: skip


def _open(session: GroupSession, group: str, link: CompareLinkState) -> None:
    if session.adopt(group, chosen_device()):
        show_link_state(group_link_state(session.store, session.store.groups.get(group), link))


def copy_group(session: GroupSession, record: GroupRecord, link: CompareLinkState) -> None:
    """Put new runs of the visitor's own at step 0 on the page, with the settings of a group."""
    if session.made is not None:
        state = group_link_state(session.store, record, link)
        session.renew(session.made)
        show_link_state(state)
