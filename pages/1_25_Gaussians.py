"""The 25-Gaussian laboratory: train a GAN live over the contours of D's potential."""

import streamlit as st

from gan_core.runs.runner import RunnerError
from ui.run_page import begun_run, is_running, show_notices, take_run
from ui.shell import chosen_device, open_page
from ui.text import _
from ui.toy_controls import Desk, load_lesson, show_link
from ui.toy_details import details
from ui.toy_export import export_panel
from ui.toy_lesson import Lesson
from ui.toy_session import toy_session
from ui.toy_stage import stage
from ui.transport import show_refusal

open_page(
    _("25 Gaussians"), _("Will G find all 25, and what does D's landscape look like on the way?")
)
notices = st.container()
lesson, fresh = load_lesson()
session = toy_session()
if fresh:
    take_run(session, lesson)

record = session.record()
left, right = st.columns([2.15, 1], gap="medium")
with right, st.container(key="desk"):
    desk = Desk(lesson, running=is_running(record))
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

show_notices(notices, lesson, settings, record)
preset = st.session_state.get("toy-preset", lesson.preset)
show_link(Lesson(preset, settings, begun_run(record), lesson.lock))
details(session, settings, preset)
