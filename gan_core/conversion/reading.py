"""Reads files that ``torch.save`` or safetensors of another project wrote, and carries no code out.

What a file is, which classes it names and how much it asks for is told from its bytes first; then
torch's own restricted reader does the work.
"""

from __future__ import annotations

import io
import json
import math
import stat
import struct
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors import torch as safetensors_torch
from torch import Tensor
from torch.serialization import safe_globals

from gan_core.conversion.errors import ConversionError, reason
from gan_core.conversion.pickle_classes import STAND_INS, Ignored, PlainConfig, check_classes
from gan_core.conversion.pickle_outline import MOST_VALUES, outline
from gan_core.conversion.recognition import CARD, OLD, SAFETENSORS, ZIP, check_zip, recognise
from gan_core.storage.memory import MemoryShortError, require_bytes
from gan_core.storage.text import one_line

__all__ = ["BYTES_LIMIT", "ConversionError", "read_bytes", "read_checkpoint", "read_content"]

BYTES_LIMIT = 2_000_000_000
"""The largest published progressive GAN takes a quarter of it."""

COPIES = 4
"""Times that a file is in memory, at the most: as it lies, as numbers, which are twice as long if
they had two bytes, and as it is written again."""

MOST_TENSORS = 20_000
MOST_DEPTH = 20
OLD_MAGIC = 0x1950A86A20F9469CFC6C
"""The number with which torch's earlier format begins."""

OLD_PICKLES = 5
"""The parts before the numbers: that number, a version, the machine, the values, the keys."""

SPECIAL_FILES = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def read_checkpoint(path: Path) -> dict[str, Any]:
    """Return what a file holds: nested dictionaries of tensors as they are, numbers, texts, lists.

    Raises ``ConversionError`` for files that are missing, too large, damaged or of other classes.
    """
    return read_content(read_bytes(path), name=str(path))


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; ``ConversionError`` for what is no ordinary file, or is too large."""
    try:
        facts = path.stat()
        for is_special, what in SPECIAL_FILES:
            # Opened, a pipe would wait for its other end, and a device may never end.
            if is_special(facts.st_mode):
                raise ConversionError(f"{path} is {what}; accepted: a file")
        if facts.st_size > BYTES_LIMIT:
            raise ConversionError(f"{path} has {facts.st_size} bytes; accepted are {BYTES_LIMIT}")
        require_bytes(COPIES * facts.st_size, f"reading {path}", advice="close other programs")
        with path.open("rb") as file:
            return file.read(facts.st_size)
    except MemoryShortError as error:
        raise ConversionError(str(error)) from None
    except (OSError, ValueError) as error:
        # A name with a zero byte is a ValueError.
        said = getattr(error, "strerror", None) or reason(error)
        raise ConversionError(f"{path} cannot be read: {said}") from None


def read_content(content: bytes, *, name: str) -> dict[str, Any]:
    """Return what a file's bytes hold, as ``read_checkpoint`` does; ``name`` is for messages."""
    try:
        loaded = READERS[recognise(content)](content)
        if not isinstance(loaded, dict):
            raise ConversionError(f"holds a {type(loaded).__name__}, expected weights by name")
        found: dict[str, Any] = _Plain().of(loaded, depth=0)
    except ConversionError as error:
        raise ConversionError(f"{name} {error}") from None
    return found


def _read_zip(content: bytes) -> object:
    if check_zip(content) > 2 * len(content) + 100_000:
        raise ConversionError("unpacks to far more bytes than it has, as weights never do")
    try:
        # The same reader as torch.load's, so both see the same records.
        archive = torch._C.PyTorchFileReader(io.BytesIO(content))
        found = outline(io.BytesIO(archive.get_record("data.pkl")))
        check_classes(found)
        sizes = {each.key: archive.get_record_size(f"data/{each.key}") for each in found.storages}
    except RuntimeError as error:
        raise ConversionError(f"is damaged or no checkpoint: {reason(error)}") from None
    for each in found.storages:
        if each.size > sizes[each.key]:
            # torch would take what lies behind in memory.
            raise ConversionError(
                f"is damaged: a tensor has {sizes[each.key]} bytes of data, expected {each.size}"
            )
    return _load(content)


