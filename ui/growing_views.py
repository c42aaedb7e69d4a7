"""The views of the page of growing faces: desk, stage and explanation of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ui.growing_explanation import grown_explanation, live_explanation, video_explanation
from ui.growing_lesson import GrowingLesson
from ui.growing_live import live_controls, live_stage
from ui.growing_room import (
    grown_desk,
    grown_stage,
    parts_controls,
    parts_explained,
    parts_view,
)
from ui.growing_video import video_desk, video_stage


@dataclass(frozen=True)
class GrowingView:
    """How one view is drawn; ``stage`` returns what it shows, for the link."""

    desk: Callable[[], None]
    stage: Callable[[], GrowingLesson]
    explain: Callable[[], None]


GROWING_VIEWS = {
    "grown": GrowingView(grown_desk, grown_stage, grown_explanation),
    "parts": GrowingView(parts_controls, parts_view, parts_explained),
    "video": GrowingView(video_desk, video_stage, video_explanation),
    "live": GrowingView(live_controls, live_stage, live_explanation),
}
