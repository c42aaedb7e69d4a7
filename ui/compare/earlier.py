"""Comparisons and sweeps of earlier days, to be opened again."""

from __future__ import annotations

import streamlit as st

from ui.compare.controls import show_link_state
from ui.compare.group_link import group_link_state, group_name
from ui.compare.group_session import GroupSession
from ui.compare.link_state import CompareLinkState
from ui.shared.shell import chosen_device
from ui.shared.text import _

KEY = "compare-earlier"


def earlier_groups(session: GroupSession, link: CompareLinkState) -> None:
    """Let the visitor open a kept group of this kind again, with its settings."""
    record = session.record()
    kept = [
        group
        for group in session.store.groups.all(session.kind)
        if group.step and (record is None or group.id != record.id)
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
                help=_("Runs that were stopped can go on where they stood."),
            )  # fmt: skip
            st.button(
                _("Open"), key=f"{KEY}-open", on_click=_open, args=(session, chosen, link),
                disabled=record is not None and record.state == "running",
                help=_("Puts it on the page in place of what is there."),
            )  # fmt: skip


def _open(session: GroupSession, group: str, link: CompareLinkState) -> None:
    if session.adopt(group, chosen_device()):
        show_link_state(group_link_state(session.store, session.store.groups.get(group), link))
