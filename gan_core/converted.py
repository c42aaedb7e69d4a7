"""Converted models: one safetensors file, whose header says what network its weights are of."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors import torch as safetensors_torch

from gan_core.checkpoints import BYTES_LIMIT, Card, CheckpointError, Model
from gan_core.foreign.layouts import ForeignModel, build
from gan_core.foreign.settings import ForeignSettings
from gan_core.models.initialization import empty
from gan_core.serialization import write_atomically

SUFFIX = ".safetensors"
CARD = "card"
UNKNOWN = "that of the original"


def save_converted(path: Path, found: ForeignModel, *, source: str) -> Card:
    """Write a model that was read from another project's file; ``source`` is that file's name."""
    settings = ForeignSettings(
        kind=found.kind, latent_dim=found.latent_dim, dataset="digits", layout=found.layout,
        image_side=found.side, image_channels=found.channels, sizes=found.sizes,
        alpha=found.alpha,
    )  # fmt: skip
    weights = {name: w.contiguous() for name, w in found.network.state_dict().items()}
    card = Card(
        name=path.stem, recipe=f"converted from {source}", kind=found.kind, dataset="unknown",
        licence=UNKNOWN, seed=0, steps=0, torch=torch.__version__, seconds=0.0, device="unknown",
        command=f"python -m gan_core convert {source} --from {found.layout} --out {path.name}",
        settings=settings.as_dict(), bytes=sum(w.nbytes for w in weights.values()),
    )  # fmt: skip
    write_atomically(path, safetensors_torch.save(weights, {CARD: json.dumps(asdict(card))}))
    return card


def is_converted(name: str) -> bool:
    """Whether a model's name is the path of a converted one."""
    return Path(name).suffix == SUFFIX


def load_converted(path: Path) -> Model:
    """Load a converted model, ready to be used; ``CheckpointError`` for anything else."""
    try:
        if path.stat().st_size > BYTES_LIMIT:
            raise CheckpointError(f"{path} has more than {BYTES_LIMIT} bytes")
        content = path.read_bytes()
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}") from None
    try:
        weights = safetensors_torch.load(content)
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
        card = Card(**json.loads(header["__metadata__"][CARD]))
        settings = ForeignSettings(**card.settings)
        network = empty(
            lambda: build(
                settings.layout, latent_dim=settings.latent_dim, side=settings.side,
                channels=settings.channels, sizes=settings.sizes, alpha=settings.alpha,
            )
        )  # fmt: skip
        if not all(bool(w.isfinite().all()) for w in weights.values()):
            raise ValueError("it holds numbers that are NaN or infinite")
        network.load_state_dict(weights, assign=True)
    except (SafetensorError, ValueError, KeyError, TypeError, RuntimeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise CheckpointError(
            f"{path} is no converted model: {reason}; 'python -m gan_core convert' makes one"
        ) from None
    network.eval().requires_grad_(False)
    return Model(card, settings, network.to(memory_format=torch.channels_last))
