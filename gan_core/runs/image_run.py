"""One run on pictures inside a worker: its sheet of pictures is what is shown and kept."""

from __future__ import annotations

import time
from typing import Any

import torch

from gan_core.data.images import load_images
from gan_core.metrics.laplacian_swd import SMALLEST
from gan_core.runs.checkpoints import State
from gan_core.runs.live_run import LiveRun
from gan_core.runs.progressive_measure import GrowthMeasure
from gan_core.runs.sheets import pack_sheet
from gan_core.runs.store import RunRecord
from gan_core.training.images.preview import ImagePreview
from gan_core.training.images.progressive_step import ProgressiveTrainer
from gan_core.training.images.trainer import ImageTrainer
from gan_core.training.images.trainers import make_trainer
from gan_core.training.images.training import RecentLosses
from gan_core.training.threads import ThreadGovernor

RECENT_STEPS = 20
"""Losses are means over so many steps, or over those between two rows of metrics."""

THREADS = torch.get_num_threads()
ROWS_KEPT = 1000
"""A whole run has about so many rows of metrics, one at least every 100 steps."""


class ImageRun(LiveRun):
    """Holds one run of the store; ``advance`` does a step.

    A picture is a PNG, ten small ones a row without gaps (280 x 168 grey pixels for digits), with
    its report as JSON in the text ``report``.
    """

    trainer: ImageTrainer
    live_seconds = 0.4
    milestones = 30
    """The first document's strip has steps 10,000, 50,000 and 150,000 of 150,000."""

    def take_settings(self, record: RunRecord) -> None:
        """Keep the settings; the run's length is among them."""
        self.settings = record.image_settings
        # A class shares the machine: here speed counts, and sums over a batch may differ in their
        # last bits when the number of threads does. `train` into a folder keeps to one number.
        self.governor = ThreadGovernor(free=True, most=THREADS)
        self.recent = RecentLosses(max(RECENT_STEPS, self.row_steps))

    def make(self, device: torch.device, state: State | None) -> None:
        """Read the data and make trainer and preview on ``device``."""
        data = load_images(self.settings.dataset, "train")
        self.trainer = make_trainer(self.settings, data, device=device)
        self.preview = ImagePreview(self.trainer)
        self.growth = None
        if isinstance(self.trainer, ProgressiveTrainer) and self.settings.side >= SMALLEST:
            self.growth = GrowthMeasure(self.trainer)
        if state is not None:
            self.trainer.load_state(*state)

    @property
    def started(self) -> bool:
        """Whether a step was made."""
        return self.trainer.steps_done > 0

    def is_noted(self, step: int) -> bool:
        """Whether a row of metrics is due at this step."""
        return step % self.row_steps == 0

    @property
    def row_steps(self) -> int:
        """Steps between two rows of metrics."""
        return max(1, min(100, self.settings.steps // ROWS_KEPT))

    def measure(self, *, full: bool) -> tuple[dict[str, Any], bytes]:
        """Draw the sheet; losses are means over the last steps."""
        pictures = self.preview.pictures(self.trainer)
        report = {
            "step": self.trainer.steps_done,
            "seconds": self.watch.elapsed(),
            "steps_per_s": self.update_rate(),
            "losses": self.recent.means() or self.trainer.losses,
            "diversity": self.preview.diversity(
                pictures, adversarial=self.settings.adversarial
            ),
        }  # fmt: skip
        if self.growth is not None:
            report |= self.growth.report()
        return report, pack_sheet(report, pictures)

    def is_milestone(self) -> bool:
        """Whether a side has settled: its pictures are kept."""
        return self.trainer.stabilised_resolution is not None

    def complete_step(self) -> None:
        """Do nothing: here a step is always whole."""

    def work(self) -> None:
        """Do a step."""
        started = time.perf_counter()
        self.trainer.step()
        self.governor.took(time.perf_counter() - started)
        self.recent.add(self.trainer.losses)
        self.after_step()
