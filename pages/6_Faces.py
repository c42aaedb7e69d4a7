"""Faces: where generated faces fall among real ones, and whether they are outliers."""

import streamlit as st

from ui.faces.canvas import canvas
from ui.faces.controls import FACES, choosers, controls, load_faces, show_faces_link
from ui.faces.explanation import data_note, explanation, scores_table
from ui.faces.fit import real_faces, take_fits
from ui.shared.places import canvas_and_controls
from ui.shared.shell import open_page
from ui.shared.text import N_, _
from ui.tours.panel import tour_panel

open_page(N_("Faces"), N_("Which generated faces are outliers among real ones?"))
tour_panel("faces")
notices = st.container()
link, fresh = load_faces()
take_fits()
for notice in link.notices if fresh else ():
    notices.warning(notice)
canvas_place, controls_place = canvas_and_controls(
    "faces-thesis" if FACES.value("thesis") else "faces"
)
with controls_place:
    controls()
    below = st.container()
with canvas_place:
    choosers()
    link = canvas()
with below:
    real_faces(link)
with st.expander(_("What to look for"), expanded=True):
    explanation()
with st.expander(_("What the outlier scores are worth"), expanded=True):
    scores_table(link)
with st.expander(_("The data: licence and bias")):
    data_note()
show_faces_link(link)
