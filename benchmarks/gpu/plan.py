"""How much is done on a GPU, and what a check says of it; without torch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

OK, FAILED, LEFT_OUT = "ok", "failed", "left out"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: ``state`` is ok, failed or left out, ``says`` why or how well.

    ``figures`` are ready for JSON.
    """

    part: str
    name: str
    state: str
    says: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)


Task = tuple[str, Callable[[], list[Check]]]
"""A title, and what does the work; an error in it is a failed check of that title."""


@dataclass(frozen=True)
class Pictures:
    """A recipe of models on pictures, with changes that let it be tried in a few steps."""

    recipe: str
    steps: int
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """Sizes of everything; ``seconds`` is the longest that one part may take."""

    steps: int
    """Steps over which a way of toy steps is compared with the reference."""

    hidden: int
    batch: int
    shapes: Mapping[str, tuple[int, int]]
    """Hidden units and batch of the toy runs that are timed, by name."""

    runs: tuple[int, ...]
    """How many toy runs move together."""

    rounds: int
    repeats: int
    models: tuple[Pictures, ...]
    seconds: float


# Every phase from 4 x 4 to 64 x 64 pixels, in one to three steps each.
QUICK_PHASES = {"fade_images": 40, "settle_images": 40}

FULL = Plan(
    steps=300,
    hidden=32,
    batch=128,
    shapes={"document": (128, 512), "small": (32, 128)},
    runs=(1, 8, 30),
    rounds=7,
    repeats=20,
    models=(
        Pictures("dcgan-mnist", 12),
        Pictures("dcgan-celeba64", 6),
        Pictures("pggan-celeba64", 15, QUICK_PHASES),
    ),
    seconds=300,
)
REHEARSAL = Plan(
    steps=20,
    hidden=8,
    batch=32,
    shapes={"document": (16, 64), "small": (8, 32)},
    runs=(1, 3),
    rounds=2,
    repeats=2,
    models=(
        Pictures("dcgan-mnist", 2, {"width": 16, "batch_size": 8}),
        Pictures("dcgan-celeba64", 2, {"width": 4, "batch_size": 8}),
        Pictures(
            "pggan-celeba64",
            4,
            {
                "grow_to": 16,
                "width": 8,
                "channel_base": 32,
                "latent_dim": 6,
                "batch_size": 8,
                "fade_images": 8,
                "settle_images": 8,
            },
        ),
    ),
    seconds=300,
)
"""The same code in sizes that a processor is through with in seconds."""
