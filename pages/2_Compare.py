"""The comparison: settings side by side in lockstep, and sweeps over presets and seeds."""

import streamlit as st

from ui.compare_controls import controls_lesson, load_compare, show_compare_link
from ui.compare_side import side_by_side, side_controls
from ui.group_session import group_session
from ui.shell import chosen_device, open_page
from ui.text import _

open_page(_("Compare"), _("Which setting finds all 25, and how often?"))
notices = st.container()
lesson, fresh = load_compare()
kind = "compare" if st.session_state["compare-view"] == "side" else "sweep"
session = group_session(kind)
if fresh and lesson.group and not session.adopt(lesson.group, chosen_device()):
    lesson = lesson
with st.container(key="compare", gap="xsmall"):
    side_controls(session)
    lesson = controls_lesson()
    side_by_side(session, lesson)
record = session.record()
show_compare_link(lesson, record.id if record is not None and record.step else "")
