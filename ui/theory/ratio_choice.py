"""The settings of a D between two densities: the usual ones, experiments, names on screen."""

from __future__ import annotations

from gan_core.theory.settings import RatioSettings
from ui.shared.text import _

USUAL_RATIO = RatioSettings()

RATIO_PRESETS: dict[str, dict[str, object]] = {
    _("Two normals, 1 apart"): {},
    _("Two normals, 2 apart"): {"q": "normal:2,1"},
    _("The same twice: D = 1/2"): {"q": "normal:0,1"},
    _("Two bumps against one"): {
        "p": "0.5*normal:-1.5,0.5+0.5*normal:1.5,0.5", "q": "normal:0,1.5",
    },
    _("40 points of each: by heart"): {"data": 40, "width": 64},
    _("Sharp edges, no Fourier features"): {
        "p": "uniform:-1,1", "q": "uniform:0,2", "fourier": 0, "width": 8, "depth": 1,
    },
    _("On the plane: two bumps in a cloud"): {
        "p": "0.5*normal:-1.5,0,0.6+0.5*normal:1.5,0.5,0.6", "q": "normal:0,0,1.5",
    },
}  # fmt: skip
"""What differs from the usual settings."""

LABELS = {
    "data": _("Points of data"),
    "width": _("Width of D"),
    "steps": _("Steps"),
    "seed": _("Seed"),
}
MORE = {
    "lr": _("Rate of D"),
    "batch_size": _("Batch"),
    "depth": _("Layers of D"),
    "activation": _("Activation"),
    "fourier": _("Frequencies"),
    "fourier_scale": _("Their spread"),
    "held_out": _("Held-out points"),
}
