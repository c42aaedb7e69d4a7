"""Growing faces: a progressive GAN from 4 x 4 pixels on, its parts, and one that trains here."""

import streamlit as st

from ui.growing.page import load_progressive, progressive_view
from ui.shared.shell import open_page
from ui.shared.text import _

open_page(_("Growing faces"), _("What does a GAN learn when its pictures grow with it?"))
notices = st.container()
for notice in load_progressive():
    notices.warning(notice)
progressive_view()
