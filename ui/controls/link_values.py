"""What links of all pages have in common: a named base, and settings that differ from it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from gan_core.settings.base import Settings, SettingsError
from gan_core.storage.text import shown
from ui.shared.text import _

Chosen = TypeVar("Chosen", bound=Settings)
OTHER_KEYS = ("run", "lock", "embed", "embed_options")


@dataclass(frozen=True)
class NamedSettings(Generic[Chosen]):
    """Settings that a link holds as the name of others and what differs from those.

    ``key`` is the link's entry with the name, such as ``preset``; ``settings`` returns those of one
    of the ``known`` names, of which ``fallback`` is taken where a link has another one.
    """

    key: str
    known: Container[str]
    fallback: str
    settings: Callable[[str], Chosen]

    def read(self, parameters: Mapping[str, str], notices: list[str]) -> tuple[str, Chosen]:
        """Return a link's name and settings; each value that is refused adds a notice."""
        name = take_base(parameters, self.key, self.known, self.fallback, notices)
        return name, take_values(self.settings(name), parameters, self.key, notices)

    def write(self, name: str, settings: Chosen, run: str = "") -> dict[str, str]:
        """Return the link of settings: the name, what differs from it, the seed, and a run."""
        values = {self.key: name} | own_values(settings, self.settings(name))
        return values | {"run": run} if run else values


def in_todays_words(
    parameters: Mapping[str, str],
    names: Mapping[str, str],
    values: Mapping[tuple[str, str], str],
) -> dict[str, str]:
    """Return a link's entries as they are called now, so that links made before stay good.

    ``names`` maps names of entries, ``values`` pairs of an entry's name and value to the value.
    """
    return {
        names.get(name, name): values.get((name, value), value)
        for name, value in parameters.items()
    }


def take_base(
    parameters: Mapping[str, str],
    key: str,
    known: Container[str],
    fallback: str,
    notices: list[str],
) -> str:
    """Return the preset or recipe that a link names; an unknown one adds a notice."""
    name = parameters.get(key, fallback)
    if name in known:
        return name
    notices.append(
        _("{key}={value} in the link is unknown; {fallback} is used.").format(
            key=key, value=shown(name), fallback=fallback
        )
    )
    return fallback


def take_values(
    settings: Chosen, parameters: Mapping[str, str], key: str, notices: list[str]
) -> Chosen:
    """Return a base's settings with a link's values; each that is refused adds a notice.

    ``key`` is the link's entry that named the base.
    """
    wanted = {n: v for n, v in parameters.items() if n != key and n not in OTHER_KEYS}
    # All at once first: some values are only accepted together.
    with contextlib.suppress(SettingsError):
        return settings.replace(**wanted)
    # Once more for what is left: one value may be accepted only after another.
    while True:
        refused: dict[str, SettingsError] = {}
        for name, value in wanted.items():
            try:
                settings = settings.replace(**{name: value})
            except SettingsError as error:
                refused[name] = error
        if len(refused) == len(wanted):
            notices += map(left_out, refused.values())
            return settings
        wanted = {name: wanted[name] for name in refused}


def left_out(error: object) -> str:
    """Return the notice of a link's value that is refused."""
    return _("The link's {error}. It was left out.").format(error=error)


def own_values(
    settings: Settings, base: Settings, *, always: Collection[str] = ("seed",)
) -> dict[str, str]:
    """Return what differs from the base, and what a link ``always`` has, as a link writes it."""
    usual = base.as_dict()
    return {
        name: str(value)
        for name, value in settings.as_dict().items()
        if value != usual[name] or name in always
    }
