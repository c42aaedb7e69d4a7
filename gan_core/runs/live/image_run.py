"""A run on image data inside a worker; its picture is a sheet of samples."""

from __future__ import annotations

import os
import time
from typing import Any

import torch

from gan_core.data.fingerprint import difference
from gan_core.data.images import load_images
from gan_core.metrics.laplacian_swd import SMALLEST
from gan_core.runs.live.live_run import LiveRun
from gan_core.runs.live.progressive_measure import ProgressiveMeasure
from gan_core.runs.run_record import RunRecord
from gan_core.runs.sheets import pack_sheet
from gan_core.storage.checkpoint_file import State
from gan_core.training.images.preview import ImagePreview
from gan_core.training.images.progressive_step import ProgressiveTrainer
from gan_core.training.images.trainer import ImageTrainer
from gan_core.training.images.trainers import make_trainer
from gan_core.training.images.training import RecentLosses
from gan_core.training.threads import ThreadGovernor

RECENT_STEPS = 20
"""Losses are means over so many steps, or over those since the last row if that are more."""

CHANGED = "The pictures have changed since this run was saved"
THREADS = os.cpu_count() or 1
ROWS_KEPT = 1000
"""A run has about so many rows of metrics, and at least one every 100 steps."""


class ImageRun(LiveRun):
    """One run of the store; ``advance`` does a step.

    A picture is a PNG, ten small ones a row without gaps (280 x 168 grey pixels for digits), with
    its report as JSON in the text ``report``.
    """

    trainer: ImageTrainer
    live_seconds = 0.4
    milestones = 30
    """Steps 10,000, 50,000 and 150,000 of 150,000 are among them, as in gan-digits."""

    def take_settings(self, record: RunRecord) -> None:
        """Keep the settings, of which the number of steps is one."""
        self.settings = record.image_settings
        # Here speed counts: with another number of threads, sums over a batch may differ in their
        # last bits. `train` into a folder keeps one number of threads.
        self.governor: ThreadGovernor | None = None
        self.recent = RecentLosses(max(RECENT_STEPS, self.row_steps))

    def set_alone(self, *, alone: bool) -> None:
        """Take all processors while nothing else trains here, else one."""
        super().set_alone(alone=alone)
        self.governor = ThreadGovernor(free=True, most=THREADS) if alone else None

    def make(self, device: torch.device, state: State | None) -> None:
        """Read the data and build trainer and preview on ``device``."""
        data = load_images(self.settings.dataset, "train")
        self.trainer = make_trainer(self.settings, data, device=device)
        self.preview = ImagePreview(self.trainer)
        self.progressive = None
        if isinstance(self.trainer, ProgressiveTrainer) and self.settings.resolution >= SMALLEST:
            self.progressive = ProgressiveMeasure(self.trainer)
        if data.origin is not None and data.origin.left_out:
            self.tell(f"{data.origin.line()}.")
        if state is not None:
            self._compare_data(state)
            self.trainer.load_state(*state)

    def _compare_data(self, state: State) -> None:
        """Tell on the page that the run resumes on other pictures than those that it was saved on.

        There is nobody to ask, as in a training process that was started again.
        """
        before = state[1].get("data")
        differs = before and difference(before, self.trainer.data)
        if differs:
            self.tell(f"{CHANGED} ({differs}); training resumed on those that are here now.")

    def tell(self, line: str) -> None:
        """Add a sentence to what the run's page says of it, once."""
        if line not in self.message:
            self.message = f"{self.message} {line}".lstrip()

    @property
    def started(self) -> bool:
        """Whether a step was made."""
        return self.trainer.steps_done > 0

    def is_report_due(self, step: int) -> bool:
        """Whether a row of metrics is due at this step."""
        return step % self.row_steps == 0

    @property
    def row_steps(self) -> int:
        """Steps between two rows of metrics."""
        return max(1, min(100, self.settings.steps // ROWS_KEPT))

    def measure(self, *, full: bool) -> tuple[dict[str, Any], bytes]:
        """Return losses, means over the last steps, and the sheet of samples."""
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
        if self.progressive is not None:
            report |= self.progressive.report()
        return report, pack_sheet(report, pictures)

    def is_milestone(self) -> bool:
        """Whether a resolution has just stabilised."""
        return self.trainer.stabilised_resolution is not None

    def complete_step(self) -> None:
        """Do nothing: steps have no parts here."""

    def work(self) -> None:
        """Do a step."""
        started = time.perf_counter()
        self.trainer.step()
        if self.governor is not None:
            self.governor.took(time.perf_counter() - started)
        self.recent.add(self.trainer.losses)
        self.after_step()
