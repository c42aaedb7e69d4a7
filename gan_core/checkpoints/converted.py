"""Converted checkpoints: one safetensors file whose header says which network it holds."""

from __future__ import annotations

import json
import shlex
import stat
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors import torch as safetensors_torch
from torch import nn

from gan_core.checkpoints.native import (
    BYTES_LIMIT,
    Card,
    CheckpointError,
    Model,
    make_card,
)
from gan_core.conversion.errors import ConversionError, reason
from gan_core.conversion.layouts import ConvertedModel
from gan_core.conversion.networks import build
from gan_core.conversion.recognition import CARD, HEAD, SAFETENSORS, recognise
from gan_core.conversion.settings import UNKNOWN, ConvertedSettings
from gan_core.latent.generation import check_room, picture_bytes
from gan_core.models.initialization import empty
from gan_core.storage.memory import MemoryShortError
from gan_core.storage.serialization import write_atomically
from gan_core.storage.text import one_line

SUFFIX = ".safetensors"
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
    settings = found.settings.replace(dataset=dataset)
    source = one_line(source)
    command = ["python -m gan_core convert", shlex.quote(source), "--from", settings.layout]
    command += [*found.chosen, "--dataset", dataset, "--out", shlex.quote(one_line(path.name))]
    card = Card(
        name=path.name, recipe=f"converted from {source}", kind=settings.kind, dataset=dataset,
        licence=LICENCE, seed=0, steps=0, torch=torch.__version__, seconds=0.0, device="unknown",
        command=" ".join(command), settings=settings.as_dict(),
        bytes=sum(w.nbytes for w in found.network.state_dict().values()),
    )  # fmt: skip
    write_converted(path, found.network, card)
    return card


def write_converted(path: Path, network: nn.Module, card: Card) -> None:
    """Write a converted model with its card in the file's header."""
    weights = {name: w.contiguous() for name, w in network.state_dict().items()}
    write_atomically(path, safetensors_torch.save(weights, {CARD: json.dumps(asdict(card))}))


def is_converted(name: str) -> bool:
    """Whether a model's name is the path of a converted checkpoint."""
    return Path(name).suffix == SUFFIX


def read_converted_card(path: Path) -> tuple[Card, ConvertedSettings]:
    """Return what a converted checkpoint is, without its weights, if the file is whole.

    The card's name is the file's, whatever it was called before. Raises ``CheckpointError``.
    """
    try:
        _check_file(path)
        with safe_open(path, framework="pt") as file:
            known = (file.metadata() or {}).get(CARD)
        if known is None:
            raise ValueError("it has weights and no card")
        card = make_card({**json.loads(known), "name": path.name})
        settings = ConvertedSettings(**card.settings)
        if card.kind != settings.kind:
            raise ValueError(f"it says kind {card.kind} and has settings of {settings.kind}")
        return card, settings
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror or error}") from None
    except (ConversionError, SafetensorError, ValueError, TypeError, RecursionError) as error:
        raise _refusal(path, error) from None


def load_converted(path: Path) -> Model:
    """Return a converted model, ready to be used.

    Raises ``CheckpointError`` for any other file, and, before memory is asked for, for a model that
    does not fit into it together with one of its pictures.
    """
    card, settings = read_converted_card(path)
    try:
        network = empty(lambda: build(settings))
        weights = sum(value.nbytes for value in network.state_dict().values())
        check_room(
            settings, 1, picture_bytes(network, settings), torch.device("cpu"),
            weights=COPIES * weights,
        )  # fmt: skip
        given = safetensors_torch.load(path.read_bytes())
        for name, value in network.state_dict().items():
            if name in given and given[name].dtype != value.dtype:
                raise ValueError(f"{name} is of type {given[name].dtype}, expected {value.dtype}")
        if not all(bool(value.isfinite().all()) for value in given.values()):
            raise ValueError("it holds numbers that are NaN or infinite")
        network.load_state_dict(given, assign=True)
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror or error}") from None
    except MemoryShortError as error:
        raise CheckpointError(f"{path}: {error}") from None
    except (SafetensorError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise _refusal(path, error) from None
    network.eval().requires_grad_(False)
    return Model(card, settings, network.to(memory_format=torch.channels_last))


def _check_file(path: Path) -> None:
    """Raise unless a file is an ordinary one of this format, whose header is not too large."""
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):
        # Opened, a pipe would wait for its other end.
        raise ValueError("it is no ordinary file")
    if facts.st_size > BYTES_LIMIT:
        raise ValueError(f"it has {facts.st_size} bytes; accepted are {BYTES_LIMIT}")
    with path.open("rb") as file:
        head = file.read(HEAD)
    if recognise(head) != SAFETENSORS:
        raise ValueError("it is a checkpoint as torch.save writes it")
    if int.from_bytes(head[:8], "little") > HEADER_LIMIT:
        raise ValueError(f"its header has more than {HEADER_LIMIT} bytes")


def _refusal(path: Path, error: Exception) -> CheckpointError:
    said = reason(error)
    # What recognise says of a file stands for a whole sentence.
    said = f"it {said}" if isinstance(error, ConversionError) else said
    return CheckpointError(
        f"{path} is no converted model: {one_line(said)}; 'python -m gan_core convert' makes one"
    )
