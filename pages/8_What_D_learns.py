"""What D learns: the theory of GANs and VAEs as experiments, each number beside the exact one."""

import streamlit as st

from ui.shared.shell import open_page
from ui.shared.text import N_
from ui.theory.page import load_theory, show_theory_link, show_theory_notices, theory_view
from ui.tours.panel import tour_panel

open_page(
    N_("What D learns"),
    N_("What does D learn about two distributions, and what does G get from it?"),
)
tour_panel("learns")
notices = st.container()
link = load_theory()
shown = theory_view()
show_theory_notices(notices, link, shown)
show_theory_link(shown)
