"""A run as one HTML file that plays without a server and without the network."""

from __future__ import annotations

import base64
from typing import Any

from gan_core.runs.row_columns import row_columns
from gan_core.runs.run_record import RunRecord
from gan_core.runs.store import RunStore
from gan_core.storage.packed_frames import Frame, pack_frames
from gan_core.storage.serialization import unpack_frame
from gan_core.viz.palette import PALETTE
from ui.controls.toy_labels import LOSS_NAMES
from ui.live import live_text, page_parts
from ui.run.toy_scene import scene
from ui.shared.stand_alone import stand_alone_page
from ui.shared.text import _
from ui.toy.canvas import toy_about
from ui.toy.controls import View

MOST_BYTES = 600_000
"""Of a replay: small enough for a school's mail, and for a phone."""

MOST_FRAMES = 64
FEWER = 0.8
"""With so many of the pictures it is tried again where a replay is too large."""

POINTS = 600
"""Of the thousand and more that the laboratory shows."""


def replay_page(
    store: RunStore, record: RunRecord, reports: list[dict[str, Any]], view: View
) -> str:
    """Return a self-contained page of at most ``MOST_BYTES`` that replays a run's snapshots."""
    steps = store.frame_steps(record.id)
    content = {
        "palette": PALETTE,
        "text": live_text(),
        "side": 452,
        "scene": scene(record.settings, ellipses=True),
        "run": {"id": record.id, "state": "recorded"},
        **view.as_data(),
        "rows": row_columns(reports),
        "about": toy_about(record),
    }
    title = _("GAN Explorer: {loss}, seed {seed}, {step:,} steps (recorded)").format(
        loss=LOSS_NAMES[record.settings.loss], seed=record.settings.seed, step=record.step
    )
    count = min(len(steps), MOST_FRAMES)
    while True:
        chosen = _evenly(steps, count)
        frames = [_slim(frame) for frame in store.frames(record.id, chosen)]
        packed = base64.b64encode(pack_frames(frames, content | {"timeline": chosen})).decode()
        data = {"packed": packed, "too_old": _("This browser is too old to play the run.")}
        page = stand_alone_page(title, data, **page_parts("replay"))
        if len(page.encode()) <= MOST_BYTES or count <= 2:
            return page
        count = max(2, int(FEWER * count))


def _evenly(steps: list[int], count: int) -> list[int]:
    """Return so many steps, first and last among them."""
    if count < 2:
        return steps[:count]
    return [steps[round(place * (len(steps) - 1) / (count - 1))] for place in range(count)]


def _slim(frame: bytes) -> Frame:
    """Return a picture with fewer points; what belongs to each point has as many rows."""
    report, arrays = unpack_frame(frame)
    fewer = {n: a[:POINTS] if n.startswith("points") else a for n, a in arrays.items()}
    return report, fewer
