"""The settings of the game on the line: the usual ones, experiments, names on screen."""

from __future__ import annotations

from gan_core.theory.settings import GameSettings
from ui.shared.text import _

USUAL_GAME = GameSettings()

EVEN: dict[str, object] = {"n_critic": 1, "lr": 2e-3, "lr_g": 0.02, "steps": 3000}
"""D is not far ahead of G."""

GAME_PRESETS: dict[str, dict[str, object]] = {
    _("Far away: one G stands still"): {},
    _("Near: both come to D = 1/2"): {**EVEN, "start": -4.0},
    _("Two bumps: one is often dropped"): {
        **EVEN, "seed": 1, "p": "0.5*normal:-2,0.3+0.5*normal:2,0.3", "start": -1.0,
    },
    _("Three bumps: G runs to and fro"): {
        **EVEN, "p": "0.34*normal:-4,0.3+0.33*normal:0,0.3+0.33*normal:4,0.3", "start": 0.0,
    },
    _("Far away, but Adam moves G"): {"optimizer": "adam", "lr_g": 0.001},
}  # fmt: skip
"""What differs from the usual settings."""

LABELS = {
    "n_critic": _("D steps per G step"),
    "start": _("G starts at"),
    "steps": _("Steps"),
    "seed": _("Seed"),
}
MORE = {
    "optimizer": _("G is moved by"),
    "lr_g": _("Rate of G"),
    "lr": _("Rate of D"),
    "batch_size": _("Batch"),
    "width": _("Width of D"),
    "width_g": _("Width of G"),
    "depth": _("Layers"),
    "activation": _("Activation"),
    "r1": _("R1 penalty"),
}
