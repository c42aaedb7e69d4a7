"""What a link to the comparison page holds: settings, seeds, steps, and when a run succeeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from gan_core.recipes.toy import TOY_PRESETS, toy_preset
from gan_core.settings.base import SettingsError
from gan_core.settings.toy import FIELDS, ToySettings, expand_pairs
from ui.shared.text import _

VIEWS = ("side", "sweep")
LETTERS = "abcd"
SEEDS = (0, 9)
STEPS = (1, 1_000_000)
DATA_FIELDS = ("data", "grid", "spacing", "sigma", "samples_per_mode", "batch_size", "seed")
"""What settings beside each other share, so that only the rest makes the difference."""


@dataclass(frozen=True)
class CompareLinkState:
    """All controls of the page as plain values; ``changes`` are ``key=value`` texts."""

    view: str = "side"
    count: int = 2
    a: str = "ns"
    b: str = "wgan-gp"
    c: str = "lsgan"
    d: str = "hinge"
    a_set: str = ""
    b_set: str = ""
    c_set: str = ""
    d_set: str = ""
    seed: int = 0
    data: str = "grid"
    batch: int = 256
    steps: int = 2000
    presets: tuple[str, ...] = ("ns", "wgan-gp")
    first: int = 0
    last: int = 4
    each_steps: int = 2000
    each_set: str = ""
    modes: int = 25
    quality: float = 60.0
    kl: float = 0.0
    group: str = ""
    notices: tuple[str, ...] = field(default=(), compare=False)


DEFAULT = CompareLinkState()
LIMITS: dict[str, tuple[float, float]] = {
    "count": (2, 4),
    "seed": (0, 2**31 - 1),
    "batch": (8, 8192),
    "steps": STEPS,
    "first": SEEDS,
    "last": SEEDS,
    "each_steps": STEPS,
    "modes": (1, 100),
    "quality": (0.0, 100.0),
    "kl": (0.0, 10.0),
}
CHOICES = {
    "view": VIEWS,
    "data": FIELDS["data"].metadata["choices"],
    **dict.fromkeys("abcd", tuple(TOY_PRESETS)),
}
SHOWN = {
    "side": ("count", "seed", "data", "batch", "steps"),
    "sweep": ("presets", "first", "last", "each_steps", "each_set", "modes", "quality", "kl"),
}
"""Controls of each view, apart from the settings a to d."""


def read_compare(parameters: Mapping[str, str]) -> CompareLinkState:
    """Turn query parameters into a link state; a wrong value falls back with a notice."""
    values: dict[str, Any] = {}
    notices: list[str] = []
    known = {spec.name for spec in fields(CompareLinkState)} - {"notices"}
    for name, text in parameters.items():
        if name in ("embed", "embed_options"):
            continue
        try:
            if name not in known:
                raise SettingsError(f"unknown entry {name!r}")
            values[name] = _value(name, text)
        except SettingsError as error:
            notices.append(_("The link's {error}. It was left out.").format(error=error))
    link = CompareLinkState(**values, notices=tuple(notices))
    if link.first > link.last:
        return CompareLinkState(**(values | {"first": link.last, "last": link.first}))
    return link


def _value(name: str, text: str) -> object:
    if name == "presets":
        names = tuple(filter(None, text.split(",")))
        for preset in names:
            toy_preset(preset)
        return names
    if name in CHOICES and text not in CHOICES[name]:
        raise SettingsError(f"{name}={text} is unknown; accepted: {', '.join(CHOICES[name])}")
    if name not in LIMITS:
        return text
    low, high = LIMITS[name]
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    whole = isinstance(getattr(DEFAULT, name), int)
    if not low <= number <= high or (whole and number != int(number)):
        raise SettingsError(f"{name}={text} is out of range; accepted: {low:g} to {high:g}")
    return int(number) if whole else number


def write_compare(link: CompareLinkState) -> dict[str, str]:
    """Turn a link state into query parameters: what differs from the defaults of its view."""
    names = list(SHOWN[link.view])
    if link.view == "side":
        names += [n for letter in LETTERS[: link.count] for n in (letter, f"{letter}_set")]
    always = {"side": ("a", "b", "seed", "steps"), "sweep": ("presets", "each_steps")}[link.view]
    parameters = {"view": link.view}
    for name in names:
        value = getattr(link, name)
        if name in always or value != getattr(DEFAULT, name):
            parameters[name] = ",".join(value) if name == "presets" else f"{value}"
    if link.group:
        parameters["group"] = link.group
    return parameters


def parse_changes(text: str) -> dict[str, str]:
    """Read ``key=value`` texts between spaces or commas; ``SettingsError`` as on the CLI."""
    pairs: dict[str, str] = {}
    for change in text.replace(",", " ").split():
        name, equals, value = change.partition("=")
        if not equals:
            raise SettingsError(f"{change} is no setting; accepted: KEY=VALUE")
        pairs[name] = value
    expand_pairs(pairs)
    return pairs


def side_settings(
    link: CompareLinkState,
) -> Iterator[tuple[str, ToySettings | SettingsError]]:
    """Yield letter and settings of each column, or what is wrong with them.

    All columns have the first one's data, the common seed and the common batch.
    """
    base = toy_preset(link.a).settings()
    shared = {name: getattr(base, name) for name in DATA_FIELDS}
    shared |= {"data": link.data, "batch_size": link.batch, "seed": link.seed}
    for letter in LETTERS[: link.count]:
        try:
            pairs = parse_changes(getattr(link, f"{letter}_set"))
            common = [name for name in pairs if name in DATA_FIELDS]
            if common:
                raise SettingsError(_("{name} is the same for all columns").format(name=common[0]))
            preset = toy_preset(getattr(link, letter))
            yield letter, preset.settings().replace(**(shared | pairs))
        except SettingsError as error:
            yield letter, error


def sweep_settings(link: CompareLinkState) -> list[tuple[str, ToySettings]]:
    """Return label and settings of each run, presets first; ``SettingsError`` when refused."""
    pairs = parse_changes(link.each_set)
    if "seed" in pairs:
        raise SettingsError(_("seed is what a sweep goes through; choose the seeds instead"))
    seeds = range(link.first, link.last + 1)
    return [
        (preset, toy_preset(preset).settings().replace(**pairs, seed=seed))
        for preset in link.presets
        for seed in seeds
    ]
