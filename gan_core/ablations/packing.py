"""A trained folder as a record: what ``train`` wrote there, and statistics of its networks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from PIL import Image

from gan_core.ablations.probe import Probe, probe
from gan_core.ablations.record import (
    FLOOR,
    MOST_ROWS,
    MOST_SHEETS,
    PICTURES,
    SCORES,
    AblationRecord,
    RecordError,
)
from gan_core.checkpoints.native import read_card
from gan_core.data.images import ImageSet
from gan_core.models.dense_gan import DenseDiscriminator, DenseGenerator
from gan_core.models.image_networks import draw_noise
from gan_core.runs.image_folder import SAMPLES, SHOWN
from gan_core.runs.run_folder import CHECKPOINT, LOG
from gan_core.settings.images import SHEET_COLUMNS, SHEET_ROWS, ImageSettings
from gan_core.storage.serialization import load_state
from gan_core.training.images.preview import ImagePreview
from gan_core.training.images.steps import AdversarialTrainer
from gan_core.viz.picture_grid import Pixels, grid_pictures

PROBED = 1000
"""Latents, and real pictures, on which the networks are measured."""

Item = TypeVar("Item")
CPU = torch.device("cpu")


def make_record(folder: Path, train: ImageSet) -> AblationRecord:
    """Return a record of a finished training of a dense GAN; ``train`` is its training data.

    Raises ``RecordError`` where its model has not been evaluated yet.
    """
    card = read_card(folder)
    settings = ImageSettings(**card.settings)
    if not {*SCORES, "floor"} <= set(card.metrics):
        raise RecordError(
            f"{folder.name} has not been evaluated; "
            f"'python -m gan_core evaluate {folder} --card' does that"
        )
    trainer = AdversarialTrainer(settings, train, device=CPU)
    preview = ImagePreview(trainer)
    start = _probe(trainer, preview, training=True)
    trainer.load_state(*load_state(folder / CHECKPOINT))
    end = _probe(trainer, preview, training=False)
    sheets = {
        int(path.stem.removeprefix("step-")): _pictures(path, settings)
        for path in sorted((folder / SAMPLES).glob("step-*.png"))
    }
    shown = evenly([*sheets], MOST_SHEETS)
    lines = (folder / LOG).read_text("utf-8").splitlines()
    rows = evenly([json.loads(line) for line in lines], MOST_ROWS)
    diversity = [preview.diversity(each, adversarial=True) for each in sheets.values()]
    return AblationRecord(
        settings=settings,
        card={
            "command": card.command,
            "seed": card.seed,
            "steps": card.steps,
            "seconds": card.seconds,
            "device": card.device,
            "n": card.metrics["n"],
        },
        scores={name: card.metrics[name] for name in SCORES},
        floor={name: card.metrics["floor"][name] for name in FLOOR},
        start=start,
        end=end,
        sheet_steps=np.array(shown, np.int32),
        sheets=np.stack([sheets[step][:PICTURES] for step in shown]),
        loss_steps=np.array([row["step"] for row in rows], np.int32),
        losses={name: np.array([row["losses"][name] for row in rows], np.float32) for name in "dg"},
        diversity_steps=np.array([*sheets], np.int32),
        diversity=np.array(diversity, np.float32),
    )


def _probe(trainer: AdversarialTrainer, preview: ImagePreview, *, training: bool) -> Probe:
    """Return statistics of the networks on fixed latents and the preview's real pictures."""
    real = preview.inputs.real[:PROBED]
    random = torch.Generator().manual_seed(0)
    latents = draw_noise(len(real), trainer.settings, generator=random, device=CPU)
    symmetric = trainer.settings.output == "tanh"
    generator, discriminator = trainer.model.network, trainer.discriminator.network
    if not isinstance(generator, DenseGenerator) or not isinstance(
        discriminator, DenseDiscriminator
    ):
        raise RecordError(f"network={trainer.settings.network} is not measured; accepted: dense")
    return probe(
        generator,
        discriminator,
        latents,
        real * 2 - 1 if symmetric else real,
        training=training,
    )


def _pictures(path: Path, settings: ImageSettings) -> Pixels:
    """Return a sheet's pictures (60, S, S)."""
    with Image.open(path) as image:
        sheet = np.asarray(image)
    scale = max(1, round(SHOWN / settings.resolution))
    return grid_pictures(
        sheet,
        SHEET_COLUMNS * SHEET_ROWS,
        resolution=settings.resolution,
        columns=SHEET_COLUMNS,
        scale=scale,
    )


def evenly(items: list[Item], most: int) -> list[Item]:
    """Return every item, or every second, third and so on, so that at most ``most`` are left.

    The last one is among them.
    """
    apart = max(1, -(-(len(items) - 1) // max(1, most - 1)))
    return items[(len(items) - 1) % apart :: apart]
