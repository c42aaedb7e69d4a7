"""Stacked MNIST: three digits as red, green and blue of one picture, which makes 1,000 modes.

Metz et al. 2017, "Unrolled Generative Adversarial Networks", section 3.3.1.
"""

import numpy as np
import torch
from torch import Tensor

COLOURS = 3
CHUNK = 4096
SEEDS = {"train": 0, "test": 1}


def stacked_digits(digits: Tensor, count: int, *, seed: int) -> Tensor:
    """Return (``count``, 3, S, S) pictures, each of three of the digits (N, 1, S, S), uint8.

    Digits are drawn with replacement, so that each triple is as likely as any other.
    """
    rows = np.random.default_rng(seed).integers(len(digits), size=(count, COLOURS))
    chosen = torch.from_numpy(rows)
    found = torch.empty(count, COLOURS, *digits.shape[2:], dtype=digits.dtype)
    for first in range(0, count, CHUNK):
        part = slice(first, first + CHUNK)
        found[part] = digits[chosen[part], 0]
    return found


def stacked_split(digits: Tensor, split: str, validating: int) -> Tensor:
    """Return as many stacked pictures as a split's files have digits.

    The last ``validating`` are stacked of the last ``validating`` digits, the others of the others:
    no picture of one part has a digit of the other.
    """
    cut, seed = len(digits) - validating, SEEDS[split]
    parts = [digits[:cut], digits[cut:]] if validating else [digits]
    return torch.cat([
        stacked_digits(part, len(part), seed=seed + 2 * place)
        for place, part in enumerate(parts)
    ])  # fmt: skip
