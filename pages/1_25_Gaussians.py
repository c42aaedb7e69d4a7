"""The 25-Gaussian laboratory: train a GAN live over the contours of D's potential."""

import streamlit as st

from gan_core.crew.runner import RunnerError
from ui.run.page import begun_run, is_running, show_notices, take_run
from ui.run.toy_link_state import ToyLinkState
from ui.run.transport import show_refusal
from ui.shared.places import canvas_and_controls
from ui.shared.shell import chosen_device, open_page
from ui.shared.text import N_
from ui.tours.panel import tour_panel
from ui.toy.begin import begin_if_asked
from ui.toy.canvas import canvas
from ui.toy.controls import TOY, Controls, load_link_state, show_link
from ui.toy.details import details
from ui.toy.export import export_panel
from ui.toy.session import toy_session

open_page(
    N_("25 Gaussians"), N_("Will G find all 25, and what does D's landscape look like on the way?")
)
tour_panel("toy")
notices = st.container()
link, fresh = load_link_state()
session = toy_session()
if fresh:
    take_run(session, link)
    begin_if_asked(session, link.settings, chosen_device())

record = session.record()
canvas_place, controls_place = canvas_and_controls("lab", 2.15)
with controls_place:
    controls = Controls(link, running=is_running(record))
    settings, view = controls.draw()
try:
    session.prepare(settings, chosen_device())
except RunnerError as error:
    canvas_place.error(str(error))
record = session.record()
with canvas_place:
    show_refusal("toy")
    canvas(session, view, controls.is_locked)
with controls.export_tab:
    export_panel(session, record, view)

show_notices(notices, link, settings, record)
preset = st.session_state.get(TOY.key("preset"), link.preset)
show_link(ToyLinkState(preset, settings, begun_run(record), link.lock))
details(session, settings, preset)
