"""Modes of Stacked MNIST that a generator covers, by a classifier of each colour.

The published protocol: 26,000 samples; a mode is covered by one sample; the reverse KL divergence
is that of the samples' histogram over the 1,000 modes from the uniform distribution (Metz et al.
2017, section 3.3.1; Lin et al. 2018, "PacGAN", section 4.1.3).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.data.stacked import COLOURS
from gan_core.evaluation.digit_classifier import DigitClassifier
from gan_core.latent.generation import slices
from gan_core.settings.datasets import CLASSES

SAMPLES = 26_000
MODES = CLASSES**COLOURS


@dataclass(frozen=True)
class StackedModes:
    """``modes`` of 1,000 with at least one sample, and the reverse KL divergence in nats."""

    modes: int
    reverse_kl: float


@torch.no_grad()
def stacked_numbers(images: Tensor, classifier: DigitClassifier) -> Tensor:
    """Return the number, 0 to 999, that each picture (N, 3, 28, 28) in [0, 1] shows, red first."""
    numbers = torch.zeros(len(images), dtype=torch.int64, device=images.device)
    for rows in slices(len(images)):
        part = images[rows]
        digits = part.flatten(0, 1).unsqueeze(1)
        found = classifier.predictions(classifier.features(digits)).view(len(part), COLOURS)
        for colour in range(COLOURS):
            numbers[rows] = numbers[rows] * CLASSES + found[:, colour]
    return numbers


def stacked_modes(numbers: Tensor) -> StackedModes:
    """Return how many of the 1,000 numbers are there, and how unevenly."""
    shares = torch.bincount(numbers.cpu(), minlength=MODES).double() / len(numbers)
    there = shares[shares > 0]
    return StackedModes(len(there), float((there * (there * MODES).log()).sum()))
