"""What a run on pictures shows of itself: always the same latents, the same real pictures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from gan_core.latent.generation import as_pixels, decode
from gan_core.metrics.features import mean_pairwise_distance
from gan_core.models.image_networks import draw_noise
from gan_core.settings.images import CLASSES, SHEET_COLUMNS, SHEET_ROWS
from gan_core.training.images.trainer import ImageTrainer, stream

Pixels = npt.NDArray[np.uint8]


class ImagePreview:
    """A sheet of 6 x 10 pictures, and how different the samples are.

    A GAN shows samples of fixed latents, with labels 0 to 9 from left to right where they decide.
    An autoencoder shows two rows of real pictures, each above its reconstruction, then two of
    decoded N(0, I). A classifier shows what it finds hardest among some pictures.
    """

    def __init__(self, trainer: ImageTrainer) -> None:
        settings, device, data = trainer.settings, trainer.device, trainer.batches.data
        random = stream(settings, "preview", torch.device("cpu"))
        count = SHEET_ROWS * SHEET_COLUMNS
        self.latents = draw_noise(
            count, settings, generator=random, device=torch.device("cpu")
        ).to(device)  # fmt: skip
        self.labels = torch.arange(CLASSES, device=device).repeat(SHEET_ROWS)
        chosen = torch.randperm(len(data.images), generator=random)[: 10 * count]
        self.real = data.images[chosen.to(device)].float().div(255)
        self.real_labels = data.labels[chosen.to(device)]
        self.data_diversity = _diversity(self.real[:count])

    @torch.no_grad()
    def pictures(self, trainer: ImageTrainer) -> Pixels:
        """Return the sheet's pictures (60, S, S[, 3]) as bytes, row by row."""
        network = trainer.shown
        training = network.training
        network.eval()
        try:
            pictures = self._pictures(trainer)
        finally:
            network.train(training)
        return as_pixels(pictures)

    def _pictures(self, trainer: ImageTrainer) -> Tensor:
        settings, network = trainer.settings, trainer.shown
        if settings.adversarial:
            return decode(network, settings, self.latents, self.labels)
        if settings.kind == "classifier":
            chances = network(self.real).softmax(1)
            certainty = chances.gather(1, self.real_labels[:, None]).squeeze(1)
            return self.real[certainty.argsort()[: SHEET_ROWS * SHEET_COLUMNS]]
        rows = []
        for start in (0, SHEET_COLUMNS):
            real = self.real[start : start + SHEET_COLUMNS]
            codes = network.encode(real)[0]  # type: ignore[operator]
            rows += [real, decode(network, settings, codes)]
        return torch.cat([*rows, decode(network, settings, self.latents[: 2 * SHEET_COLUMNS])])

    def diversity(self, pictures: Pixels, *, adversarial: bool) -> float | None:
        """Return a GAN's sample diversity as a share of the data's; None for other models.

        Diversity is the mean distance of two pictures' pixels.
        """
        if not adversarial or not self.data_diversity:
            return None
        return _diversity(torch.from_numpy(pictures).float().div(255)) / self.data_diversity


def _diversity(pictures: Tensor) -> float:
    return mean_pairwise_distance(pictures.flatten(1))
