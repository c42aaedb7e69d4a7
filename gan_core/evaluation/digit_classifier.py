"""The classifier of digits, in whose features generated digits are compared."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from gan_core.checkpoints.native import CheckpointError, load_model
from gan_core.latent.generation import slices
from gan_core.settings.images import DIGIT_RESOLUTION

CLASSIFIERS = {"mnist": "classifier-mnist"}
"""The shipped classifier in whose features pictures of a data set are compared."""


class DigitClassifier:
    """The shipped classifier of digits: features to compare pictures by, and its predictions."""

    def __init__(self, network: Any) -> None:  # noqa: ANN401
        self.network = network.to(memory_format=torch.channels_last)

    def to(self, device: torch.device) -> DigitClassifier:
        """Return the classifier on a device."""
        return DigitClassifier(self.network.to(device))

    def features(self, images: Tensor) -> Tensor:
        """Return (N, 128) features; the border of framed digits does not count."""
        images = unframed(images, DIGIT_RESOLUTION)
        return torch.cat([self.network.features(images[rows]) for rows in slices(len(images))])

    def predictions(self, features: Tensor) -> Tensor:
        """Return the most likely labels (N,) of pictures with these features."""
        labels: Tensor = self.network.head(features).argmax(1)
        return labels

    def probabilities(self, images: Tensor) -> Tensor:
        """Return the probability of each label (N, 10)."""
        found: Tensor = self.network.head(self.features(images)).softmax(1)
        return found


def load_classifier(dataset: str) -> DigitClassifier:
    """Return the shipped classifier of a data set; ``CheckpointError`` where there is none."""
    if dataset not in CLASSIFIERS:
        raise CheckpointError(
            f"no classifier is shipped for {dataset}, so its generated pictures cannot be "
            f"evaluated; accepted: {', '.join(CLASSIFIERS)}"
        )
    return DigitClassifier(load_model(CLASSIFIERS[dataset]).network)


def unframed(images: Tensor, resolution: int) -> Tensor:
    """Return digits without the border that made them a power of two, (N, C, S, S).

    Raises ``CheckpointError`` for pictures that are smaller.
    """
    border = (images.shape[-1] - resolution) // 2
    if images.shape[-1] < resolution:
        raise CheckpointError(
            f"pictures at a resolution of {images.shape[-1]} are not evaluated; "
            f"accepted: {resolution}"
        )
    return images[..., border : border + resolution, border : border + resolution]
