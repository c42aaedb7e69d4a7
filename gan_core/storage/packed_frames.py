"""Many pictures in little room, for a page that plays them without a server.

``pack_frame`` keeps one picture so that it can be read alone; here all of them are compressed
together, each value in 12 bits of its array's range. ui/live/run/packed_frames.js reads it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

LEVELS = 4095
"""Steps of an array's range: a thousandth of the picture's width is four of them."""

LENGTH = 4
"""Bytes of the header's length, before it."""

Codes = npt.NDArray[np.uint16]
Frame = tuple[Mapping[str, Any], Mapping[str, npt.NDArray[Any]]]
"""A picture as ``unpack_frame`` returns it: its report and its arrays."""


def pack_frames(frames: Sequence[Frame], content: Mapping[str, Any]) -> bytes:
    """Return pictures and ``content``, which has to be JSON, as one compressed text of bytes.

    It is a zlib stream of the header's length, the header as JSON, and the codes of each array: a
    plane of low bytes, then one of high bytes. Values come back to within 1/4095 of their range;
    integers are kept exactly. Arrays must be finite.
    """
    # safetensors gives arrays in an order of its own; the same run is to give the same bytes.
    names = sorted({name for _, arrays in frames for name in arrays})
    smooth = {name: _is_smooth([a[name] for _, a in frames if name in a]) for name in names}
    heads: list[dict[str, Any]] = []
    codes: dict[str, list[Codes]] = {name: [] for name in names}
    for report, arrays in frames:
        described: dict[str, Any] = {}
        for name, array in sorted(arrays.items()):
            if np.issubdtype(array.dtype, np.integer):
                described[name] = {"shape": array.shape, "values": array.ravel().tolist()}
                continue
            found, low, high = _quantised(array)
            described[name] = {"shape": array.shape, "range": [low, high]}
            codes[name].append(_differences(found) if smooth[name] else found)
        heads.append({"report": report, "arrays": described})
    body = b"".join(_planes(codes[name]) for name in names)
    header = {"content": content, "frames": heads, "names": names, "smooth": smooth}
    text = json.dumps(header, allow_nan=False, separators=(",", ":")).encode()
    return zlib.compress(len(text).to_bytes(LENGTH, "little") + text + body, 9)


def _quantised(array: npt.NDArray[Any]) -> tuple[Codes, float, float]:
    """Return an array's codes, the two coordinates of points apart, and its range."""
    low, high = (float(array.min()), float(array.max())) if array.size else (0.0, 0.0)
    scale = LEVELS / (high - low) if high > low else 0.0
    steps = np.rint((_apart(array).astype(np.float64) - low) * scale)
    return steps.astype(np.uint16).ravel(), low, high


def _apart(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return all x before all y, which are more alike than an x is to its y."""
    return np.moveaxis(array, -1, 0) if _are_points(array.shape) else array


def _are_points(shape: Sequence[int]) -> bool:
    return len(shape) > 1 and shape[-1] == 2


def _is_smooth(arrays: Sequence[npt.NDArray[Any]]) -> bool:
    """Whether neighbours are alike, as in a field, so that their differences are smaller."""
    arrays = [array for array in arrays if not np.issubdtype(array.dtype, np.integer)]
    if not arrays:
        return False
    flat = [_apart(array).ravel() for array in arrays if array.size]
    steps = sum(float(np.abs(np.diff(each)).mean()) for each in flat if each.size > 1)
    spread = sum(float(np.abs(each - each.mean()).mean()) for each in flat)
    return steps < 0.5 * spread


def _differences(codes: Codes) -> Codes:
    """Return what each code adds to the one before; small ones of either sign as small codes."""
    steps = np.diff(codes.astype(np.int32), prepend=0)
    return np.where(steps < 0, -2 * steps - 1, 2 * steps).astype(np.uint16)


def _planes(codes: Sequence[Codes]) -> bytes:
    whole = np.concatenate(codes) if codes else np.zeros(0, np.uint16)
    return (whole & 0xFF).astype(np.uint8).tobytes() + (whole >> 8).astype(np.uint8).tobytes()
