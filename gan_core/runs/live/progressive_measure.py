"""Progress of a progressive GAN's run: resolution, alpha, and distance from real pictures."""

from __future__ import annotations

import time
from typing import Any

import torch

from gan_core.latent.generation import decode, to_bytes
from gan_core.metrics.laplacian_swd import laplacian_swd
from gan_core.models.image_networks import draw_noise
from gan_core.training.images.progressive_step import ProgressiveTrainer
from gan_core.training.images.trainer import stream

PICTURES = 128
"""The number of real and of generated pictures compared; ``evaluate`` takes more."""

MEASURES = 20
"""Distances are measured about so often in a run, and when a resolution has stabilised."""

REST = 9.0
"""Between two measurements the run trains at least so many times as long as one took."""


class ProgressiveMeasure:
    """Resolution, alpha, and the sliced Wasserstein distance by pyramid level, of one run.

    A distance is reported until the next one is measured; ``floor`` is that of as many other real
    pictures. Small pictures are upsampled to the last resolution, so the distance falls with each
    resolution that is added.
    """

    def __init__(self, trainer: ProgressiveTrainer) -> None:
        self.trainer = trainer
        settings, data = trainer.settings, trainer.batches.data
        random = stream(settings, "preview", torch.device("cpu"))
        order = torch.randperm(len(data.images), generator=random)
        self.real, other = (
            data.images[order[start : start + PICTURES].to(data.images.device)].cpu().float()
            for start in (0, PICTURES)
        )
        self.latents = draw_noise(
            PICTURES, settings, generator=random, device=torch.device("cpu")
        ).to(trainer.device)  # fmt: skip
        self.floor = self._distance(other) if len(other) == PICTURES else None
        self.found: dict[str, float] = {}
        self.measured, self.rests_until = -1, 0.0

    def report(self) -> dict[str, Any]:
        """Return resolution, alpha, and the newest distances with the step of their measurement."""
        position, step = self.trainer.stage_progress, self.trainer.steps_done
        if self._is_due(step):
            started = time.monotonic()
            pictures = decode(self.trainer.shown, self.trainer.settings, self.latents)
            self.found = self._distance(to_bytes(pictures).cpu().float())
            self.measured = step
            self.rests_until = time.monotonic() + REST * (time.monotonic() - started)
        return {
            "side": position.phase.resolution,
            "alpha": position.alpha,
            "swd": self.found,
            "swd_floor": self.floor,
            "swd_step": self.measured,
        }

    def _is_due(self, step: int) -> bool:
        if step == self.measured:
            return False
        marked = self.trainer.stabilised_resolution is not None or step >= self.trainer.total_steps
        apart = max(1, self.trainer.total_steps // MEASURES)
        due = self.measured < 0 or step // apart != self.measured // apart
        return marked or (due and time.monotonic() >= self.rests_until)

    def _distance(self, pictures: torch.Tensor) -> dict[str, float]:
        count = min(len(self.real), len(pictures))
        return laplacian_swd(self.real[:count], pictures[:count])
