"""What the teacher reads of each run: whose, what, how far."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gan_core.recipes.digits import DIGIT_RECIPES
from gan_core.recipes.progressive import PROGRESSIVE_RECIPES
from gan_core.recipes.toy import TOY_PRESETS
from gan_core.runs.overview import AtWork
from ui.run.transport import STATES
from ui.shared.language import language
from ui.shared.text import N_, Texts, _
from ui.shared.visitor import visitor_number

FAMILY_NAMES = Texts(
    {
        "toy": N_("25 Gaussians"),
        "images": N_("Pictures"),
        "ratio": N_("Density ratio"),
        "game": N_("GAN game"),
        "compare": N_("Comparison"),
        "sweep": N_("Sweep"),
    }
)
FREE = ("seed", "epochs", "steps", "dataset")
"""What a run may have otherwise than a preset and still be called by it."""


@dataclass(frozen=True)
class ClassRow:
    """One line of the teacher's page."""

    id: str
    grouped: bool
    who: str
    text: str
    waits: bool


def visitor_label(owner: str, mine: str) -> str:
    """Return what a visitor is called: *you*, or a number in the order in which they came."""
    if not owner:
        return _("Nobody's")
    if owner == mine:
        return _("You")
    return _("Visitor {number}").format(number=visitor_number(owner))


def class_rows(found: list[AtWork], mine: str) -> list[ClassRow]:
    """Return a line for all that is at work; what waits comes last, the next first."""
    waiting = sorted((one for one in found if one.state == "queued"), key=lambda one: one.queued)
    others = [one for one in found if one.state != "queued"]
    return [_row(one, mine, 0) for one in others] + [
        _row(one, mine, place) for place, one in enumerate(waiting, 1)
    ]


def _row(one: AtWork, mine: str, place: int) -> ClassRow:
    parts = [
        FAMILY_NAMES[one.family],
        settings_name(one.family, one.content),
        one.device.upper() if one.device != "auto" else "",
        _("waiting, number {place}").format(place=place) if place else STATES[one.state],
        _("step {step:,}").format(step=one.step),
        _("{rate:.3g} steps/s").format(rate=one.rate) if one.rate is not None else "",
        _("since {time}").format(time=time.strftime("%H:%M", time.localtime(one.created))),
    ]
    text = " · ".join(filter(None, parts))
    return ClassRow(one.id, one.grouped, visitor_label(one.owner, mine), text, bool(place))


def settings_name(family: str, content: str) -> str:
    """Return what settings are called: the nearest preset, and how many differ from it."""
    return _settings_name(family, content, language())


@lru_cache(512)
def _settings_name(family: str, content: str, _language: str) -> str:
    given = json.loads(content)
    if "labels" in given:
        names = list(dict.fromkeys(given["labels"]))
        more = ", …" if len(names) > 3 else ""
        return f"{len(given['runs'])} x {', '.join(names[:3])}{more}"
    if family == "toy":
        return _nearest(given, _toy_presets())
    if family == "images":
        return _nearest(given, _image_presets())
    return _("{p} and {q}").format(p=given["p"], q=given["q"]) if "q" in given else str(given["p"])


def nearest_preset(family: str, given: Mapping[str, Any]) -> tuple[str, int]:
    """Return the preset or recipe nearest to settings, and how many of them differ."""
    return _closest(given, _toy_presets() if family == "toy" else _image_presets())


def _nearest(given: Mapping[str, Any], presets: Mapping[str, Mapping[str, Any]]) -> str:
    name, differ = _closest(given, presets)
    if not differ:
        return name
    return (
        _("{name}, 1 change").format(name=name)
        if differ == 1
        else _("{name}, {count} changes").format(name=name, count=differ)
    )


def _closest(given: Mapping[str, Any], presets: Mapping[str, Mapping[str, Any]]) -> tuple[str, int]:
    def differ(name: str) -> int:
        known = presets[name]
        return sum(known.get(k) != v for k, v in given.items() if k not in FREE)

    name = min(presets, key=differ)
    return name, differ(name)


@lru_cache(1)
def _toy_presets() -> dict[str, dict[str, Any]]:
    return {name: _as_stored(preset.settings()) for name, preset in TOY_PRESETS.items()}


@lru_cache(1)
def _image_presets() -> dict[str, dict[str, Any]]:
    recipes = DIGIT_RECIPES | PROGRESSIVE_RECIPES
    return {name: _as_stored(recipe.settings()) for name, recipe in recipes.items()}


def _as_stored(settings: Any) -> dict[str, Any]:  # noqa: ANN401
    found: dict[str, Any] = json.loads(json.dumps(settings.as_dict()))
    return found
