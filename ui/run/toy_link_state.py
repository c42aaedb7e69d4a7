"""What a link to the laboratory holds: preset, settings that differ, run, locked controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gan_core.recipes.toy import TOY_PRESETS, toy_preset
from gan_core.settings.toy import ToySettings
from ui.controls.link_values import own_values, take_base, take_values

DEFAULT_PRESET = "wgan-success"


@dataclass(frozen=True)
class Lesson:
    """What a link asks for; ``notices`` tells of values that had to be left out."""

    preset: str
    settings: ToySettings
    run: str = ""
    lock: tuple[str, ...] = ()
    notices: list[str] = field(default_factory=list)


def read_lesson(parameters: Mapping[str, str]) -> Lesson:
    """Turn query parameters into settings; a wrong value falls back with a notice."""
    notices: list[str] = []
    preset = take_base(parameters, "preset", TOY_PRESETS, DEFAULT_PRESET, notices)
    settings = take_values(toy_preset(preset).settings(), parameters, "preset", notices)
    lock = tuple(filter(None, parameters.get("lock", "").split(",")))
    return Lesson(preset, settings, parameters.get("run", ""), lock, notices)


def write_lesson(lesson: Lesson) -> dict[str, str]:
    """Turn settings into query parameters: the preset, what differs from it, and the seed."""
    parameters = {"preset": lesson.preset}
    parameters |= own_values(lesson.settings, toy_preset(lesson.preset).settings())
    if lesson.run:
        parameters["run"] = lesson.run
    if lesson.lock:
        parameters["lock"] = ",".join(lesson.lock)
    return parameters
