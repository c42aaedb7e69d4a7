"""What a link to the label page holds: view, model, styles, and what was chosen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gan_core.settings.base import Settings, SettingsError, choice, number
from gan_core.settings.images import CLASSES
from gan_core.storage.text import shown
from ui.controls.link_values import left_out, own_values, take_base, take_values
from ui.models.model_list import listed_names

VIEWS = ("grid", "digit", "sentence", "blend", "counts", "confusion")
DEFAULT_MODEL = "cgan-mnist-best"
MOST_DIGITS = 16
COUNT = re.compile("[0-9]{1,2}")
MOST_OF_ONE = 20
DEFAULT_COUNTS = (3, 0, 5, 0, 0, 0, 2, 0, 0, 0)
DEFAULT_TEXT = "2026"


@dataclass(frozen=True)
class LabelChoice(Settings):
    """What the controls of all views say, each in its limits."""

    tab: str = choice("grid", VIEWS, "What the model is asked for.")
    seed: int = number(0, 0, 2**31 - 1, "Which styles: same seed, same latents.")
    truncation: float = number(
        2.0, 0.1, 4.0, "Threshold of the truncated normal of the latents: lower is more typical."
    )
    label: int = number(4, 0, CLASSES - 1, "The digit asked for.")
    other: int = number(9, 0, CLASSES - 1, "The digit it turns into.")
    share: float = number(0.5, 0.0, 1.0, "Interpolation between both labels.")


@dataclass(frozen=True)
class LabelLinkState:
    """What a link asks for: ``text`` are the digits of the sentence, ``counts`` of each label."""

    model: str
    choice: LabelChoice
    text: str = DEFAULT_TEXT
    counts: tuple[int, ...] = DEFAULT_COUNTS
    notices: list[str] = field(default_factory=list)


def read_labels(parameters: Mapping[str, str]) -> LabelLinkState:
    """Turn query parameters into a link state; a wrong value falls back with a notice."""
    notices: list[str] = []
    names = listed_names("cgan")
    fallback = DEFAULT_MODEL if DEFAULT_MODEL in names or not names else names[0]
    model = take_base(parameters, "cgan", names, fallback, notices)
    rest = {key: value for key, value in parameters.items() if key not in ("text", "counts")}
    chosen = take_values(LabelChoice(), rest, "cgan", notices)
    text = DEFAULT_TEXT
    counts: tuple[int, ...] = DEFAULT_COUNTS
    try:
        text = parse_text(parameters.get("text", DEFAULT_TEXT))
    except SettingsError as error:
        notices.append(left_out(error))
    try:
        if "counts" in parameters:
            counts = parse_counts(parameters["counts"].split("_"))
    except SettingsError as error:
        notices.append(left_out(error))
    return LabelLinkState(model, chosen, text, counts, notices)


def parse_text(value: object) -> str:
    """Return a sentence of digits; ``SettingsError`` for anything else."""
    text = str(value)
    if len(text) > MOST_DIGITS or not all("0" <= sign <= "9" for sign in text):
        raise SettingsError(
            f"text={shown(text)} is no number to write; accepted: at most {MOST_DIGITS} digits"
        )
    return text


def parse_counts(values: object) -> tuple[int, ...]:
    """Return how many of each label; ``SettingsError`` for anything else."""
    parts = values if isinstance(values, list) else []
    # A link has them as text, a canvas as numbers; anything else is none.
    counts = tuple(int(part) if COUNT.fullmatch(str(part)) else -1 for part in parts[: CLASSES + 1])
    if len(counts) != CLASSES or not all(0 <= count <= MOST_OF_ONE for count in counts):
        raise SettingsError(
            f"counts={shown('_'.join(map(str, parts)))} is no list of counts; accepted: {CLASSES} "
            f"whole numbers of 0 to {MOST_OF_ONE} with _ between"
        )
    return counts


def write_labels(link: LabelLinkState) -> dict[str, str]:
    """Turn a link state into query parameters: the model and what differs from the usual."""
    own = own_values(link.choice, LabelChoice(), always=("tab",))
    text = {"text": link.text} if link.text != DEFAULT_TEXT else {}
    counts = {"counts": "_".join(map(str, link.counts))}
    return own | {"cgan": link.model} | text | (counts if link.counts != DEFAULT_COUNTS else {})
