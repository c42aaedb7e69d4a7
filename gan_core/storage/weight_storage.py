"""Weights in fewer bytes: as float16, or as whole numbers of 8 bits with a scale for each row."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor

STORAGE_NAMES = ("float32", "float16", "mixed", "int8")
ENCODER = "encoder."
SCALE = ".scale"
LEVELS = 127
SMALLEST = 4096
"""Matrices of fewer numbers are not worth 8 bits and stay float16."""

STORED_TYPES = (torch.float16, torch.float32, torch.int64, torch.int8)


class StorageError(ValueError):
    """A stored tensor is not acceptable; one line says which and why."""


def store_weights(tensors: Mapping[str, Tensor], storage: str) -> dict[str, Tensor]:
    """Return tensors as they are written; vectors and counters keep their type.

    ``int8`` writes matrices as w / s rounded, with s = max |w| / 127 of each row along the first
    axis under the name ``NAME.scale``, so each number is off by at most s / 2. ``mixed`` keeps an
    encoder in float16: where latents are few, a code that is a little off costs much.
    """
    if storage not in STORAGE_NAMES:
        raise ValueError(f"unknown storage {storage!r}; accepted: {', '.join(STORAGE_NAMES)}")
    stored: dict[str, Tensor] = {}
    for name, value in tensors.items():
        tensor = value.detach().cpu().contiguous()
        if storage == "float32" or tensor.ndim < 2 or not tensor.is_floating_point():
            stored[name] = tensor
        elif storage == "float16" or tensor.numel() < SMALLEST or _is_fine(name, storage):
            stored[name] = tensor.half()
        else:
            scale = tensor.flatten(1).abs().amax(1) / LEVELS
            rows = _as_rows(scale.clamp(min=torch.finfo(torch.float32).tiny), tensor)
            stored[name] = (tensor / rows).round().to(torch.int8)
            stored[name + SCALE] = scale
    return stored


def _is_fine(name: str, storage: str) -> bool:
    return storage == "mixed" and name.startswith(ENCODER)


def restore_weights(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return what ``store_weights`` was given, in float32.

    Raises ``StorageError`` for what it cannot have written.
    """
    scales = {name for name, tensor in stored.items() if tensor.dtype == torch.int8}
    known = stored.keys() - {name + SCALE for name in scales}
    return {name: _restored(name, stored) for name in stored if name in known}


def _restored(name: str, stored: Mapping[str, Tensor]) -> Tensor:
    tensor = stored[name]
    if tensor.dtype not in STORED_TYPES:
        raise StorageError(f"{name!r} is of type {tensor.dtype}")
    if tensor.dtype == torch.int8:
        scale = stored.get(name + SCALE)
        if scale is None or scale.shape != tensor.shape[:1] or scale.dtype != torch.float32:
            raise StorageError(f"{name!r} has no fitting scale")
        tensor = tensor.float() * _as_rows(scale, tensor)
    if tensor.is_floating_point():
        tensor = tensor.float()
        if not math.isfinite(float(tensor.abs().max())):
            raise StorageError(f"{name!r} has numbers that are not finite")
    return tensor


def _as_rows(scale: Tensor, tensor: Tensor) -> Tensor:
    return scale.reshape(-1, *[1] * (tensor.ndim - 1))
