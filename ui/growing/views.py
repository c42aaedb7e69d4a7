"""The views of the page of growing faces: desk, stage and explanation of each."""

from __future__ import annotations

from ui.growing.controls import (
    grown_desk,
    grown_stage,
    parts_controls,
    parts_explained,
    parts_view,
)
from ui.growing.explanation import grown_explanation, live_explanation, video_explanation
from ui.growing.link_state import GrowingLesson
from ui.growing.live import live_controls, live_stage
from ui.growing.video import video_desk, video_stage
from ui.shared.view import View

GROWING_VIEWS: dict[str, View[GrowingLesson]] = {
    "grown": View(grown_desk, grown_stage, grown_explanation),
    "parts": View(parts_controls, parts_view, parts_explained),
    "video": View(video_desk, video_stage, video_explanation),
    "live": View(live_controls, live_stage, live_explanation),
}
