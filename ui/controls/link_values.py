"""What links of all pages have in common: a named base, and settings that differ from it."""

from __future__ import annotations

import contextlib
from collections.abc import Container, Mapping
from typing import TypeVar

from gan_core.settings.base import Settings, SettingsError
from ui.shared.text import _

Chosen = TypeVar("Chosen", bound=Settings)
OTHER_KEYS = ("run", "lock", "embed", "embed_options")


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
            key=key, value=name, fallback=fallback
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
    for name, value in wanted.items():
        try:
            settings = settings.replace(**{name: value})
        except SettingsError as error:
            notices.append(_("The link's {error}. It was left out.").format(error=error))
    return settings


def own_values(settings: Settings, base: Settings) -> dict[str, str]:
    """Return what differs from the base, and the seed, as a link writes it."""
    usual = base.as_dict()
    return {
        name: str(value)
        for name, value in settings.as_dict().items()
        if value != usual[name] or name == "seed"
    }
