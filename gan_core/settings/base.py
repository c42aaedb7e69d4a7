"""Frozen dataclasses of settings: each field with its limits and help, validated once."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self, TypeVar, cast, overload

from gan_core.storage.text import shown


class SettingsError(ValueError):
    """A setting is unknown or out of range; the message names the value and what is accepted."""


Number = TypeVar("Number", int, float)
SWITCH = ("off", "on")
"""Values of a choice that is on or off."""

Value = str | int | float | tuple[int, ...]


class Names(Sequence[str]):
    """Names of the entries of a table that fit, in its order; what is registered later counts."""

    def __init__(
        self, table: Mapping[str, Any], wanted: Callable[[Any], bool] = lambda entry: True
    ) -> None:
        self._table, self._wanted = table, wanted

    def __iter__(self) -> Iterator[str]:
        return (name for name, entry in self._table.items() if self._wanted(entry))

    def __contains__(self, name: object) -> bool:
        return name in self._table and self._wanted(self._table[cast("str", name)])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...

    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        return tuple(self)[place]


def choice(default: str, names: Iterable[str], text: str) -> str:
    """Declare a field that is one of ``names``; of ``Names`` also of those registered later."""
    choices = names if isinstance(names, Names) else tuple(names)
    return field(default=default, metadata={"choices": choices, "help": text})


def number(default: Number, low: Number, high: Number, text: str) -> Number:
    """Declare a number from ``low`` to ``high``, both accepted; whole when ``default`` is."""
    return field(default=default, metadata={"low": low, "high": high, "help": text})


def numbers(low: int, high: int, most: int, text: str) -> tuple[int, ...]:
    """Declare up to ``most`` whole numbers, each from ``low`` to ``high``; none if left out."""
    found: tuple[int, ...] = field(
        default=(), metadata={"low": low, "high": high, "most": most, "help": text}
    )
    return found


def word(default: str, most: int, text: str) -> str:
    """Declare a name of up to ``most`` characters, which is looked up elsewhere."""
    return field(default=default, metadata={"longest": most, "help": text})


def text(check: Callable[[str], None], help: str) -> str:
    """Declare a text, empty if left out; ``check`` raises ``ValueError`` for what is no such."""
    return field(default="", metadata={"check": check, "help": help})


@dataclass(frozen=True)
class Settings:
    """Base of settings: each field is a ``choice``, ``number``, ``numbers``, ``word`` or ``text``.

    ``live`` names those that may change while a run is under way. Raises ``SettingsError`` when a
    value is not accepted.
    """

    live: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        """Coerce each value to its field's type and check it against its limits."""
        for spec in dataclasses.fields(self):
            object.__setattr__(self, spec.name, parse_field(spec, getattr(self, spec.name)))

    def as_dict(self) -> dict[str, Any]:
        """Return all fields, ready for JSON; ``type(settings)(**d)`` gives the same settings."""
        return dataclasses.asdict(self)

    @property
    def last_step(self) -> int:
        """The step at which a run with these settings ends: ``steps``, where a class has it."""
        return int(vars(self)["steps"])

    def replace(self, **changes: Any) -> Self:  # noqa: ANN401
        """Return a validated copy; ``SettingsError`` names what is unknown."""
        names = [spec.name for spec in dataclasses.fields(self)]
        for name in changes:
            if name not in names:
                raise SettingsError(
                    f"unknown setting {shown(name)!r}; accepted: {', '.join(names)}"
                )
        return dataclasses.replace(self, **changes)

    def replace_live(self, **changes: Any) -> Self:  # noqa: ANN401
        """Return a validated copy; ``SettingsError`` for what cannot change during a run."""
        for name in changes:
            if name not in self.live:
                raise SettingsError(
                    f"{shown(name)} cannot change during a run; accepted: {', '.join(self.live)}"
                )
        return self.replace(**changes)


def parse_field(spec: dataclasses.Field[Any], value: object) -> Value:
    """Turn text or a number into the field's type; ``SettingsError`` when not accepted."""
    parse = next((parse for kind, parse in PARSERS.items() if kind in spec.metadata), _parse_number)
    return parse(spec, value)


def _parse_choice(spec: dataclasses.Field[Any], value: object) -> str:
    choices = spec.metadata["choices"]
    if value not in choices:
        raise SettingsError(
            f"{spec.name}={shown(value)} is unknown; accepted: {', '.join(choices)}"
        )
    return str(value)


def _parse_word(spec: dataclasses.Field[Any], value: object) -> str:
    longest = spec.metadata["longest"]
    if not 0 < len(str(value)) <= longest:
        raise SettingsError(
            f"{spec.name} has {len(str(value))} characters; accepted: 1 to {longest}"
        )
    return str(value)


def _parse_number(spec: dataclasses.Field[Any], value: object) -> int | float:
    name, low, high = spec.name, spec.metadata["low"], spec.metadata["high"]
    accepted = f"accepted: {'a whole number' if spec.type == 'int' else 'a number'} {low} to {high}"
    try:
        parsed = float(cast("str", value))
        whole = int(value) if isinstance(value, str) and spec.type == "int" else parsed
    except (TypeError, ValueError, OverflowError):
        raise SettingsError(f"{name}={shown(value)} is no number; {accepted}") from None
    if not math.isfinite(parsed) or not low <= parsed <= high:
        raise SettingsError(f"{name}={shown(value)} is out of range; {accepted}")
    if spec.type == "int":
        if whole != int(parsed):
            raise SettingsError(f"{name}={shown(value)} is no whole number; {accepted}")
        return int(parsed)
    return parsed


def _parse_text(spec: dataclasses.Field[Any], value: object) -> str:
    try:
        if value != "":
            spec.metadata["check"](value if isinstance(value, str) else "")
    except ValueError as error:
        raise SettingsError(f"{spec.name}={shown(value)}: {error}") from None
    return str(value)


def _parse_numbers(spec: dataclasses.Field[Any], value: object) -> tuple[int, ...]:
    low, high, most = (spec.metadata[key] for key in ("low", "high", "most"))
    fits = isinstance(value, list | tuple) and len(value) <= most
    if not fits or not all(type(n) is int and low <= n <= high for n in cast("list[Any]", value)):
        raise SettingsError(
            f"{spec.name}={shown(value)} is no such list; accepted: up to {most} whole numbers "
            f"{low} to {high}"
        )
    return tuple(cast("list[int]", value))


PARSERS: dict[str, Callable[[dataclasses.Field[Any], object], Value]] = {
    "choices": _parse_choice,
    "longest": _parse_word,
    "check": _parse_text,
    "most": _parse_numbers,
}
"""By the entry of a field's metadata that says its kind; all others are numbers."""
