"""The studio: train autoencoders, GANs and a classifier on digits and watch what they make."""

import streamlit as st

from gan_core.crew.runner import RunnerError
from ui.run.image_canvas import studio_canvas
from ui.run.image_data import data_notice
from ui.run.image_session import studio_session
from ui.run.page import begun_run, is_running, show_notices, take_run
from ui.run.transport import show_refusal
from ui.shared.places import canvas_and_controls
from ui.shared.shell import chosen_device, open_page
from ui.shared.text import N_
from ui.studio.controls import STUDIO, StudioControls, load_studio, show_studio_link
from ui.studio.details import studio_details
from ui.studio.export import studio_export
from ui.studio.recorded import before_start, introduce
from ui.tours.panel import tour_panel

open_page(N_("Digits studio"), N_("What do networks learn of digits, and when?"))
tour_panel("studio")
notices = st.container()
link, fresh = load_studio()
session = studio_session()
if fresh:
    take_run(session, link)

record = session.record()
canvas_place, controls_place = canvas_and_controls("studio", 2.15)
with controls_place:
    controls = StudioControls(running=is_running(record))
    settings = controls.draw()
recipe = STUDIO.value("recipe")
with canvas_place:
    if data_notice(settings.dataset):
        try:
            session.prepare(settings, chosen_device())
        except RunnerError as error:
            st.error(str(error))
        introduce(session, settings, recipe)
        show_refusal("studio")
        studio_canvas(session)
        before_start(session, settings, recipe)
record = session.record()
with controls.export_tab:
    studio_export(session, record, recipe)

show_notices(notices, link, settings, record)
show_studio_link(recipe, settings, begun_run(record))
studio_details(session, settings, recipe)
