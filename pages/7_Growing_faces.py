"""Growing faces: a progressive GAN from 4 x 4 pixels on, its parts, and one that trains here."""

import streamlit as st

from ui.growing.controls import load_growing, show_growing_link, view_chooser
from ui.growing.link_state import LIVE
from ui.growing.live import growing_session, live_stages
from ui.growing.views import GROWING_VIEWS
from ui.run.run_page import take_run
from ui.shared.shell import open_page
from ui.shared.text import _
from ui.shared.view import draw_view

open_page(_("Growing faces"), _("What does a GAN learn when its pictures grow with it?"))
notices = st.container()
link, fresh = load_growing()
if fresh and link.choice.tab == LIVE:
    take_run(growing_session(), link)
for notice in link.notices if fresh else ():
    notices.warning(notice)
link = draw_view(GROWING_VIEWS[view_chooser()])
if link.choice.tab == LIVE:
    live_stages()
show_growing_link(link)
