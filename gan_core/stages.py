"""A growing GAN as it was at each side: models of their own in the folder of the grown one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from torch import nn

from gan_core.checkpoints import PRETRAINED, Card, Model, find_model, load_model, save_model
from gan_core.image_settings import GROWN_SIDES, ImageSettings
from gan_core.models.image_networks import MODELS
from gan_core.models.initialization import empty

STAGES = "stages"


def stage_folder(folder: Path, side: int) -> Path:
    """Return where the model of a side is kept."""
    return folder / STAGES / str(side)


def save_stage(folder: Path, network: nn.Module, card: Card, side: int, *, storage: str) -> None:
    """Keep the part of G that has grown up to a side as a model of its own.

    ``card`` is that of the run as it stands; ``OSError`` when the disk refuses.
    """
    settings = ImageSettings(**card.settings).replace(grow_to=side)
    part = empty(lambda: MODELS[settings.kind](settings))
    weights = network.state_dict()
    part.load_state_dict({name: weights[name] for name in part.state_dict()}, assign=True)
    known = replace(card, name=f"{card.name}-{side}", settings=settings.as_dict())
    save_model(stage_folder(folder, side), part, known, storage=storage)


def load_stages(name: str, *, folder: Path = PRETRAINED) -> dict[int, Model]:
    """Load G as it was when each side had settled, by side; the last is the model itself.

    Sides that were not kept are left out. Raises ``CheckpointError``.
    """
    grown = load_model(name, folder=folder)
    place = find_model(name, folder=folder)
    kept = [side for side in GROWN_SIDES if stage_folder(place, side).is_dir()]
    return {side: load_model(str(stage_folder(place, side))) for side in kept} | {
        grown.settings.side: grown
    }
