"""Growing faces: a progressive GAN from 4 x 4 pixels on, its parts, and one that trains here."""

import streamlit as st

from ui.growing.page import load_progressive, progressive_view
from ui.shared.shell import open_page
from ui.shared.text import N_
from ui.tours.panel import tour_panel

open_page(N_("Growing faces"), N_("What does a GAN learn when its pictures grow with it?"))
tour_panel("growing")
notices = st.container()
for notice in load_progressive():
    notices.warning(notice)
progressive_view()
