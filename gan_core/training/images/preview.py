"""What a run on pictures shows of itself: always the same latents, the same real pictures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from gan_core.latent.generation import as_pixels
from gan_core.metrics.features import mean_pairwise_distance
from gan_core.models.image_networks import draw_noise
from gan_core.settings.images import CLASSES, SHEET_COLUMNS, SHEET_ROWS
from gan_core.training.images.sheets import SheetInputs
from gan_core.training.images.trainer import ImageTrainer, stream
from gan_core.training.images.trainers import TRAINING_FAMILIES

Pixels = npt.NDArray[np.uint8]


class ImagePreview:
    """A sheet of 6 x 10 pictures, made as the kind of model asks, and the samples' diversity."""

    def __init__(self, trainer: ImageTrainer) -> None:
        settings, device, data = trainer.settings, trainer.device, trainer.batches.data
        random = stream(settings, "preview", torch.device("cpu"))
        count = SHEET_ROWS * SHEET_COLUMNS
        known = len(data.origin.labels) if data.origin and data.origin.labels else CLASSES
        latents = draw_noise(count, settings, generator=random, device=torch.device("cpu"))
        chosen = torch.randperm(len(data.images), generator=random)[: 10 * count].to(device)
        self.inputs = SheetInputs(
            latents=latents.to(device),
            labels=(torch.arange(CLASSES, device=device) % known).repeat(SHEET_ROWS),
            real=data.images[chosen].float().div(255),
            real_labels=data.labels[chosen],
        )
        self.sheet = TRAINING_FAMILIES[settings.kind].sheet
        self.data_diversity = _diversity(self.inputs.real[:count])

    @torch.no_grad()
    def pictures(self, trainer: ImageTrainer) -> Pixels:
        """Return the sheet's pictures (60, S, S[, 3]) as bytes, row by row."""
        network = trainer.shown
        training = network.training
        network.eval()
        try:
            pictures = self.sheet(network, trainer.settings, self.inputs)
        finally:
            network.train(training)
        return as_pixels(pictures)

    def diversity(self, pictures: Pixels, *, adversarial: bool) -> float | None:
        """Return a GAN's sample diversity as a share of the data's; None for other models.

        Diversity is the mean distance of two pictures' pixels.
        """
        if not adversarial or not self.data_diversity:
            return None
        return _diversity(torch.from_numpy(pictures).float().div(255)) / self.data_diversity


def _diversity(pictures: Tensor) -> float:
    return mean_pairwise_distance(pictures.flatten(1))
