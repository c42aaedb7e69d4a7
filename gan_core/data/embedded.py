"""scikit-learn's 1,797 digits of 8 x 8 pixels, enlarged to the size of MNIST's."""

from __future__ import annotations

import torch
from torch import Tensor

EMBEDDED_TEST = 360
"""The number of embedded digits that are kept for testing."""


def embedded_digits(split: str) -> tuple[Tensor, Tensor]:
    """Return the pictures (N, 1, 28, 28), uint8, of a split, ``train`` or ``test``, and labels.

    Bicubic upsampling to 24 x 24, and a border of 2.
    """
    from sklearn.datasets import load_digits
    from torch.nn.functional import interpolate, pad

    bunch = load_digits()
    small = torch.tensor(bunch.images, dtype=torch.float32).unsqueeze(1) / 16
    large = interpolate(small, size=24, mode="bicubic", align_corners=False)
    images = (pad(large, (2, 2, 2, 2)).clamp(0, 1) * 255).round().to(torch.uint8)
    labels = torch.tensor(bunch.target)
    # The last ones come from other writers than the first ones.
    cut = len(images) - EMBEDDED_TEST
    chosen = slice(0, cut) if split == "train" else slice(cut, None)
    return images[chosen], labels[chosen]
