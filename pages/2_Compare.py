"""The comparison: settings side by side in lockstep, and sweeps over presets and seeds."""

import streamlit as st

from ui.compare.controls import (
    COMPARE,
    chosen_link_state,
    load_compare,
    pictures_place,
    show_compare_link,
)
from ui.compare.group_session import group_session
from ui.compare.kept_groups import earlier_groups
from ui.compare.results import results, shipped_results, sweep_explanation
from ui.compare.side_by_side import (
    compare_curves,
    side_by_side,
    side_controls,
    side_explanation,
)
from ui.compare.sweep import sweep, sweep_controls
from ui.controls.address import begins_anew
from ui.shared.places import fold, held_place
from ui.shared.shell import chosen_device, open_page
from ui.shared.text import N_, _
from ui.tours.panel import tour_panel

open_page(N_("Compare"), N_("Which setting finds all 25, and how often?"))
tour_panel("compare")
notices = st.container()
link, fresh = load_compare()
view = COMPARE.value("view")
session = group_session("compare" if view == "side" else "sweep")
if fresh and link.group and not session.adopt(link.group, chosen_device()):
    notices.warning(_("The runs in the link are no longer kept."))
if begins_anew():
    session.begin_anew()
for notice in link.notices if fresh else ():
    notices.warning(notice)

# Both before anything is drawn, so that the pictures' place is kept.
with st.container(key="compare", gap="xsmall"):
    controls = st.container(key="controls-compare", gap="xsmall")
    pictures = held_place(pictures_place(view))
with controls:
    fold(_("Controls"))
    (side_controls if view == "side" else sweep_controls)(session)
link = chosen_link_state()
with pictures:
    (side_by_side if view == "side" else sweep)(session, link)
if view == "side":
    compare_curves(session)
else:
    results(session, link)
    link = chosen_link_state()
    shipped_results(link.criterion)
earlier_groups(session, link)
with st.expander(_("What to look for"), expanded=True):
    # As an expression, Streamlit would show its None.
    if view == "side":
        side_explanation()
    else:
        sweep_explanation()

record = session.record()
show_compare_link(link, record.id if record is not None and record.step else "")
