"""Settings in the URL: the lesson is the link."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from gan_core.recipes import TOY_PRESETS, toy_preset
from gan_core.settings import FIELDS, ToySettings
from gan_core.validation import Settings, SettingsError
from ui.text import _

DEFAULT_PRESET = "wgan-success"
Chosen = TypeVar("Chosen", bound=Settings)

OTHER_KEYS = ("run", "lock", "embed", "embed_options")


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
    preset = parameters.get("preset", DEFAULT_PRESET)
    if preset not in TOY_PRESETS:
        notices.append(
            _("preset={value} in the link is unknown; {fallback} is used.").format(
                value=preset, fallback=DEFAULT_PRESET
            )
        )
        preset = DEFAULT_PRESET
    wanted = {n: v for n, v in parameters.items() if n != "preset" and n not in OTHER_KEYS}
    settings = take_values(toy_preset(preset).settings(), wanted, notices)
    lock = tuple(filter(None, parameters.get("lock", "").split(",")))
    return Lesson(preset, settings, parameters.get("run", ""), lock, notices)


def take_values(settings: Chosen, wanted: Mapping[str, str], notices: list[str]) -> Chosen:
    """Return settings with a link's values; each that is refused adds a notice."""
    # All at once first: some values are only accepted together.
    with contextlib.suppress(SettingsError):
        return settings.replace(**wanted)
    for name, value in wanted.items():
        try:
            settings = settings.replace(**{name: value})
        except SettingsError as error:
            notices.append(_("The link's {error}. It was left out.").format(error=error))
    return settings


def write_lesson(lesson: Lesson) -> dict[str, str]:
    """Turn settings into query parameters: the preset, what differs from it, and the seed."""
    base = toy_preset(lesson.preset).settings()
    parameters = {"preset": lesson.preset}
    for name in FIELDS:
        value = getattr(lesson.settings, name)
        if value != getattr(base, name) or name == "seed":
            parameters[name] = str(value)
    if lesson.run:
        parameters["run"] = lesson.run
    if lesson.lock:
        parameters["lock"] = ",".join(lesson.lock)
    return parameters
