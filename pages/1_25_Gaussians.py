"""The 25-Gaussian laboratory: train a GAN live over the contours of D's potential."""

import streamlit as st

from gan_core.runs.runner import RunnerError
from ui.run.run_page import begun_run, is_running, show_notices, take_run
from ui.run.toy_link_state import Lesson
from ui.run.transport import show_refusal
from ui.shared.shell import chosen_device, open_page
from ui.shared.text import _
from ui.toy.canvas import stage
from ui.toy.controls import Desk, load_lesson, show_link
from ui.toy.details import details
from ui.toy.export import export_panel
from ui.toy.session import toy_session

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
