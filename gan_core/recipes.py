"""Named settings: the presets of the toy runs, as a literal table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gan_core.settings import SettingsError, ToySettings


@dataclass(frozen=True)
class ToyPreset:
    """Settings that differ from the defaults, and what was seen with them.

    ``seen`` is what the WGAN document reports for its eight rows, and for the others what we
    measured; ``source`` says which.
    """

    changes: dict[str, Any]
    seen: str
    source: str

    def settings(self) -> ToySettings:
        """Return the preset's full settings."""
        return ToySettings().replace(**self.changes)


DOCUMENT = "WGAN on 25 Gaussians, table of settings"
OURS = "measured here"

TOY_PRESETS: dict[str, ToyPreset] = {
    "wgan-success": ToyPreset(
        {"loss": "wgan", "lr": 1e-4, "decay": 1e-5, "n_critic": 1, "clip": 0.1},
        "G's points pass near all 25 centres, D's contours radiate from the middle, and G lies in "
        "the valleys.",
        DOCUMENT,
    ),
    "wgan-noclip": ToyPreset(
        {"loss": "wgan-noclip", "lr": 1e-4, "decay": 1e-5, "n_critic": 1},
        "The first try failed, the second succeeded; D's range grew from 600 at epoch 100 to "
        "-200,000 .. 100,000 at epoch 900.",
        DOCUMENT,
    ),
    "wgan-fail-1": ToyPreset(
        {"loss": "wgan", "lr": 1e-4, "decay": 1e-4, "n_critic": 1, "clip": 0.1},
        "Fails: G does not find the 25 centres.",
        DOCUMENT,
    ),
    "wgan-fail-2": ToyPreset(
        {"loss": "wgan", "lr": 1e-4, "decay": 1e-4, "n_critic": 1, "clip": 0.01},
        "Fails: G does not find the 25 centres.",
        DOCUMENT,
    ),
    "wgan-fail-3": ToyPreset(
        {"loss": "wgan", "lr": 1e-2, "decay": 1e-4, "n_critic": 1, "clip": 0.01},
        "Fails: G does not find the 25 centres.",
        DOCUMENT,
    ),
    "wgan-fail-4": ToyPreset(
        {"loss": "wgan", "lr": 1e-2, "decay": 1e-4, "n_critic": 1, "clip": 0.1},
        "Fails: G does not find the 25 centres.",
        DOCUMENT,
    ),
    "wgan-fail-5": ToyPreset(
        {"loss": "wgan", "lr": 1e-3, "decay": 1e-4, "n_critic": 1, "clip": 0.1},
        "Fails: G does not find the 25 centres.",
        DOCUMENT,
    ),
    "wgan-fail-6": ToyPreset(
        {"loss": "wgan", "lr": 1e-3, "decay": 1e-4, "n_critic": 5, "clip": 0.1},
        "Fails: G's distribution wanders off the picture.",
        DOCUMENT,
    ),
}


def toy_preset(name: str) -> ToyPreset:
    """Return the preset called ``name``; ``SettingsError`` lists the accepted names."""
    if name not in TOY_PRESETS:
        raise SettingsError(f"unknown preset {name!r}; accepted: {', '.join(TOY_PRESETS)}")
    return TOY_PRESETS[name]
