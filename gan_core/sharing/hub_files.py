"""A model as three files of a repository of the hub, as ``PyTorchModelHubMixin`` has them.

``config.json`` has the arguments of the network's class (``settings``) and our card beside them,
``model.safetensors`` the weights by name in float32, ``README.md`` the card for people.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path

from safetensors import torch as safetensors_torch
from torch import nn

from gan_core.checkpoints.native import (
    CARD_BYTES_LIMIT,
    Card,
    CheckpointError,
    Model,
    make_card,
    read_tensors,
    ready,
)
from gan_core.conversion.networks import build
from gan_core.conversion.settings import ConvertedSettings
from gan_core.models.families import build_model
from gan_core.models.initialization import empty
from gan_core.settings.images import ImageSettings
from gan_core.storage.text import one_line

HUB_CONFIG, HUB_WEIGHTS, HUB_README = "config.json", "model.safetensors", "README.md"


def weights_and_config(model: Model) -> tuple[dict[str, bytes], Card]:
    """Return both files of a model, and its card with their size and hash."""
    tensors = {name: w.contiguous() for name, w in model.network.state_dict().items()}
    weights = safetensors_torch.save(tensors, {"format": "pt"})
    digest = hashlib.sha256(weights).hexdigest()
    card = replace(model.card, sha256=digest, bytes=len(weights))
    known = asdict(card)
    config = {"settings": known.pop("settings"), "card": known}
    text = json.dumps(config, indent=1, allow_nan=False) + "\n"
    return {HUB_CONFIG: text.encode(), HUB_WEIGHTS: weights}, card


def read_hub_folder(folder: Path) -> Model:
    """Return the model of a folder with both files, ready to be used.

    Raises ``CheckpointError`` for anything that is not as ``weights_and_config`` writes it; sizes
    are looked at before a file is read.
    """
    card, settings = _read_config(folder / HUB_CONFIG)
    tensors = read_tensors(folder / HUB_WEIGHTS, card.sha256)
    try:
        network = empty(lambda: _build(settings))
    except (ValueError, TypeError, RuntimeError) as error:
        raise CheckpointError(
            f"{folder / HUB_CONFIG} is of no network: {one_line(error)}"
        ) from None
    return Model(card, settings, ready(network, tensors, where=folder / HUB_WEIGHTS))


def _build(settings: ImageSettings) -> nn.Module:
    return build(settings) if isinstance(settings, ConvertedSettings) else build_model(settings)


def _read_config(path: Path) -> tuple[Card, ImageSettings]:
    try:
        if path.stat().st_size > CARD_BYTES_LIMIT:
            raise ValueError(f"it is larger than {CARD_BYTES_LIMIT} bytes")
        known = json.loads(path.read_text("utf-8"))
        card = make_card({**known["card"], "settings": known["settings"]})
        make = ConvertedSettings if "layout" in card.settings else ImageSettings
        settings = make(**card.settings)
        if card.kind != settings.kind:
            raise ValueError(f"it says kind {card.kind!r} and has settings of {settings.kind!r}")
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}") from None
    except KeyError as error:
        raise CheckpointError(f"{path} is of no model of GAN Explorer: no {error}") from None
    except (ValueError, TypeError, RecursionError) as error:
        raise CheckpointError(f"{path} is of no model of GAN Explorer: {one_line(error)}") from None
    return card, settings
