"""The feature extractor of faces: a discriminator, in whose features sets of them are compared."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.faces.reference import ReferenceSet, shipped_reference
from gan_core.faces.spaces import raw_features
from gan_core.latent.generation import as_pixels

SPACE = "discriminator"


class FaceFeatureExtractor:
    """Features of faces as the shipped discriminator sees them; it belongs to no shipped G."""

    def __init__(self, known: ReferenceSet, device: torch.device) -> None:
        self.known, self.device = known, device
        self.raw = raw_features(SPACE, device=device)
        self.unit = float(known.facts["unit"])

    def to(self, device: torch.device) -> FaceFeatureExtractor:
        """Return the same features, computed on a device."""
        return FaceFeatureExtractor(self.known, device)

    def features(self, images: Tensor) -> Tensor:
        """Return (N, 33) features of pictures (N, 3, 64, 64) in [0, 1]: what is on screen counts.

        32 principal components and the length of what they leave out, in units in which the mean
        square of a training face's numbers is 1: the kernel distance is made for such. Components
        and unit are fitted to training faces, never to those that are compared.
        """
        found = self.known.space.reduced(self.raw(as_pixels(images))) / self.unit
        return torch.from_numpy(found).float().to(images.device)


def load_feature_extractor() -> FaceFeatureExtractor:
    """Return the shipped feature extractor; ``CheckpointError`` where it is missing."""
    return FaceFeatureExtractor(shipped_reference(SPACE), torch.device("cpu"))
