"""A diagram of a model as the live components draw it: parts, and arrows between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ui.shared.text import Text, _


@dataclass(frozen=True)
class PartText:
    """What a part is called on the diagram (``label``), in full (``title``), and what it is."""

    label: str | Text
    title: Text
    about: Text


@dataclass(frozen=True)
class Setting:
    """A setting of a part: label and value on screen; ``change`` where the page has its control."""

    name: str
    label: str
    value: str
    change: bool = False


@dataclass(frozen=True)
class Part:
    """A part: its kind (data, network, value, loss, gradient), place, texts, formula, settings.

    It stands in ``column`` and ``row``, or with ``on`` in the middle of that arrow. A line of
    ``formula`` is plain text in which ``L_D`` and ``s^2`` get small letters.
    """

    id: str
    kind: str
    text: PartText
    column: int = 0
    row: int = 0
    on: str = ""
    formula: Sequence[str] = ()
    settings: Sequence[Setting] = ()

    def as_data(self) -> dict[str, Any]:
        """Return what the browser needs, in the visitor's language."""
        return {
            "id": self.id,
            "kind": self.kind,
            "label": str(self.text.label),
            "title": _(self.text.title),
            "about": _(self.text.about),
            "column": self.column,
            "row": self.row,
            "on": self.on,
            "formula": list(self.formula),
            "settings": [asdict(setting) for setting in self.settings],
        }


@dataclass(frozen=True)
class Arrow:
    """From one part to another; ``back`` for gradients. Its name is ``start-end``."""

    start: str
    end: str
    back: bool = False

    @property
    def id(self) -> str:
        """The arrow's name."""
        return f"{self.start}-{self.end}"


@dataclass(frozen=True)
class Diagram:
    """A diagram: what it is of, its columns, parts in the order of the Tab key, and arrows.

    ``facts`` are values of settings that lines of the moment tell, by the setting's name.
    """

    label: Text
    columns: int
    parts: Sequence[Part]
    arrows: Sequence[Arrow]
    facts: dict[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """Return what the browser needs, in the visitor's language."""
        return {
            "label": _(self.label),
            "columns": self.columns,
            "parts": [part.as_data() for part in self.parts],
            "arrows": [
                {"id": one.id, "from": one.start, "to": one.end, "back": one.back}
                for one in self.arrows
            ],
            "facts": self.facts,
        }


def on_screen(value: object) -> str:
    """Return a setting's value as its control has it."""
    return f"{value:,g}" if isinstance(value, int | float) else str(value)
