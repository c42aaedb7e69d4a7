"""The likely cause of each way in which a toy run goes wrong, and a link that undoes it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from gan_core.recipes.toy import toy_preset
from gan_core.runs.run_record import RunRecord
from gan_core.settings.toy import STANDARD_LOSSES, ToySettings
from ui.controls.toy_labels import preset_name
from ui.run.toy_link_state import ToyLinkState, write_toy
from ui.shared.text import _

WORKING = {
    "minimax": "minimax", "ns": "ns", "lsgan": "lsgan", "hinge": "hinge", "rpgan": "r3gan",
    "wgan": "wgan-best", "wgan-noclip": "wgan-noclip-best", "wgan-gp": "wgan-gp",
    "coulomb": "coulomb",
}  # fmt: skip
"""A preset of each loss that was measured to work; docs/experiments.md has the tables."""


def troubles(record: RunRecord) -> dict[str, Any]:
    """Return what the live component says of a run that goes wrong, by the kind of trouble."""
    settings = record.settings
    undo = _undo(record, settings)
    causes = {
        "collapsed": _(
            "Likely: D pushes all points the same way. Rates are high, or D is held too flat."
        ),
        "away": _("Likely: D's slope leads off the data, as its rate is high for what holds it."),
        "runaway": _("Likely: D's learning rate is high for what bounds its slope.")
        if _bounded(settings)
        else _("Likely: nothing bounds D's slope: no clip, no penalty, no spectral norm."),
        "saturated": _("Likely: the clip is tight for D's rate, so its weights sit at the bound.")
        if settings.loss == "wgan"
        else _("Likely: D learns faster than G, which then gets hardly any slope."),
    }
    return {name: {"cause": cause, **undo} for name, cause in causes.items()}


def is_classifier(settings: ToySettings) -> bool:
    """Whether D's loss goes to 0 where it tells all apart."""
    return settings.loss in STANDARD_LOSSES


def _bounded(settings: ToySettings) -> bool:
    return (
        settings.loss in ("wgan", "wgan-gp")
        or settings.r1 > 0
        or settings.r2 > 0
        or settings.spectral_norm == "on"
    )


def _undo(record: RunRecord, settings: ToySettings) -> dict[str, str]:
    """Return label and address: the settings before they were changed, or a preset that works."""
    working = WORKING.get(settings.loss, "quick")
    preset = toy_preset(working).settings().replace(seed=settings.seed)
    changed = any(name in change for change in record.changes for name in settings.live)
    if changed:
        label, link = _("Again as it began"), ToyLinkState(working, settings)
    elif preset.replace(epochs=settings.epochs) == settings:
        label = _("Again with the next seed")
        link = ToyLinkState(working, settings.replace(seed=(settings.seed + 1) % 2**31))
    else:
        label = _("Settings that work: {preset}").format(preset=preset_name(working))
        link = ToyLinkState(working, preset)
    return {"label": label, "href": "25_Gaussians?" + urlencode(write_toy(link))}
