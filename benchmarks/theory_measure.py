"""What the experiments of ``docs/theory.md`` measure, each beside what theory says."""

import math
from collections.abc import Iterator
from typing import Any

import torch

from gan_core.theory.critics import train_critic
from gan_core.theory.divergences import jensen_shannon, value_at_optimum
from gan_core.theory.estimation import train_discriminator
from gan_core.theory.game_measure import GameMeasure
from gan_core.theory.game_trainer import GameTrainer
from gan_core.theory.settings import CriticSettings, DiscriminatorSettings, GameSettings
from gan_core.theory.specification import parse_distribution

CPU = torch.device("cpu")
PAIRS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("normal:0,1", "normal:0.5,1", {}),
    ("normal:0,1", "normal:1,1", {}),
    ("normal:0,1", "normal:2,1", {}),
    ("normal:0,1", "normal:4,1", {}),
    ("0.5*normal:-1.5,0.5+0.5*normal:1.5,0.5", "normal:0,1.5", {}),
    ("uniform:-1,1", "uniform:0,2", {}),
    ("uniform:-1,1", "uniform:0,2", {"fourier": 0}),
)
DATA = (40, 400, 4000, 0)
GAMES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("far, k = 5", {}),
    ("far, k = 1", {"n_critic": 1}),
    ("far, k = 5, Adam", {"optimizer": "adam", "lr_g": 0.001}),
    ("near, k = 1", {"start": -4.0, "n_critic": 1, "lr": 2e-3, "lr_g": 0.02, "steps": 3000}),
    ("near, k = 5", {"start": -4.0, "n_critic": 5, "lr": 2e-3, "lr_g": 0.02}),
    (
        "two modes, k = 1",
        {
            "p": "0.5*normal:-2,0.3+0.5*normal:2,0.3", "start": -1.0, "n_critic": 1, "lr": 2e-3,
            "lr_g": 0.02, "steps": 3000,
        },
    ),
)  # fmt: skip
SEEDS = range(5)
PENALTIES = ((1.0, 10.0), (1.0, 1.0), (1.0, 0.1), (4.0, 10.0), (4.0, 1.0))
CLIPS = (0.01, 0.1, 0.2, 0.5)


def estimates() -> Iterator[dict[str, Any]]:
    """Train D on pairs of distributions, and on few points of two normals."""
    cases = [(p, q, changes) for p, q, changes in PAIRS]
    cases += [("normal:0,1", "normal:1,1", {"data": count, "width": 64}) for count in DATA]
    for p, q, changes in cases:
        known = parse_distribution(p), parse_distribution(q)
        settings = DiscriminatorSettings().replace(**changes)
        *_, found = train_discriminator(*known, settings, device=CPU, every=settings.steps)
        js = jensen_shannon(*known)
        yield {
            "p": p, "q": q, "changes": changes, "js": js, "best_value": value_at_optimum(js),
            "js_estimate": found.js_estimate, "value": found.value,
            "held_out_value": found.held_out_value, "training_value": found.training_value,
            "seconds": found.seconds,
        }  # fmt: skip


def games() -> Iterator[dict[str, Any]]:
    """Play both games to their end, from far and near, on five seeds."""
    for name, changes in GAMES:
        for seed in SEEDS:
            settings = GameSettings().replace(**changes, seed=seed)
            trainer = GameTrainer(settings, device=CPU)
            look = GameMeasure(trainer)
            while trainer.steps_done < trainer.total_steps:
                trainer.step()
            yield {"name": name, "seed": seed, "games": look.report(trainer)[0]}


def critics() -> Iterator[dict[str, Any]]:
    """Train critics between two point masses under both constraints."""
    for distance, weight in PENALTIES:
        settings = CriticSettings(distance=distance, gp_weight=weight)
        yield {"distance": distance, "gp_weight": weight} | _slopes(settings)
    for clip in CLIPS:
        settings = CriticSettings(constraint="clip", clip=clip)
        yield {"distance": 1.0, "clip": clip} | _slopes(settings)


def _slopes(settings: CriticSettings) -> dict[str, float]:
    *_, found = train_critic(settings, device=CPU, every=settings.steps)
    assert math.isfinite(found.slope)
    return {
        "slope": found.slope,
        "exact_slope": found.exact_slope,
        "clipped_share": found.clipped_share,
    }
