"""Named settings: the presets of the toy runs, as a literal table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gan_core.settings.base import SettingsError
from gan_core.settings.toy import ToySettings
from gan_core.storage.text import shown


@dataclass(frozen=True)
class ToyPreset:
    """Settings that differ from the defaults, and what was seen with them.

    ``seen`` is what wgan-25-gaussians reports for its eight rows, and for the others what we
    measured; ``source`` says which.
    """

    changes: dict[str, Any]
    seen: str
    source: str

    def settings(self) -> ToySettings:
        """Return the preset's full settings."""
        return ToySettings().replace(**self.changes)


DOCUMENT = "WGAN on 25 Gaussians, table of settings"
FIVE_SEEDS = "tried here: seeds 0 to 4, on which it was chosen, 12,480 steps"
TEN_SEEDS = "measured here: seeds 0 to 9, 12,480 steps"

WIDE = {"spacing": 20.0, "sigma": 1.0}
"""Scale of the data in the presets of wgan-25-gaussians, which it does not give: found by search.

With 3 hidden layers of 128 units (the defaults) it is one under which its verdicts hold: beside
data as wide as this the biases, clipped to 0.1, are next to nothing, so that D is made of rays.
"""

QUICK = {
    "batch_size": 256,
    "noise": "normal",
    "activation": "leaky_relu",
    "schedule": "cosine",
    "beta1": 0.0,
    "beta2": 0.99,
    "ema": 0.999,
    "epochs": 64,
}
"""What our own presets share: 25,000 steps with a falling rate and an averaged G."""

SHARP = {name: value for name, value in QUICK.items() if name != "activation"} | {
    "noise": "uniform",
    "noise_dim": 2,
    "activation_g": "relu",
    "activation_d": "leaky_relu",
    "lr_g": 2e-3,
    "lr_d": 4e-3,
    "fourier_d": 64,
    "fourier_scale": 4.0,
    "instance_noise": 1.0,
    "instance_noise_end": 0.1,
    "instance_noise_until": 0.4,
}
"""What the sharpest presets share: D sees fine detail, and noise hides it from D at first, so
that G spreads over all modes before it draws any of them."""

SLOW_SHARP = SHARP | {"instance_noise_until": 0.8, "epochs": 32}
"""The same with the noise for longer and half the steps: without a gradient penalty, a loss loses
modes when the noise goes early."""

