"""The 25-Gaussian laboratory: train a GAN live over the contours of D's potential."""

import streamlit as st

from gan_core.runs.runner import RunnerError
from ui.shell import chosen_device, open_page
from ui.text import _
from ui.toy_controls import Desk, load_lesson, show_link
from ui.toy_details import details
from ui.toy_export import export_panel
from ui.toy_session import toy_session
from ui.toy_stage import stage
from ui.transport import show_refusal
from ui.url_state import Lesson

open_page(
    _("25 Gaussians"), _("Will G find all 25, and what does D's landscape look like on the way?")
)
notices = st.container()
lesson, fresh = load_lesson()
session = toy_session()
if fresh and lesson.run and session.adopt(lesson.run, chosen_device()) is None:
    lesson.notices.append(_("The run in the link is no longer kept; a new one is ready."))

record = session.record()
left, right = st.columns([2.15, 1], gap="medium")
with right, st.container(key="desk"):
    desk = Desk(lesson, running=record is not None and record.state == "running")
    settings, view = desk.draw()
try:
    session.prepare(settings, chosen_device())
except RunnerError as error:
    left.error(str(error))
record = session.record()
with left:
    show_refusal("toy")
    stage(session, view, locked=desk.is_locked("seed"))
with desk.export_tab:
    export_panel(session, record, view)

begun = record is not None and (record.step > 0 or record.state == "running")
if settings == lesson.settings and not begun:
    # They stay until the visitor does something, since the page draws itself twice at first.
    for notice in lesson.notices:
        notices.warning(notice)
preset = st.session_state.get("toy-preset", lesson.preset)
run = record.id if record is not None and begun else ""
show_link(Lesson(preset, settings, run, lesson.lock))
details(session, settings, preset)
