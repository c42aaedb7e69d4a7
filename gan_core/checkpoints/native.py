"""Trained models as safetensors with a JSON card: written whole, and checked before they are used.

Nothing here can run code from a file: weights are arrays by name, whose names and shapes the
settings in the card decide.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors import torch as safetensors_torch
from torch import Tensor, nn

from gan_core.models.families import build_model
from gan_core.models.initialization import empty
from gan_core.settings.images import ImageSettings
from gan_core.storage.folders import program_folder
from gan_core.storage.serialization import write_atomically
from gan_core.storage.text import one_line
from gan_core.storage.weight_storage import StorageError, restore_weights, store_weights

PRETRAINED = program_folder() / "pretrained"
WEIGHTS, CARD = "weights.safetensors", "card.json"
BYTES_LIMIT = 400_000_000
CARD_BYTES_LIMIT = 1_000_000
CARD_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "dict": (dict,),
}


class CheckpointError(Exception):
    """A model is missing or not acceptable; one line says which and why."""


@dataclass(frozen=True)
class Card:
    """What is known of a trained model; ``settings`` rebuild its networks.

    ``metrics`` are numbers by name as ``evaluate`` gives them, with the split of its pictures,
    ``seconds`` is training time on ``device``, ``command`` repeats the training, ``sha256`` is that
    of the weights' file. ``data`` tells what it was trained on: the split, how many pictures, their
    hash, and how many were left out by reason; older cards have less of it. ``chosen_by`` is what
    chose the settings, as in ``gan_core.recipes.recipe``, and empty where they are no recipe's.
    """

    name: str
    recipe: str
    kind: str
    dataset: str
    licence: str
    seed: int
    steps: int
    torch: str
    seconds: float
    device: str
    command: str
    settings: dict[str, Any]
    data: dict[str, Any] = field(default_factory=dict)
    chosen_by: str = ""
    metrics: dict[str, Any] = field(default_factory=dict)
    sha256: str = ""
    bytes: int = 0


@dataclass(frozen=True)
class Model:
    """A loaded model: its card, its validated settings and its network, ready to be used."""

    card: Card
    settings: ImageSettings
    network: nn.Module

    def to(self, device: torch.device) -> Model:
        """Return the model on a device."""
        return Model(self.card, self.settings, self.network.to(device))


def save_model(folder: Path, network: nn.Module, card: Card, *, storage: str = "float32") -> Card:
    """Write weights and card; returns the card with size and hash.

    ``storage`` is one of ``STORAGE_NAMES``.

    The weights come first: a card never names weights that are not there.
    """
    content = safetensors_torch.save(store_weights(network.state_dict(), storage))
    known = {**asdict(card), "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    write_atomically(folder / WEIGHTS, content)
    complete = Card(**known)
    save_card(folder, complete)
    return complete


def save_card(folder: Path, card: Card) -> None:
    """Write a card alone, as after an evaluation."""
    text = json.dumps(asdict(card), indent=1, allow_nan=False)
    write_atomically(folder / CARD, text.encode() + b"\n")


def model_names(folder: Path = PRETRAINED) -> list[str]:
    """Return the names of the models in a folder."""
    return sorted(path.parent.name for path in folder.glob(f"*/{CARD}"))


def find_model(name: str, *, folder: Path = PRETRAINED) -> Path:
    """Return the folder of a model given by name or by path; ``CheckpointError`` without one."""
    # A name never leaves the folder of models; a path may lead anywhere.
    for place in ([folder / name] if Path(name).name == name else []) + [Path(name)]:
        if (place / CARD).is_file():
            return place
    raise CheckpointError(
        f"no model {name!r}; accepted: {', '.join(model_names(folder)) or 'none is shipped'}, or a "
        f"folder with {CARD} and {WEIGHTS}, which 'python -m gan_core train' writes"
    )


def read_card(place: Path) -> Card:
    """Return a card that was checked; raises ``CheckpointError``."""
    path = place / CARD
    try:
        if path.stat().st_size > CARD_BYTES_LIMIT:
            raise CheckpointError(f"{path} is larger than {CARD_BYTES_LIMIT} bytes")
        card = make_card(json.loads(path.read_text("utf-8")))
        ImageSettings(**card.settings)
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, RecursionError) as error:
        # SettingsError is a ValueError too; JSON may be nested deeper than Python goes.
        raise CheckpointError(f"{path} is no card of a model: {one_line(error)}") from None
    if card.kind != card.settings.get("kind"):
        raise CheckpointError(
            f"{path} says kind {card.kind!r} and has settings of {card.settings.get('kind')!r}"
        )
    return card


def make_card(known: Mapping[str, Any]) -> Card:
    """Return a card of what JSON gave; ``TypeError`` for missing fields and for other types."""
    card = Card(**known)
    for spec in fields(Card):
        accepted = CARD_TYPES[str(spec.type).partition("[")[0]]
        value = getattr(card, spec.name)
        if not isinstance(value, accepted) or isinstance(value, bool):
            raise TypeError(f"{spec.name} is {type(value).__name__}, expected {spec.type}")
    return card


def load_model(name: str, *, folder: Path = PRETRAINED) -> Model:
    """Return a model by name or path, in float32 on the CPU, ready to be used.

    Raises ``CheckpointError`` when the hash, a name, a shape, a type or a number is not as it
    should be.
    """
    place = find_model(name, folder=folder)
    card = read_card(place)
    tensors = read_tensors(place / WEIGHTS, card.sha256)
    settings = ImageSettings(**card.settings)
    network = empty(lambda: build_model(settings))
    return Model(card, settings, ready(network, tensors, where=place / WEIGHTS))


def ready(network: nn.Module, tensors: Mapping[str, Tensor], *, where: Path) -> nn.Module:
    """Return a network without memory with its weights, to be used; raises ``CheckpointError``."""
    _fill_network(network, tensors, where=where)
    network.eval().requires_grad_(False)
    # Channels last: 64 digits of a convolutional GAN take two thirds of the time.
    return network.to(memory_format=torch.channels_last)


def read_tensors(path: Path, sha256: str) -> dict[str, Tensor]:
    """Return the float32 tensors of a weights' file; ``CheckpointError`` unless its hash is this.

    Its size is bounded before it is read.
    """
    try:
        size = path.stat().st_size
        if size > BYTES_LIMIT:
            raise CheckpointError(f"{path} has {size} bytes; accepted are {BYTES_LIMIT}")
        content = path.read_bytes()
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise CheckpointError(
            f"{path} is not the file that its card describes (its sha256 differs); it may be "
            "damaged or incomplete: fetch or train it again"
        )
    try:
        return restore_weights(safetensors_torch.load(content))
    except SafetensorError as error:
        raise CheckpointError(
            f"{path} is no safetensors file ({one_line(error)}); other formats are not opened"
        ) from None
    except StorageError as error:
        raise CheckpointError(f"{path}: {error}") from None


def _fill_network(network: nn.Module, tensors: Mapping[str, Tensor], *, where: Path) -> None:
    """Put tensors into a network without memory; ``CheckpointError`` unless all of them fit."""
    expected = network.state_dict()
    missing, unknown = expected.keys() - tensors.keys(), tensors.keys() - expected.keys()
    if missing or unknown:
        what = f"lacks {min(missing)!r}" if missing else f"has the unknown {min(unknown)!r}"
        raise CheckpointError(f"{where} {what}; it is of another recipe")
    for name, value in expected.items():
        if tensors[name].shape != value.shape:
            raise CheckpointError(
                f"{where} has {name!r} of {tuple(tensors[name].shape)}, expected "
                f"{tuple(value.shape)}; it is of another recipe"
            )
        if tensors[name].dtype != value.dtype:
            raise CheckpointError(f"{where} has {name!r} of type {tensors[name].dtype}")
    network.load_state_dict(dict(tensors), assign=True)
