"""The page of progressive growing: its link and its views."""

from __future__ import annotations

from ui.controls.address import take_link_state, write_link
from ui.controls.control_group import view_chooser
from ui.controls.control_values import put_values
from ui.growing.controls import MODEL, SHOWN_NETWORK, renew
from ui.growing.final_network import final_canvas, final_controls, final_explanation
from ui.growing.link_state import LIVE, ProgressiveLinkState, read_progressive, write_progressive
from ui.growing.live import (
    live_canvas,
    live_controls,
    live_explanation,
    live_resolutions,
    progressive_session,
    show_live,
)
from ui.growing.parts import PART, parts_canvas, parts_controls, parts_explanation
from ui.growing.video import video_canvas, video_controls, video_explanation
from ui.run.page import take_run
from ui.shared.text import N_, Texts
from ui.shared.view import View, draw_view

VIEW_NAMES = Texts(
    {
        "final": N_("Final network"),
        "parts": N_("Parts"),
        "live": N_("Train one"),
        "video": N_("Video"),
    }
)
VIEWS: dict[str, View[ProgressiveLinkState]] = {
    "final": View(final_controls, final_canvas, final_explanation, "growing-final"),
    "parts": View(parts_controls, parts_canvas, parts_explanation, "growing-parts"),
    "video": View(video_controls, video_canvas, video_explanation, "growing-video"),
    "live": View(live_controls, live_canvas, live_explanation, "growing-live"),
}


def load_progressive() -> list[str]:
    """Bring what a new link asks for into the controls and onto the canvas; returns notices."""
    link, fresh = take_link_state("growing", read_progressive, _show)
    if fresh and link.choice.tab == LIVE:
        take_run(progressive_session(), link)
    return link.notices if fresh else []


def _show(link: ProgressiveLinkState) -> None:
    SHOWN_NETWORK.put(link.choice)
    put_values({MODEL: link.model})
    show_live(link.live)
    PART.put(link.part)
    renew()


def progressive_view() -> None:
    """Draw the choice of view, and the view; write what it shows into the address."""
    link = draw_view(
        VIEWS[view_chooser(SHOWN_NETWORK.key("tab"), VIEW_NAMES, SHOWN_NETWORK.help("tab"))]
    )
    if link.choice.tab == LIVE:
        live_resolutions()
    write_link("growing", write_progressive(link))
