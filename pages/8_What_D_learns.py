"""What D learns: the theory of GANs and VAEs as experiments, each number beside the exact one."""

import streamlit as st

from ui.shared.shell import open_page
from ui.shared.text import _
from ui.shared.view import draw_view
from ui.theory.page import (
    load_learns,
    show_learns_link,
    show_learns_notices,
    take_live_run,
    view_chooser,
)
from ui.theory.views import LEARNS_VIEWS

open_page(
    _("What D learns"), _("What does D come to know of two distributions, and what has G of it?")
)
notices = st.container()
link, fresh = load_learns()
if fresh:
    take_live_run(link)
shown = draw_view(LEARNS_VIEWS[view_chooser()])
show_learns_notices(notices, link, shown)
show_learns_link(shown)
