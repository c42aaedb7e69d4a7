"""Latent spaces: maps, sliders and walks through trained models of digits and faces."""

import streamlit as st

from ui.controls.control_group import view_chooser
from ui.latent.controls import LATENT, VIEW_NAMES, load_latent, show_latent_link
from ui.latent.python_lines import show_lines
from ui.latent.views import LATENT_VIEWS, models_of
from ui.models.diagram import show_diagram
from ui.models.model_list import model_title, settings_of
from ui.shared.shell import open_page
from ui.shared.text import N_, _
from ui.shared.view import draw_view
from ui.tours.panel import tour_panel

open_page(
    N_("Latent spaces"), N_("Where in a model's latent space is a picture, and what is between?")
)
tour_panel("latent")
notices = st.container()
link, fresh = load_latent()
for notice in link.notices if fresh else ():
    notices.warning(notice)
view = view_chooser(LATENT.key("tab"), VIEW_NAMES, _("What you do with the latents."))
link = draw_view(LATENT_VIEWS[view])
for name in models_of(view, link):
    show_diagram(settings_of(name), key=f"latent-{name}", title=model_title(name))
show_lines(link)
show_latent_link(link)
