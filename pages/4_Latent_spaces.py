"""Latent spaces: maps, sliders and walks through trained models of digits and faces."""

import streamlit as st

from ui.latent_controls import load_latent, show_latent_link, view_chooser
from ui.latent_python import show_lines
from ui.latent_views import LATENT_VIEWS
from ui.shell import open_page
from ui.text import _
from ui.view import draw_view

open_page(
    _("Latent spaces"), _("Where in a model's latent space is a picture, and what is between?")
)
notices = st.container()
lesson, fresh = load_latent()
for notice in lesson.notices if fresh else ():
    notices.warning(notice)
lesson = draw_view(LATENT_VIEWS[view_chooser()])
show_lines(lesson)
show_latent_link(lesson)
