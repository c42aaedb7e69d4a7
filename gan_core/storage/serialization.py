"""Arrays and numbers to bytes and back: safetensors, quantised where a picture needs no more."""

from __future__ import annotations

import json
import os
import uuid
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors import numpy as safetensors_numpy

Array = npt.NDArray[Any]
LEVELS = 65535
DIGITS = 8
UNKNOWN = "0" * DIGITS
CHECKED_FACTS = "crc32 facts"
"""The entry of a file's header with the facts as JSON, after the file's checksum in 8 digits.

The name differs from that of files without one, ``facts``: damage cannot turn it into the other.
"""

ANYBODY, OWNER = 0o666, 0o600
"""Modes of new files: as the user's umask has it, and for the user alone."""

BINARY = getattr(os, "O_BINARY", 0)  # only Windows knows it


def pack_frame(report: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """Return a picture's arrays as safetensors bytes, floats as 16-bit steps of their range.

    ``report`` becomes JSON in the metadata. An array's values come back to within 1/65535 of
    its range; integer arrays are kept exactly. Arrays must be finite.
    """
    tensors, metadata = _in_steps(arrays)
    metadata["report"] = json.dumps(dict(report), allow_nan=False)
    return safetensors_numpy.save(tensors, metadata)


def extend_frame(blob: bytes, arrays: Mapping[str, Array]) -> bytes:
    """Return a picture of ``pack_frame`` with more arrays; what it has stays bit for bit."""
    tensors, metadata = _in_steps(arrays)
    return safetensors_numpy.save(
        safetensors_numpy.load(blob) | tensors, _frame_header(blob)["__metadata__"] | metadata
    )


def frame_arrays(blob: bytes) -> set[str]:
    """Return the names of a packed picture's arrays."""
    return set(_frame_header(blob)) - {"__metadata__"}


def _frame_header(blob: bytes) -> dict[str, Any]:
    size = int.from_bytes(blob[:8], "little")
    header: dict[str, Any] = json.loads(blob[8 : 8 + size])
    return header


def _in_steps(arrays: Mapping[str, Array]) -> tuple[dict[str, Array], dict[str, str]]:
    """Return arrays as a file holds them, and the range of each that has 16-bit steps."""
    tensors: dict[str, Array] = {}
    metadata: dict[str, str] = {}
    for name, array in arrays.items():
        if np.issubdtype(array.dtype, np.integer):
            tensors[name] = np.ascontiguousarray(array, dtype=np.int32)
            continue
        low, high = (float(array.min()), float(array.max())) if array.size else (0.0, 0.0)
        scale = LEVELS / (high - low) if high > low else 0.0
        steps = np.rint((array.astype(np.float64) - low) * scale)
        tensors[name] = np.ascontiguousarray(steps, dtype=np.uint16)
        metadata[f"range.{name}"] = json.dumps([low, high])
    return tensors, metadata


def unpack_frame(blob: bytes) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return the report and the float64 or int32 arrays that ``pack_frame`` packed."""
    metadata = _frame_header(blob)["__metadata__"]
    arrays: dict[str, Array] = {}
    for name, tensor in safetensors_numpy.load(blob).items():
        if f"range.{name}" in metadata:
            low, high = json.loads(metadata[f"range.{name}"])
            arrays[name] = low + (high - low) * tensor.astype(np.float64) / LEVELS
        else:
            arrays[name] = tensor
    return json.loads(metadata["report"]), arrays


def write_atomically(
    path: Path, content: bytes | bytearray, *, mode: int = ANYBODY, before: Path | None = None
) -> None:
    """Write a file so that a kill at any moment leaves the old one or the new one, whole.

    ``mode`` is what the user's umask takes from. With ``before``, the old file stays under that
    name; on a file system without hard links a kill may then leave it there alone.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Its length does not depend on the file's, which may be the longest that there is.
    temporary = path.with_name(f".{uuid.uuid4().hex[:12]}.part")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if before is not None and path.exists():
            _keep(path, before)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _keep(path: Path, before: Path) -> None:
    """Have a file under another name too, so that at no moment it is under none."""
    link = path.with_name(f".{uuid.uuid4().hex[:12]}.part")
    try:
        os.link(path, link)
    except OSError:
        path.replace(before)
        return
    try:
        link.replace(before)
    finally:
        # Where both were one file already, after a kill just here, nothing was moved.
        link.unlink(missing_ok=True)


def save_state(
    path: Path,
    tensors: Mapping[str, Array],
    facts: Mapping[str, Any],
    *,
    mode: int = ANYBODY,
    before: Path | None = None,
) -> None:
    """Write arrays and JSON facts as one safetensors file with a checksum, atomically.

    ``mode`` and ``before`` are those of ``write_atomically``.
    """
    write_atomically(path, packed_state(tensors, facts), mode=mode, before=before)


def packed_state(tensors: Mapping[str, Array], facts: Mapping[str, Any]) -> bytearray:
    """Return the content of the file that ``save_state`` writes."""
    # safetensors writes memory as it lies, whatever the order of the axes.
    ordered = {name: np.asarray(array, order="C") for name, array in tensors.items()}
    metadata = {CHECKED_FACTS: UNKNOWN + json.dumps(dict(facts))}
    content = bytearray(safetensors_numpy.save(ordered, metadata))
    place = _checksum_place(content)
    # Of the whole file, header and all: 0.15 s a gigabyte.
    content[place : place + len(UNKNOWN)] = b"%08x" % zlib.crc32(content)
    return content


def load_state(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """Return what ``save_state`` wrote; ``ValueError`` names one that is damaged or other.

    A file of an earlier version has no checksum and is taken as it is.
    """
    content = path.read_bytes()
    try:
        header = int.from_bytes(content[:8], "little")
        metadata = json.loads(content[8 : 8 + header])["__metadata__"]
        tensors = safetensors_numpy.load(content)
        if CHECKED_FACTS in metadata:
            given, text = metadata[CHECKED_FACTS][:DIGITS], metadata[CHECKED_FACTS][DIGITS:]
            _check(content, given)
        else:
            text = metadata["facts"]
        facts = json.loads(text)
    except (SafetensorError, KeyError, ValueError, TypeError) as error:
        raise ValueError(f"{path} is no checkpoint of this program: {error}") from None
    return tensors, facts


def _checksum_place(content: bytes | bytearray) -> int:
    """Return where the digits of a file's checksum are, which count as zeros in its sum."""
    name = f'"{CHECKED_FACTS}":"'.encode()
    return content.index(name) + len(name)


def _check(content: bytes, given: str) -> None:
    place = _checksum_place(content)
    rest = memoryview(content)[place + DIGITS :]
    found = f"{zlib.crc32(rest, zlib.crc32(content[:place] + UNKNOWN.encode())):08x}"
    if found != given:
        raise ValueError(f"it is damaged, its checksum is {found} instead of {given}")
