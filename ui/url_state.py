"""Settings in the URL: the lesson is the link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gan_core.recipes import TOY_PRESETS, toy_preset
from gan_core.settings import FIELDS, ToySettings
from gan_core.validation import SettingsError
from ui.text import _

DEFAULT_PRESET = "wgan-success"
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
    settings = toy_preset(preset).settings()
    wanted = {n: v for n, v in parameters.items() if n != "preset" and n not in OTHER_KEYS}
    try:
        # All at once first: some values are only accepted together.
        settings = settings.replace(**wanted)
    except SettingsError:
        settings = _one_by_one(settings, wanted, notices)
    lock = tuple(filter(None, parameters.get("lock", "").split(",")))
    return Lesson(preset, settings, parameters.get("run", ""), lock, notices)


def _one_by_one(
    settings: ToySettings, wanted: Mapping[str, str], notices: list[str]
) -> ToySettings:
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
