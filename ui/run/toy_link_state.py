"""What a link to the laboratory holds: preset, settings that differ, run, locked controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gan_core.recipes.toy import TOY_PRESETS, toy_preset
from gan_core.settings.toy import ToySettings
from ui.controls.link_values import NamedSettings

DEFAULT_PRESET = "quick"


def preset_settings(name: str) -> ToySettings:
    """Return a preset's settings."""
    return toy_preset(name).settings()


PRESET_LINK = NamedSettings("preset", TOY_PRESETS, DEFAULT_PRESET, preset_settings)


@dataclass(frozen=True)
class ToyLinkState:
    """What a link asks for; ``notices`` tells of values that had to be left out."""

    preset: str
    settings: ToySettings
    run: str = ""
    lock: tuple[str, ...] = ()
    notices: list[str] = field(default_factory=list)


def read_toy(parameters: Mapping[str, str]) -> ToyLinkState:
    """Return what query parameters ask for; a wrong value falls back with a notice."""
    notices: list[str] = []
    preset, settings = PRESET_LINK.read(parameters, notices)
    lock = tuple(filter(None, parameters.get("lock", "").split(",")))
    return ToyLinkState(preset, settings, parameters.get("run", ""), lock, notices)


def write_toy(link: ToyLinkState) -> dict[str, str]:
    """Return query parameters: the preset, what differs from it, the seed, run and locks."""
    parameters = PRESET_LINK.write(link.preset, link.settings, link.run)
    return parameters | {"lock": ",".join(link.lock)} if link.lock else parameters
