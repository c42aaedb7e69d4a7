"""What a single update changed: D's potential over the picture, and where G's points went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from gan_core.training.toy.evaluation import POINTS_SHOWN, Arrays, ToyEvaluator, field_points
from gan_core.training.toy.member import ToyMember


@dataclass(frozen=True)
class Look:
    """A run between two updates.

    ``field`` (size, size) is D's logit as in a picture, ``points`` (1000, 2) are G's own, not its
    average's. ``real`` and ``fake`` are D's mean potential, -s, at training points and at G's.
    """

    field: Tensor
    points: Tensor
    real: float
    fake: float


def look_at(evaluator: ToyEvaluator, trainer: ToyMember) -> Look:
    """Measure a run as it stands, with the evaluator's fixed latents."""
    with torch.no_grad():
        latents = evaluator.latents[:POINTS_SHOWN]
        points = trainer.generator.quick(latents, trainer.generator.flat)
        grid = field_points(evaluator.distribution).to(trainer.device)
        field = evaluator.discriminator_at(trainer, grid)
        apart = max(1, len(trainer.points) // POINTS_SHOWN)
        real = -float(evaluator.discriminator_at(trainer, trainer.points[::apart]).mean())
        fake = -float(evaluator.discriminator_at(trainer, points).mean())
    side = round(len(field) ** 0.5)
    return Look(field.view(side, side), points, real, fake)


def moved(
    part: str, before: Look, after: Look, trainer: ToyMember
) -> tuple[dict[str, Any], Arrays]:
    """Return what an update of ``discriminator``, ``generator`` or ``both`` changed.

    The first part is for a report: ``real`` and ``fake`` hold D's mean potential before and after,
    ``distance`` the mean way of G's points in the data's unit, ``updates`` all updates so far.
    The arrays are ``field_change`` (size, size), of D's logit, and ``points_change`` (1000, 2).
    """
    way = after.points - before.points
    report = {
        "part": part,
        "updates": trainer.updates_d + trainer.updates_g,
        "updates_d": trainer.updates_d,
        "updates_g": trainer.updates_g,
        "real": [before.real, after.real],
        "fake": [before.fake, after.fake],
        "distance": float(way.norm(dim=1).mean()),
        "averaged": trainer.average is not None,
    }
    arrays: Arrays = {
        "field_change": (after.field - before.field).cpu().numpy(),
        "points_change": way.cpu().numpy(),
    }
    return report, arrays