def _read_old(content: bytes) -> object:
    """Read torch's earlier format: a row of pickles, then the numbers of each storage."""
    file = io.BytesIO(content)
    magic = outline(file)
    if magic.root != OLD_MAGIC:
        check_classes(magic)
        raise ConversionError(
            "is a pickle that torch.save did not write; accepted: what "
            "torch.save(model.state_dict(), FILE) writes, or safetensors"
        )
    parts = [outline(file) for _ in range(OLD_PICKLES - 1)]
    for part in parts:
        check_classes(part)
    found, keys = parts[2], parts[3].texts
    sizes = {each.key: each.size for each in found.storages}
    if sum(sizes.values()) > len(content) - file.tell():
        raise ConversionError(
            f"is damaged: its tensors have {sum(sizes.values())} bytes, and "
            f"{len(content) - file.tell()} are there"
        )
    if sizes.keys() != keys:
        raise ConversionError("is damaged: it lacks the numbers of a tensor")
    return _load(content)


def _load(content: bytes) -> object:
    """Let torch's restricted reader read what was found to be harmless."""
    try:
        with safe_globals([(stand_in, name) for name, stand_in in STAND_INS.items()]):
            loaded: object = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
            return loaded
    except Exception as error:
        # On damaged bytes torch raises whatever comes up.
        raise ConversionError(f"is damaged or no checkpoint: {reason(error)}") from None


def _read_safetensors(content: bytes) -> object:
    try:
        found = safetensors_torch.load(content)
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    except (SafetensorError, KeyError, ValueError, RuntimeError, struct.error) as error:
        # A KeyError is a type that torch lacks.
        raise ConversionError(f"is a damaged safetensors file: {reason(error)}") from None
    if CARD in (header.get("__metadata__") or {}):
        raise ConversionError("is converted already: 'python -m gan_core sample' opens it as it is")
    return found


READERS = {ZIP: _read_zip, OLD: _read_old, SAFETENSORS: _read_safetensors}
"""The function that reads each format; it raises what follows a file's name in a sentence."""


class _Plain:
    """Turns what torch read into dictionaries, lists and tensors of a bounded number and depth."""

    def __init__(self) -> None:
        self.values = self.tensors = 0

    def of(self, value: object, *, depth: int) -> Any:  # noqa: ANN401
        """Return a value as plain ones; values that no network needs become None."""
        self.values += 1
        if depth > MOST_DEPTH:
            raise ConversionError(f"is nested deeper than {MOST_DEPTH} levels")
        if self.values > MOST_VALUES:
            raise ConversionError(f"holds more than {MOST_VALUES} values")
        if value is None or isinstance(value, bool | int | float | str):
            return value
        if isinstance(value, PlainConfig):
            value = vars(value)
        if isinstance(value, dict):
            return {str(key): self.of(entry, depth=depth + 1) for key, entry in value.items()}
        if isinstance(value, list | tuple | set):
            return [self.of(entry, depth=depth + 1) for entry in value]
        if isinstance(value, Tensor):
            return self.tensor(value)
        if isinstance(value, Ignored | bytes | torch.device | torch.dtype):
            return None
        raise ConversionError(
            f"holds a {one_line(type(value).__name__)}; accepted are weights alone"
        )

    def tensor(self, value: Tensor) -> Tensor:
        """Return a tensor whose numbers are all there."""
        self.tensors += 1
        if self.tensors > MOST_TENSORS:
            raise ConversionError(f"holds more than {MOST_TENSORS} tensors")
        plain = value.layout == torch.strided and value.device.type == "cpu"
        if not plain or (
            math.prod(value.shape) * value.element_size() > value.untyped_storage().nbytes()
        ):
            # A tensor of steps 0 may be far larger than what it is stored in.
            raise ConversionError("holds a tensor that is larger than its data")
        return value.detach()
