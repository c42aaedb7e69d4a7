"""Arrays and numbers to bytes and back: safetensors, quantised where a picture needs no more."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors import numpy as safetensors_numpy

Array = npt.NDArray[Any]
LEVELS = 65535


def pack_frame(report: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """Return a picture's arrays as safetensors bytes, floats as 16-bit steps of their range.

    ``report`` becomes JSON in the metadata. An array's values come back to within 1/65535 of
    its range; integer arrays are kept exactly. Arrays must be finite.
    """
    tensors: dict[str, Array] = {}
    metadata = {"report": json.dumps(dict(report), allow_nan=False)}
    for name, array in arrays.items():
        if np.issubdtype(array.dtype, np.integer):
            tensors[name] = np.ascontiguousarray(array, dtype=np.int32)
            continue
        low, high = (float(array.min()), float(array.max())) if array.size else (0.0, 0.0)
        scale = LEVELS / (high - low) if high > low else 0.0
        steps = np.rint((array.astype(np.float64) - low) * scale)
        tensors[name] = np.ascontiguousarray(steps, dtype=np.uint16)
        metadata[f"range.{name}"] = json.dumps([low, high])
    return safetensors_numpy.save(tensors, metadata)


def unpack_frame(blob: bytes) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return the report and the float64 or int32 arrays that ``pack_frame`` packed."""
    header_size = int.from_bytes(blob[:8], "little")
    metadata = json.loads(blob[8 : 8 + header_size])["__metadata__"]
    arrays: dict[str, Array] = {}
    for name, tensor in safetensors_numpy.load(blob).items():
        if f"range.{name}" in metadata:
            low, high = json.loads(metadata[f"range.{name}"])
            arrays[name] = low + (high - low) * tensor.astype(np.float64) / LEVELS
        else:
            arrays[name] = tensor
    return json.loads(metadata["report"]), arrays


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a kill at any moment leaves the old one or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Its length does not depend on the file's, which may be the longest that there is.
    temporary = path.with_name(f".{uuid.uuid4().hex[:12]}.part")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def save_state(path: Path, tensors: Mapping[str, Array], facts: Mapping[str, Any]) -> None:
    """Write arrays and JSON facts as one safetensors file, atomically."""
    # safetensors writes memory as it lies, whatever the order of the axes.
    ordered = {name: np.asarray(array, order="C") for name, array in tensors.items()}
    content = safetensors_numpy.save(ordered, {"facts": json.dumps(dict(facts))})
    write_atomically(path, content)


def load_state(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """Return what ``save_state`` wrote; ``ValueError`` names one that is damaged or other."""
    try:
        with safe_open(path, framework="numpy") as file:
            facts = json.loads((file.metadata() or {})["facts"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, KeyError, ValueError, TypeError) as error:
        raise ValueError(f"{path} is no checkpoint of this program: {error}") from None
    return tensors, facts
