"""Converted checkpoints: one safetensors file whose header says which network it holds."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors import torch as safetensors_torch
from torch import nn

from gan_core.checkpoints.native import BYTES_LIMIT, Card, CheckpointError, Model
from gan_core.conversion.layouts import ConvertedModel, build
from gan_core.conversion.settings import UNKNOWN, ConvertedSettings
from gan_core.latent.generation import check_room, picture_bytes
from gan_core.models.initialization import empty
from gan_core.storage.memory import MemoryShortError
from gan_core.storage.serialization import write_atomically

SUFFIX = ".safetensors"
CARD = "card"
LICENCE = "that of the original"
HEADER_LIMIT = 1_000_000
COPIES = 3
"""Times that weights are in memory while they load: the file, its tensors, their final layout."""


def save_converted(
    path: Path, found: ConvertedModel, *, source: str, dataset: str = UNKNOWN
) -> Card:
    """Write a model that was read from another project's checkpoint, the file ``source``.

    ``dataset`` is what its pictures show. Raises ``SettingsError`` where that cannot be.
    """
    settings = ConvertedSettings(
        kind=found.kind, latent_dim=found.latent_dim, dataset=dataset, layout=found.layout,
        image_side=found.resolution, image_channels=found.channels, sizes=found.sizes,
        alpha=found.alpha,
    )  # fmt: skip
    weights = {name: w.contiguous() for name, w in found.network.state_dict().items()}
    card = Card(
        name=path.name, recipe=f"converted from {source}", kind=found.kind, dataset=dataset,
        licence=LICENCE, seed=0, steps=0, torch=torch.__version__, seconds=0.0, device="unknown",
        command=f"python -m gan_core convert {source} --from {found.layout} --out {path.name}",
        settings=settings.as_dict(), bytes=sum(w.nbytes for w in weights.values()),
    )  # fmt: skip
    write_atomically(path, safetensors_torch.save(weights, {CARD: json.dumps(asdict(card))}))
    return card


def is_converted(name: str) -> bool:
    """Whether a model's name is the path of a converted checkpoint."""
    return Path(name).suffix == SUFFIX


def read_converted_card(path: Path) -> tuple[Card, ConvertedSettings]:
    """Return what a converted checkpoint is, without its weights, if the file is whole.

    The card's name is the file's, whatever it was called before. Raises ``CheckpointError``.
    """
    try:
        return _read_card(path)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _refusal(path, error) from None


def load_converted(path: Path) -> Model:
    """Return a converted model, ready to be used.

    Raises ``CheckpointError`` for any other file, and, before memory is asked for, for a model that
    does not fit into it together with one of its pictures.
    """
    card, settings = read_converted_card(path)
    try:
        network = _build(settings)
        weights = sum(value.nbytes for value in network.state_dict().values())
        check_room(
            settings, 1, picture_bytes(network, settings), torch.device("cpu"),
            weights=COPIES * weights,
        )  # fmt: skip
        given = safetensors_torch.load(path.read_bytes())
        if not all(bool(value.isfinite().all()) for value in given.values()):
            raise ValueError("it holds numbers that are NaN or infinite")
        network.load_state_dict(given, assign=True)
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}") from None
    except MemoryShortError as error:
        raise CheckpointError(f"{path}: {error}") from None
    except (SafetensorError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise _refusal(path, error) from None
    network.eval().requires_grad_(False)
    return Model(card, settings, network.to(memory_format=torch.channels_last))


def _read_card(path: Path) -> tuple[Card, ConvertedSettings]:
    try:
        size = path.stat().st_size
        if size > BYTES_LIMIT:
            raise CheckpointError(f"{path} has more than {BYTES_LIMIT} bytes")
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if length > HEADER_LIMIT:
                raise ValueError("it is no safetensors file")
            header = json.loads(file.read(length))
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}") from None
    known: dict[str, Any] = json.loads(header.pop("__metadata__")[CARD])
    end = max(int(entry["data_offsets"][1]) for entry in header.values())
    if 8 + length + end != size:
        raise ValueError(f"it has {size} bytes, expected {8 + length + end}")
    card = Card(**{**known, "name": path.name})
    return card, ConvertedSettings(**card.settings)


def _build(settings: ConvertedSettings) -> nn.Module:
    """Build the network without memory."""
    return empty(
        lambda: build(
            settings.layout, latent_dim=settings.latent_dim, resolution=settings.resolution,
            channels=settings.channels, sizes=settings.sizes, alpha=settings.alpha,
        )
    )  # fmt: skip


def _refusal(path: Path, error: Exception) -> CheckpointError:
    reason = " ".join(str(error).split())[:200]
    return CheckpointError(
        f"{path} is no converted model: {reason}; 'python -m gan_core convert' makes one"
    )
