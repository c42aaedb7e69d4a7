"""The views of the page of growing faces: controls, canvas and explanation of each."""

from __future__ import annotations

from ui.growing.controls import (
    grown_canvas,
    grown_controls,
    parts_controls,
    parts_explained,
    parts_view,
)
from ui.growing.explanation import grown_explanation, live_explanation, video_explanation
from ui.growing.link_state import GrowingLinkState
from ui.growing.live import live_canvas, live_controls
from ui.growing.video import video_canvas, video_controls
from ui.shared.view import View

GROWING_VIEWS: dict[str, View[GrowingLinkState]] = {
    "grown": View(grown_controls, grown_canvas, grown_explanation),
    "parts": View(parts_controls, parts_view, parts_explained),
    "video": View(video_controls, video_canvas, video_explanation),
    "live": View(live_controls, live_canvas, live_explanation),
}
