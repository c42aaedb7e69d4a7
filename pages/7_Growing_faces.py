"""Growing faces: a progressive GAN from 4 x 4 pixels on, its parts, and one that trains here."""

import streamlit as st

from ui.growing.page import growing_view, load_growing
from ui.shared.shell import open_page
from ui.shared.text import _

open_page(_("Growing faces"), _("What does a GAN learn when its pictures grow with it?"))
notices = st.container()
for notice in load_growing():
    notices.warning(notice)
growing_view()
