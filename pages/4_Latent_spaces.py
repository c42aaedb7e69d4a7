"""Latent spaces: maps, sliders and walks through trained models of digits and faces."""

import streamlit as st

from ui.latent_controls import load_latent, show_latent_link, view_chooser
from ui.latent_python import show_lines
from ui.latent_views import LATENT_VIEWS
from ui.shell import open_page
from ui.text import _

open_page(
    _("Latent spaces"), _("Where in a model's latent space is a picture, and what is between?")
)
notices = st.container()
lesson, fresh = load_latent()
for notice in lesson.notices if fresh else ():
    notices.warning(notice)
view = LATENT_VIEWS[view_chooser()]
left, right = st.columns([2.6, 1], gap="medium")
with right, st.container(key="desk"):
    view.desk()
with left:
    lesson = view.stage()
with st.expander(_("What to look for"), expanded=True):
    view.explain()
show_lines(lesson)
show_latent_link(lesson)
