"""What settings of the best models of digits are chosen from, on validation digits."""

from dataclasses import dataclass
from typing import Any

EPOCH = 50_000 // 128
"""Batches of the VAEs and of the classifier in the 50,000 digits that train here."""

BEFORE = ", no fine-tuning"
"""Ends the name of a candidate before its encoder is fine-tuned alone."""

Changes = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """A recipe's ``candidates``, changes of its settings by name, each trained ``steps`` long.

    ``refit`` of these steps, at the end, move the encoder alone: then each candidate is measured
    before them too. ``storages``: the first candidate is measured in every form of weights.
    """

    steps: int
    candidates: dict[str, Changes]
    refit: int = 0
    storages: bool = False


GANS: dict[str, Changes] = {
    "R1 0.01, rates 0.0005 and 0.001": {"r1": 0.01, "lr": 5e-4, "lr_d": 1e-3},
    "R1 0.01, both rates 0.002": {"r1": 0.01, "lr": 2e-3, "lr_d": 2e-3},
    "R1 0.5, both rates 0.0005": {"r1": 0.5, "lr": 5e-4, "lr_d": 5e-4},
}
CHOICES: dict[str, Choice] = {
    "cgan-mnist-best": Choice(5000, GANS),
    "dcgan-mnist-best": Choice(5000, GANS),
    "vae-mnist-10d-best": Choice(
        40 * EPOCH,
        {f"noise {noise:g}": {"encoder_noise": noise} for noise in (0.1, 0.0)},
        storages=True,
    ),
    "vae-mnist-2d-best": Choice(
        62 * EPOCH,
        {
            "rate 0.002, noise 0.2": {"lr": 2e-3, "encoder_noise": 0.2},
            "rate 0.002, noise 0": {"lr": 2e-3, "encoder_noise": 0.0},
        },
        refit=2 * EPOCH,
        storages=True,
    ),
}
"""What is compared: the settings that were once chosen on test digits, beside the others tried."""
