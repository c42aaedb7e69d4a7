"""What a link to the laboratory holds: preset, settings that differ, run, locked controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gan_core.recipes.toy import TOY_PRESETS, toy_preset
from gan_core.settings.toy import ToySettings
from ui.controls.link_values import own_values, take_base, take_values

DEFAULT_PRESET = "wgan-success"


@dataclass(frozen=True)
class LinkState:
    """What a link asks for; ``notices`` tells of values that had to be left out."""

    preset: str
    settings: ToySettings
    run: str = ""
    lock: tuple[str, ...] = ()
    notices: list[str] = field(default_factory=list)


def read_link_state(parameters: Mapping[str, str]) -> LinkState:
    """Turn query parameters into settings; a wrong value falls back with a notice."""
    notices: list[str] = []
    preset = take_base(parameters, "preset", TOY_PRESETS, DEFAULT_PRESET, notices)
    settings = take_values(toy_preset(preset).settings(), parameters, "preset", notices)
    lock = tuple(filter(None, parameters.get("lock", "").split(",")))
    return LinkState(preset, settings, parameters.get("run", ""), lock, notices)


def write_link_state(link: LinkState) -> dict[str, str]:
    """Turn settings into query parameters: the preset, what differs from it, and the seed."""
    parameters = {"preset": link.preset}
    parameters |= own_values(link.settings, toy_preset(link.preset).settings())
    if link.run:
        parameters["run"] = link.run
    if link.lock:
        parameters["lock"] = ",".join(link.lock)
    return parameters
