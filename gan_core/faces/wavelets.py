"""Haar wavelets of faces: how much fine and coarse detail lies where, and how bright it is there.

What is obviously broken shows here: a mesh in the finest diagonal band, a smear in bands that are
missing, a picture that is nearly black in all of them. Who a face is hardly shows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gan_core.faces.neighbours import Doubles

LEVELS = 3
PARTS = 2
"""Energies are taken in so many by so many parts of a picture."""

BRIGHTNESS_PARTS = 4
LEAST_ENERGY = (1 / 255) ** 2
"""Detail of less than a grey step counts as none."""

LEAST_BRIGHTNESS = 4 / 255


def wavelet_energies(pixels: npt.NDArray[np.uint8]) -> Doubles:
    """Return (N, 52) numbers of pictures (N, 64, 64, 3), all logarithms.

    For levels 1 to 3 of the Haar wavelet transform of the mean of red, green and blue in [0, 1],
    and each of its diagonal, horizontal and vertical bands, the mean square in four quarters of the
    picture; then the mean brightness in its sixteenths.
    """
    grey = pixels.astype(np.float64).mean(3) / 255
    found, coarse = [], grey
    for _level in range(LEVELS):
        coarse, bands = _split(coarse)
        found += [np.log(_means(band**2, PARTS) + LEAST_ENERGY) for band in bands]
    found.append(np.log(_means(grey, BRIGHTNESS_PARTS) + LEAST_BRIGHTNESS))
    return np.concatenate(found, axis=1)


def _split(grey: Doubles) -> tuple[Doubles, tuple[Doubles, Doubles, Doubles]]:
    """Return a level's coarse picture (N, S/2, S/2), and its detail.

    Diagonal, between rows and between columns; squares add up to those of ``grey`` (N, S, S).
    """
    a, b = grey[:, ::2, ::2], grey[:, ::2, 1::2]
    c, d = grey[:, 1::2, ::2], grey[:, 1::2, 1::2]
    bands = ((a - b - c + d) / 2, (a + b - c - d) / 2, (a - b + c - d) / 2)
    return (a + b + c + d) / 2, bands


def _means(values: Doubles, parts: int) -> Doubles:
    """Return means (N, parts * parts) over equal parts of pictures (N, S, S), row by row."""
    count, side, _ = values.shape
    size = side // parts
    found: Doubles = values.reshape(count, parts, size, parts, size).mean((2, 4))
    return found.reshape(count, -1)
