"""Pictures as text, for the browser and back: bytes row by row in base64, with their shape."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]

MOST_PICTURES = 1024
MOST_PICTURE_BYTES = 13_000_000
"""Of all pictures of a request or an answer: 1,024 faces of 64 x 64 coloured pixels fit."""


class PictureBytesError(ValueError):
    """Text that is no pictures; one line says why."""


def encode_bytes(values: npt.NDArray[Any]) -> str:
    """Return an array's bytes, row by row, as base64."""
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def decode_bytes(value: object) -> bytes:
    """Return the bytes of base64; ``PictureBytesError`` for anything else."""
    try:
        return base64.b64decode(str(value), validate=True)
    except ValueError:
        raise PictureBytesError("pictures are bytes in base64") from None


def shape_of(pixels: Pixels) -> dict[str, int]:
    """Return what a reader of the bytes of (N, S, S) or (N, S, S, 3) has to know beside them."""
    return {"side": pixels.shape[1], "channels": 1 if pixels.ndim == 3 else pixels.shape[3]}


def most_pictures(side: int, channels: int) -> int:
    """Return how many pictures of a size go into one request or answer."""
    return max(1, min(MOST_PICTURES, MOST_PICTURE_BYTES // (side * side * channels)))


def decode_pixels(value: object, *, side: int, channels: int) -> Pixels:
    """Return pictures (N, S, S), or (N, S, S, 3) coloured, of base64.

    Raises ``PictureBytesError`` for anything else.
    """
    raw = decode_bytes(value)
    size, most = side * side * channels, most_pictures(side, channels)
    count, rest = divmod(len(raw), size)
    if rest or not 1 <= count <= most:
        raise PictureBytesError(f"pictures of {len(raw)} bytes; accepted: 1 to {most} times {size}")
    shape = (count, side, side) if channels == 1 else (count, side, side, channels)
    # A copy, since bytes cannot be written to and torch wants to be able to.
    return np.frombuffer(raw, dtype=np.uint8).reshape(shape).copy()
