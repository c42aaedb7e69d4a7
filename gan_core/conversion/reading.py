"""Reads files that ``torch.save`` of another project wrote: tensors and plain values, no code.

torch's own restricted reader does the work. It refuses every class but tensors' parts; one class
is let through by name, a config of plain attributes, and becomes a dictionary here. What a file
may hold is bounded before anything is allocated.
"""

from __future__ import annotations

import io
import math
import pickle
import pickletools
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.serialization import safe_globals

from gan_core.storage.memory import MemoryShortError, require_bytes

BYTES_LIMIT = 2_000_000_000
"""The largest published progressive GAN takes a quarter of it."""

COPIES = 4
"""Times that a file is in memory, at the most: as it lies, as numbers, which are twice as long if
they had two bytes, and as it is written again."""

MOST_TENSORS = 2000
MOST_DEPTH = 4
CONFIG_NAMES = ("models.utils.config.BaseConfig",)
"""Classes that hold a config's plain attributes and are read as such."""


class ConversionError(Exception):
    """A file cannot be converted; one line says why."""


class PlainConfig:
    """Stands in for a config class: attributes, no code."""


def read_checkpoint(path: Path) -> dict[str, Any]:
    """Return what a file holds: nested dictionaries of tensors, numbers, texts and lists.

    Raises ``ConversionError`` for files that are missing, too large, damaged, of other classes, or
    that hold numbers that are NaN or infinite.
    """
    _check_sizes(path)
    try:
        content = _load(path)
    except pickle.UnpicklingError as error:
        raise ConversionError(
            f"{path} holds more than tensors and plain values ({_line(error)}); nothing of it was "
            "executed; accepted are weights alone"
        ) from None
    except (RuntimeError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConversionError(f"{path} is damaged or no checkpoint: {_line(error)}") from None
    except OSError as error:
        raise ConversionError(f"{path} cannot be read: {error.strerror or error}") from None
    if not isinstance(content, Mapping):
        raise ConversionError(f"{path} holds a {type(content).__name__}, expected weights by name")
    return _plain(content, path=path)


def _load(path: Path) -> Any:  # noqa: ANN401
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        with safe_globals([(PlainConfig, name) for name in CONFIG_NAMES]):
            return torch.load(path, map_location="cpu", weights_only=True)


def _check_sizes(path: Path) -> None:
    """Refuse what would take more memory than the file has bytes, before it is asked for."""
    try:
        size = path.stat().st_size
        if size > BYTES_LIMIT:
            raise ConversionError(f"{path} has {size} bytes; accepted are {BYTES_LIMIT}")
        require_bytes(COPIES * size, f"reading {path}", advice="close other programs")
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > 2 * size + 100_000:
                raise ConversionError(
                    f"{path} unpacks to {unpacked} bytes, more than weights ever do"
                )
        else:
            _check_old_storages(path.read_bytes(), path)
    except MemoryShortError as error:
        raise ConversionError(str(error)) from None
    except OSError as error:
        raise ConversionError(f"{path} cannot be read: {error.strerror or error}") from None
    except zipfile.BadZipFile as error:
        raise ConversionError(f"{path} is damaged or no checkpoint: {_line(error)}") from None


def _check_old_storages(content: bytes, path: Path) -> None:
    """Look at the sizes of storages in torch's old format, in which they stand before the data.

    The file is a row of pickles, then bytes. Pickles are only taken apart here, not carried out.
    """
    stream = io.BytesIO(content)
    for _ in range(4):
        numbers: list[int] = []
        try:
            for opcode, argument, _place in pickletools.genops(stream):
                if isinstance(argument, int) and "INT" in opcode.name:
                    numbers.append(argument)
                elif opcode.name == "BINPERSID" and max(numbers[-3:], default=0) > len(content):
                    raise ConversionError(
                        f"{path} asks for {max(numbers[-3:])} numbers and has {len(content)} bytes"
                    )
        except ConversionError:
            raise
        except Exception as error:
            # pickletools raises whatever comes up on bytes that are no pickle.
            raise ConversionError(f"{path} is damaged or no checkpoint: {_line(error)}") from None


def _plain(content: Mapping[Any, Any], *, path: Path) -> dict[str, Any]:
    counted = [0]

    def visit(value: Any, depth: int) -> Any:  # noqa: ANN401
        if depth > MOST_DEPTH:
            raise ConversionError(f"{path} is nested deeper than {MOST_DEPTH} levels")
        if isinstance(value, PlainConfig):
            value = vars(value)
        if isinstance(value, Mapping):
            return {str(key): visit(entry, depth + 1) for key, entry in value.items()}
        if isinstance(value, list | tuple):
            return [visit(entry, depth + 1) for entry in value]
        if isinstance(value, Tensor):
            counted[0] += 1
            return _checked(value, counted[0], path)
        if value is None or isinstance(value, bool | int | float | str):
            return value
        raise ConversionError(f"{path} holds a {type(value).__name__}; accepted are weights alone")

    found: dict[str, Any] = visit(content, 0)
    return found


def _checked(tensor: Tensor, number: int, path: Path) -> Tensor:
    if number > MOST_TENSORS:
        raise ConversionError(f"{path} holds more than {MOST_TENSORS} tensors")
    if (
        tensor.layout != torch.strided
        or math.prod(tensor.shape) > tensor.untyped_storage().nbytes()
    ):
        # A tensor of steps 0 may be far larger than what it is stored in.
        raise ConversionError(f"{path} holds a tensor that is larger than its data")
    if tensor.is_floating_point():
        if not bool(torch.isfinite(tensor).all()):
            raise ConversionError(f"{path} holds numbers that are NaN or infinite")
        return tensor.detach().float().contiguous()
    return tensor.detach().contiguous()


def _line(error: Exception) -> str:
    first = " ".join(str(error).split()) or type(error).__name__
    return first if len(first) < 160 else first[:157] + "..."
