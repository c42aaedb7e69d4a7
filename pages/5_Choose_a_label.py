"""Choose a label: a conditional GAN that makes the digit you ask for."""

import streamlit as st

from ui.labels.controls import (
    LABELS,
    canvas,
    choose_view,
    controls,
    explanation,
    export_buttons,
    load_labels,
    show_labels_link,
)
from ui.labels.pictures import python_lines
from ui.models.diagram import show_diagram
from ui.models.model_list import is_there, settings_of
from ui.shared.places import canvas_and_controls
from ui.shared.shell import open_page
from ui.shared.text import N_, _
from ui.tours.panel import tour_panel

open_page(N_("Choose a label"), N_("Does a GAN make the digit that you ask for?"))
tour_panel("labels")
notices = st.container()
link, fresh = load_labels()
for notice in link.notices if fresh else ():
    notices.warning(notice)
choose_view()
canvas_place, controls_place = canvas_and_controls(f"labels-{LABELS.value('tab')}")
with controls_place:
    controls()
    exports = st.container()
with canvas_place:
    link = canvas()
with exports:
    export_buttons(link)
with st.expander(_("What to look for"), expanded=True):
    explanation(link.choice.tab)
if is_there(link.model):
    show_diagram(settings_of(link.model), key="labels")
with st.expander(_("The same in Python")):
    st.code(python_lines(link), language="python", wrap_lines=True)
show_labels_link(link)
