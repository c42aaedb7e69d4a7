"""The classifier that is the feature extractor for generated digits."""

from __future__ import annotations

from torch import Tensor, nn

from gan_core.settings.images import CLASSES

FEATURES = 128


def _block(before: int, after: int) -> list[nn.Module]:
    return [
        nn.Conv2d(before, after, 3, padding=1, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(),
    ]


class Classifier(nn.Module):
    """Four convolutions, two poolings, 128 features, ten logits; pictures in [0, 1]."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.trunk = nn.Sequential(
            *_block(1, width),
            *_block(width, width),
            nn.MaxPool2d(2),
            *_block(width, 2 * width),
            *_block(2 * width, 2 * width),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(2 * width * 49, FEATURES, bias=False),
            nn.BatchNorm1d(FEATURES),
        )
        self.head = nn.Sequential(nn.ReLU(), nn.Linear(FEATURES, CLASSES))

    def features(self, images: Tensor) -> Tensor:
        """Return (N, 128) features of pictures (N, 1, 28, 28) in [0, 1], before the last ReLU."""
        features: Tensor = self.trunk(images)
        return features

    def forward(self, images: Tensor) -> Tensor:
        """Return logits (N, 10)."""
        logits: Tensor = self.head(self.features(images))
        return logits
