"""Drawn or photographed digits, converted to MNIST's form."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from gan_core.data.decoding import Limits, PictureError, decode_picture
from gan_core.settings.images import DIGIT_RESOLUTION

Pixels = npt.NDArray[np.uint8]

LIMITS = Limits(most_bytes=10_000_000, most_pixels=25_000_000)
ENOUGH = 1024
"""Pixels of the shorter edge in which a digit is looked for, where a picture has more."""

BOX = 20
"""Resolution of the square into which a digit of MNIST fits."""

LEAST_CONTRAST = 40
NOISE = 0.2
"""Values below this share of the darkest ink count as paper."""

NO_DIGIT = "no_digit"


def read_picture(content: bytes) -> Pixels:
    """Return a picture file as grey (H, W) bytes; its size is checked before it is decoded.

    Raises ``PictureError`` for one that is too large or no picture.
    """
    return np.asarray(decode_picture(content, limits=LIMITS, enough=ENOUGH).convert("L"))


def to_digit(grey: Pixels) -> Pixels:
    """Return a picture (H, W) of one digit in MNIST's form, (28, 28), white on black.

    As the data set was made, the bounding box is scaled to fit 20 x 20, smoothed, and placed with
    its centre of mass in the middle (LeCun et al. 1998, III.A). The border's median is the paper.
    Raises ``PictureError`` where there is no ink.
    """
    ink = _ink(grey)
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    box = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = BOX / max(box.shape)
    size = tuple(max(1, round(side * scale)) for side in box.shape[::-1])
    small = np.asarray(Image.fromarray(box).resize(size, Image.Resampling.BOX), dtype=np.float64)
    small *= 255 / max(1.0, small.max())
    top, left = (_offset(small, axis) for axis in (0, 1))
    digit = np.zeros((DIGIT_RESOLUTION, DIGIT_RESOLUTION), dtype=np.uint8)
    digit[top : top + small.shape[0], left : left + small.shape[1]] = small.round()
    return digit


def _ink(grey: Pixels) -> Pixels:
    """Return the strokes alone, 0 to 255, (H, W)."""
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    paper = float(np.median(border))
    contrast = np.abs(grey.astype(np.float64) - paper)
    most = float(contrast.max())
    if most < LEAST_CONTRAST:
        raise PictureError(
            NO_DIGIT, "there is no digit to be seen; draw one, or take a clearer picture"
        )
    share = contrast / most
    ink: Pixels = (255 * np.where(share < NOISE, 0.0, share)).round().astype(np.uint8)
    return ink


def _offset(small: npt.NDArray[np.float64], axis: int) -> int:
    """Return where a digit starts so that its centre of mass is in the middle of 28 pixels."""
    weights = small.sum(axis=1 - axis)
    centre = float((weights * (np.arange(len(weights)) + 0.5)).sum() / weights.sum())
    return int(np.clip(round(DIGIT_RESOLUTION / 2 - centre), 0, DIGIT_RESOLUTION - len(weights)))
