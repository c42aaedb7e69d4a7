"""A live run in a notebook: plane, curves, numbers and timeline, drawn as the app draws them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import anywidget
import traitlets

from gan_core.notebook.assets import script, style
from gan_core.notebook.run_controls import RunControls
from gan_core.notebook.training_thread import TrainingThread
from gan_core.runs.row_columns import row_columns
from gan_core.settings.toy import ToySettings
from gan_core.viz.live_scene import live_scene
from gan_core.viz.palette import PALETTE

SIDE = 440
"""Of the plane in pixels where the cell is wide enough for curves beside it."""

MOST_FRAMES = 48
COMMANDS = ("start", "pause", "discriminator", "generator", "both")


class RunWidget(RunControls, anywidget.AnyWidget):
    """Shows a run that trains in the background; new pictures are pushed as binary messages."""

    _esm = script("run")
    _css = style("run")

    page = traitlets.Dict().tag(sync=True)
    """What does not change: scene, colours, number of steps, what a saved picture says."""

    resting = traitlets.Bytes().tag(sync=True)
    """The picture of where the run rests, which a saved notebook keeps."""

    def __init__(self, training: TrainingThread) -> None:
        super().__init__()
        self.training = training
        self._sent = self._row = -1
        self._pushing = threading.RLock()
        self.page = page_of(training.settings, total=training.trainer.total_steps)
        self.resting = training.picture()
        self.on_msg(self._hear)
        training.on_news = self._push

    def close(self) -> None:
        """End the training and take the view away; numbers and figures stay."""
        RunControls.close(self)
        anywidget.AnyWidget.close(self)

    def _hear(self, _widget: object, content: Any, _buffers: object) -> None:  # noqa: ANN401
        """Carry out what a view asks for; what is unknown is left alone."""
        match content:
            case {"view": "came"}:
                self.training.view_came()
                with self._pushing:
                    self._row = self._sent = -1
                    self._push()
            case {"view": "went"}:
                self.training.view_went()
            case {"steps": [*steps]} if all(type(step) is int for step in steps):
                self._push(steps[:MOST_FRAMES])
            case {"do": str(name)} if name in COMMANDS and not self.training.closed:
                self._command(name)

    def _command(self, name: str) -> None:
        """Begin what a button asks for; its effect comes as news."""
        training = self.training
        work = {"start": training.resume, "pause": training.run.pause}.get(name)
        training.ask(work or (lambda: training.run.step(name)), wait=False)

    def _push(self, steps: Sequence[int] = ()) -> None:
        """Send the views what they do not have; nothing where nobody looks."""
        # The training thread and the kernel's own both come here.
        with self._pushing:
            self._keep()
            if not self.training.views:
                return
            whole = self._row < 0
            found = self.training.news(after=self._sent, row=self._row, steps=list(steps))
            news, self._sent = found
            if news.rows:
                self._row = news.rows[-1]["step"]
            content = {
                "run": {"id": "run", "state": news.state, "caption": news.caption},
                "message": news.message,
                "timeline": news.timeline,
                "rows": row_columns(news.rows),
                "whole": whole,
            }
            self.send(content, buffers=news.frames)

    def _keep(self) -> None:
        if not self.training.run.running:
            self.resting = self.training.picture()


def page_of(settings: ToySettings, *, total: int) -> dict[str, Any]:
    """Return what the view needs besides the run itself."""
    return {
        "palette": PALETTE,
        "side": SIDE,
        "total": total,
        "scene": live_scene(settings),
        "about": {
            "title": f"{settings.loss}, seed {settings.seed}",
            "lines": [],
            "name": [settings.loss, f"seed-{settings.seed}"],
        },
    }
