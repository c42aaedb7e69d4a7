"""Latent spaces: maps, sliders and walks through trained models of digits and faces."""

import streamlit as st

from ui.latent.controls import load_latent, show_latent_link, view_chooser
from ui.latent.python_lines import show_lines
from ui.latent.views import LATENT_VIEWS
from ui.shared.shell import open_page
from ui.shared.text import _
from ui.shared.view import draw_view

open_page(
    _("Latent spaces"), _("Where in a model's latent space is a picture, and what is between?")
)
notices = st.container()
link, fresh = load_latent()
for notice in link.notices if fresh else ():
    notices.warning(notice)
link = draw_view(LATENT_VIEWS[view_chooser()])
show_lines(link)
show_latent_link(link)