TOY_PRESETS: dict[str, ToyPreset] = {
    "wgan-success": ToyPreset(
        {"loss": "wgan", "lr": 1e-4, "decay": 1e-5, "n_critic": 1, "clip": 0.1, **WIDE},
        "G's points pass near all 25 centres, D's contours radiate from the middle, and G lies in "
        "the valleys. Here so on seed 0, almost on seed 2, and not on seed 1.",
        DOCUMENT,
    ),
    "wgan-noclip": ToyPreset(
        {"loss": "wgan-noclip", "lr": 1e-4, "decay": 1e-5, "n_critic": 1, **WIDE},
        "The first try failed, the second succeeded; D's range grew from 600 at epoch 100 to "
        "-200,000 .. 100,000 at epoch 900. Here three seeds failed, one of them narrowly.",
        DOCUMENT,
    ),
    "wgan-fail-1": ToyPreset(
        {"loss": "wgan", "lr": 1e-4, "decay": 1e-4, "n_critic": 1, "clip": 0.1, **WIDE},
        "Fails: G stays a broad cloud. Here D's contours radiate as in a success, and a ray or two "
        "begin to show after 900 epochs.",
        DOCUMENT,
    ),
    "wgan-fail-2": ToyPreset(
        {"loss": "wgan", "lr": 1e-4, "decay": 1e-4, "n_critic": 1, "clip": 0.01, **WIDE},
        "Fails: the tight clip leaves D nearly flat, and G wanders as one cloud.",
        DOCUMENT,
    ),
    "wgan-fail-3": ToyPreset(
        {"loss": "wgan", "lr": 1e-2, "decay": 1e-4, "n_critic": 1, "clip": 0.01, **WIDE},
        "Fails: D stays a slope, and G is driven across the picture and off it.",
        DOCUMENT,
    ),
    "wgan-fail-4": ToyPreset(
        {"loss": "wgan", "lr": 1e-2, "decay": 1e-4, "n_critic": 1, "clip": 0.1, **WIDE},
        "Fails: D's contours are parallel, not rays; here G ends along the columns of the grid.",
        DOCUMENT,
    ),
    "wgan-fail-5": ToyPreset(
        {"loss": "wgan", "lr": 1e-3, "decay": 1e-4, "n_critic": 1, "clip": 0.1, **WIDE},
        "Fails: D's contours are parallel, not rays; here G ends along the rows of the grid.",
        DOCUMENT,
    ),
    "wgan-fail-6": ToyPreset(
        {"loss": "wgan", "lr": 1e-3, "decay": 1e-4, "n_critic": 5, "clip": 0.1, **WIDE},
        "Fails: G's distribution wanders off the picture.",
        DOCUMENT,
    ),
    "flagship": ToyPreset(
        {"loss": "wgan-gp", "gp_weight": 0.1, **SHARP},
        "All 25 modes and 97.6 to 98.6 % high-quality samples on each of ten seeds, reverse KL at "
        "most 0.009. Not like real samples in two ways: the modes are half as wide (sigma 0.02 to "
        "0.03 instead of 0.05), and 2 % of the points lie outside all modes, twice as many.",
        "measured here: seeds 0 to 9, 24,960 steps, twice",
    ),
    "minimax": ToyPreset(
        {"loss": "minimax", "r1": 0.1, **SLOW_SHARP},
        "All 25 modes on each of ten seeds; 95 to 96 % high-quality samples on nine, 76 % on one; "
        "reverse KL 0.005 to 0.06. The modes are nearly as wide as real ones (sigma 0.04).",
        TEN_SEEDS,
    ),
    "ns": ToyPreset(
        {"loss": "ns", "r1": 0.3, **SLOW_SHARP, "instance_noise_until": 0.9},
        "All 25 modes on each of ten seeds, 92 to 96 % high-quality samples, reverse KL 0.004 to "
        "0.014; modes a little narrow (sigma 0.036).",
        TEN_SEEDS,
    ),
    "lsgan": ToyPreset(
        {"loss": "lsgan", "r1": 0.02, **SLOW_SHARP},
        "All 25 modes on six of ten seeds, 16 to 24 on the others; 94 to 96 % high-quality samples "
        "on nine; reverse KL 0.01 to 0.6. Modes are lost early and never come back.",
        TEN_SEEDS,
    ),
    "hinge": ToyPreset(
        {"loss": "hinge", "r1": 0.1, **SLOW_SHARP},
        "All 25 modes on each of ten seeds, 94 to 96 % high-quality samples, reverse KL 0.005 to "
        "0.009; modes narrower than real (sigma 0.035).",
        TEN_SEEDS,
    ),
    "r3gan": ToyPreset(
        {"loss": "rpgan", "r1": 0.1, "r2": 0.1, **SLOW_SHARP},
        "Relativistic pairing with R1 and R2: all 25 modes on each of five seeds, 94 to 96 % "
        "high-quality samples, reverse KL 0.004 to 0.009; modes a little narrow (sigma 0.036). "
        "Without Fourier features and instance noise 67 to 72 % on three seeds, all 25 modes too.",
        FIVE_SEEDS,
    ),
    "sngan": ToyPreset(
        {"loss": "ns", "spectral_norm": "on", **SLOW_SHARP},
        "Spectral normalisation in place of a penalty: all 25 modes on each of five seeds, 95 to "
        "96 % high-quality samples, reverse KL 0.005 to 0.017; modes half as wide as real ones "
        "(sigma 0.024).",
        FIVE_SEEDS,
    ),
    "wgan-best": ToyPreset(
        {"loss": "wgan", "clip": 0.1, "hidden_d": 256, **SLOW_SHARP, "fourier_scale": 2.0},
        "The clip makes it a matter of luck: all 25 modes with 77 to 90 % high-quality samples on "
        "four of ten seeds, 2 to 24 modes on four others. D is wide and sees low frequencies.",
        TEN_SEEDS,
    ),
    "wgan-noclip-best": ToyPreset(
        {"loss": "wgan-noclip", "r1": 0.3, **SLOW_SHARP},
        "R1 in place of the clip: all 25 modes on each of ten seeds, 82 to 92 % high-quality "
        "samples, reverse KL 0.006 to 0.04; modes as wide as real ones (sigma 0.048).",
        TEN_SEEDS,
    ),
    "wgan-gp": ToyPreset(
        {
            "loss": "wgan-gp",
            "lr_d": 2e-3,
            "lr_g": 1e-3,
            "gp_weight": 0.1,
            "n_critic": 2,
            **QUICK,
        },
        "All 25 modes, 83 % high-quality samples, reverse KL 0.005: as even as real samples. The "
        "points lie closer to the centres than real ones (sigma 0.03 instead of 0.05).",
        "measured here: seed 0, 25,000 steps",
    ),
    "coulomb": ToyPreset(
        {"loss": "coulomb", "coulomb_eps": 0.2, **SLOW_SHARP},
        "All 25 modes on each of ten seeds, 89 to 93 % high-quality samples, reverse KL 0.004 to "
        "0.007; modes less than half as wide as real ones (sigma 0.02).",
        TEN_SEEDS,
    ),
}

BEST_PRESETS = {
    "minimax": "minimax",
    "ns": "ns",
    "lsgan": "lsgan",
    "hinge": "hinge",
    "wgan": "wgan-best",
    "wgan-noclip": "wgan-noclip-best",
    "wgan-gp": "flagship",
    "coulomb": "coulomb",
}
"""The preset under which each loss does best on the 25 Gaussians, as far as we have searched."""


def toy_preset(name: str) -> ToyPreset:
    """Return the preset called ``name``; ``SettingsError`` lists the accepted names."""
    if name not in TOY_PRESETS:
        raise SettingsError(f"unknown preset {shown(name)!r}; accepted: {', '.join(TOY_PRESETS)}")
    return TOY_PRESETS[name]
