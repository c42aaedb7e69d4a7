"""Distributions from text: ``0.5*normal:-1,0.2+0.5*point:1``; on the plane ``normal:X,Y,SD``."""

from __future__ import annotations

import dataclasses
import re

from gan_core.settings.base import SettingsError
from gan_core.storage.text import shown
from gan_core.theory.components import Component, Normal, Point, Uniform
from gan_core.theory.distributions import Distribution
from gan_core.theory.plane import PlaneMixture

KINDS: dict[str, type[Component]] = {"normal": Normal, "uniform": Uniform, "point": Point}
ACCEPTED = (
    "normal:MEAN,SD, uniform:LOW,HIGH, point:AT or a sum such as 0.5*normal:-1,0.2+0.5*normal:1,0.2"
)
LENGTH_LIMIT = 1000
NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
TERM = re.compile(rf"(?:({NUMBER})\*)?([a-z]+):({NUMBER}(?:,{NUMBER})*)")
ROUND = re.compile(rf"(?:({NUMBER})\*)?normal:({NUMBER}),({NUMBER}),({NUMBER})")
PLUS = re.compile(rf"\+(?=(?:{NUMBER}\*)?[a-z])")
"""A plus between terms, not one that belongs to a number."""


def parse_distribution(text: str) -> Distribution:
    """Return the distribution in one dimension that a specification describes.

    Terms ``WEIGHT*KIND:NUMBERS`` are joined by ``+``; a weight that is left out is 1, and weights
    add up to 1 within 1e-6. Blanks are ignored. Raises ``SettingsError`` in one line.
    """
    if len(text) > LENGTH_LIMIT:
        raise SettingsError(f"{len(text)} characters; accepted: up to {LENGTH_LIMIT}")
    terms = [_parse_term(term) for term in PLUS.split(re.sub(r"[ \t]", "", text))]
    try:
        return Distribution(tuple(weight for weight, _ in terms), tuple(part for _, part in terms))
    except SettingsError as error:
        raise SettingsError(f"{shown(text)}: {error}") from None


def parse_known(text: str) -> Distribution | PlaneMixture:
    """Return the distribution that a specification describes, in one dimension or on the plane.

    On the plane all terms are ``WEIGHT*normal:X,Y,SD``, round normals. Raises ``SettingsError``.
    """
    if len(text) > LENGTH_LIMIT:
        raise SettingsError(f"{len(text)} characters; accepted: up to {LENGTH_LIMIT}")
    found = [ROUND.fullmatch(term) for term in PLUS.split(re.sub(r"[ \t]", "", text))]
    if not all(found):
        return parse_distribution(text)
    terms = [[float(number or 1) for number in match.groups()] for match in found if match]
    return PlaneMixture(
        tuple(weight for weight, *_ in terms),
        tuple((x, y) for _, x, y, _ in terms),
        tuple(sd for *_, sd in terms),
    )


def _parse_term(term: str) -> tuple[float, Component]:
    found = TERM.fullmatch(term)
    if found is None:
        raise SettingsError(f"{shown(term)!r} is no distribution; accepted: {ACCEPTED}")
    weight, name, numbers = found.groups()
    if name not in KINDS:
        raise SettingsError(f"{shown(name)!r} is unknown; accepted: {', '.join(KINDS)}")
    values = [float(value) for value in numbers.split(",")]
    kind = KINDS[name]
    wanted = [field.name for field in dataclasses.fields(kind)]
    if len(values) != len(wanted):
        raise SettingsError(
            f"{shown(term)!r} has {len(values)} numbers; "
            f"accepted: {name}:{','.join(wanted).upper()}"
        )
    try:
        return float(weight or 1), kind(*values)
    except SettingsError as error:
        raise SettingsError(f"{shown(term)}: {error}") from None
