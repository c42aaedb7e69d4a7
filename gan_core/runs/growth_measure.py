"""What a growing run says of itself: where it is, and how far its pictures are from real ones."""

from __future__ import annotations

from typing import Any

import torch

from gan_core.latent.generation import decode, to_bytes
from gan_core.metrics.laplacian_swd import laplacian_swd
from gan_core.models.image_networks import draw_noise
from gan_core.training.image_trainer import stream
from gan_core.training.progressive_step import ProgressiveTrainer

PICTURES = 128
"""So many real and generated pictures are compared; ``evaluate`` takes more."""

MEASURES = 20
"""Distances are measured so often in a whole run, and whenever a side has settled."""


class GrowthMeasure:
    """Side, alpha, and the sliced Wasserstein distance by level, of a run that grows.

    Distances are measured now and then and said again until the next; ``floor`` is what as many
    other real pictures get. Small pictures are doubled to the last side, so the distance falls with
    each side that comes.
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
        self.measured = -1

    def report(self) -> dict[str, Any]:
        """Return where the run is, and the newest distances with the step that they are of."""
        growth, step = self.trainer.growth, self.trainer.steps_done
        if self._is_due(step):
            pictures = decode(self.trainer.shown, self.trainer.settings, self.latents)
            self.found = self._distance(to_bytes(pictures).cpu().float())
            self.measured = step
        return {
            "side": growth.phase.side,
            "alpha": growth.alpha,
            "swd": self.found,
            "swd_floor": self.floor,
            "swd_step": self.measured,
        }

    def _is_due(self, step: int) -> bool:
        apart = max(1, self.trainer.total_steps // MEASURES)
        new = self.measured < 0 or step // apart != self.measured // apart
        return new or (self.trainer.settled_side is not None and step != self.measured)

    def _distance(self, pictures: torch.Tensor) -> dict[str, float]:
        count = min(len(self.real), len(pictures))
        return laplacian_swd(self.real[:count], pictures[:count])
