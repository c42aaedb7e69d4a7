"""Controls whose values together are one settings object: their keys, limits, help and widgets."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

import streamlit as st

from gan_core.settings.base import Settings
from ui.controls.control_values import chosen_values, put_values, refusal, say_refusal
from ui.controls.setting_control import setting_control
from ui.shared.text import _

Choice = TypeVar("Choice", bound=Settings)

RANDOM_SEEDS = 99_999
"""Random draws one of so many, few enough to be read out in a classroom."""


def no_change() -> None:
    """Do nothing when a control's value has changed."""


@dataclass(frozen=True)
class ControlGroup(Generic[Choice]):
    """The controls of a page or view for the fields of ``kind``.

    ``prefix`` begins their keys in the session state; ``usual`` makes what they say at first,
    ``kind()`` without it. ``names`` are what the choices of a field are called on screen, by field,
    where that differs from their keys. ``switches`` are fields, on or off, whose control is a
    toggle and holds True or False. Every widget takes help and limits from its field.
    """

    prefix: str
    kind: type[Choice]
    usual: Callable[[], Choice] | None = None
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    switches: Collection[str] = ()

    @cached_property
    def fields(self) -> Mapping[str, dataclasses.Field[Any]]:
        """The fields of ``kind`` by name."""
        return {spec.name: spec for spec in dataclasses.fields(self.kind)}

    def key(self, name: str) -> str:
        """Return a control's key in the session state."""
        return f"{self.prefix}-{name}"

    def value(self, name: str) -> Any:  # noqa: ANN401
        """Return what a control says, drawn or not."""
        return st.session_state[self.key(name)]

    def help(self, name: str) -> str:
        """Return the help text of a field, translated."""
        return _(self.fields[name].metadata["help"])

    def limits(self, name: str) -> tuple[Any, Any]:
        """Return the lowest and the highest value of a number."""
        metadata = self.fields[name].metadata
        return metadata["low"], metadata["high"]

    def usual_choice(self) -> Choice:
        """Return what the controls say before anybody has touched them."""
        return (self.usual or self.kind)()

    def begin(self) -> None:
        """Give every control that nobody has touched its usual value; before they are drawn."""
        for name, value in self._held(self.usual_choice()).items():
            st.session_state.setdefault(self.key(name), value)

    def put(self, chosen: Choice, *, keep: Collection[str] = ()) -> None:
        """Put settings into the controls, except those in ``keep``."""
        held = self._held(chosen)
        put_values({self.key(name): value for name, value in held.items() if name not in keep})

    def _held(self, chosen: Choice) -> dict[str, Any]:
        """Return what the controls hold where they say ``chosen``."""
        values = chosen.as_dict().items()
        return {name: value == "on" if name in self.switches else value for name, value in values}

    def chosen(
        self, *, said: Collection[str] = (), given: Mapping[str, object] | None = None
    ) -> Choice:
        """Return what the controls say, what is refused as it was last; after they are drawn.

        ``said`` are fields besides those in rows whose own control tells of a refusal, ``given``
        are values that no control of this group holds.
        """
        given = given or {}
        values = {name: self.value(name) for name in self.fields if name not in given}
        values |= {name: "on" if values[name] else "off" for name in self.switches}
        drawn = st.session_state.pop(f"{self.prefix}-rows-drawn", [])
        return chosen_values(
            self.prefix, self.usual or self.kind, {**values, **given}, said=[*said, *drawn],
            labels=st.session_state.get(f"{self.prefix}-rows-labels"),
        )  # fmt: skip

    def setting(self, name: str, label: str, *, disabled: bool = False) -> None:
        """Draw a field as a list or a number, whichever it is."""
        setting_control(
            self.fields[name], label, key=self.key(name), disabled=disabled,
            names=self.names.get(name),
        )  # fmt: skip

    def rows(self, labels: Mapping[str, str], *, disabled: Collection[str] = ()) -> None:
        """Draw fields two a row; numbers that are refused say so below.

        A choice among full names, such as a loss, has a row of its own.
        """
        # A field may be refused whose tab is closed by now; its line then has its name.
        st.session_state.setdefault(f"{self.prefix}-rows-labels", {}).update(labels)
        st.session_state.setdefault(f"{self.prefix}-rows-drawn", []).extend(labels)
        numbers = [name for name in labels if "low" in self.fields[name].metadata]
        wrong = [n for n in numbers if refusal(self.fields[n], labels[n], self.value(n))]
        wide = [name for name in labels if name in self.names]
        rest = [name for name in labels if name not in self.names]
        pairs = [rest[start : start + 2] for start in range(0, len(rest), 2)]
        for row in [[name] for name in wide] + pairs:
            # Where nothing stands below a field, a label of two lines leaves its row in line.
            columns = st.columns(
                1 if row[0] in wide else 2,
                vertical_alignment="top" if set(row) & set(wrong) else "bottom",
            )
            for column, name in zip(columns, row, strict=False):
                with column:
                    self.setting(name, labels[name], disabled=name in disabled)
                    if name in wrong:
                        self.say_refusal(name, labels[name])

    def segments(
        self,
        name: str,
        label: str,
        names: Mapping[Any, str],
        *,
        on_change: Callable[[], None] = no_change,
        disabled: bool = False,
    ) -> str:
        """Draw a choice as buttons in a row, named on screen by ``names``; returns the choice."""
        return str(
            st.segmented_control(
                label, list(names), key=self.key(name), required=True, on_change=on_change,
                format_func=lambda value: names[value], persist_state="session",
                help=self.help(name), disabled=disabled,
            )
        )  # fmt: skip

    def switch(self, name: str, label: str) -> None:
        """Draw a toggle of a field that is on or off; ``switches`` has to name it."""
        st.toggle(label, key=self.key(name), persist_state="session", help=self.help(name))

    def slider(
        self,
        name: str,
        label: str,
        step: float | None = None,
        *,
        on_change: Callable[[], None] = no_change,
    ) -> None:
        """Draw a slider over a number's whole range."""
        low, high = self.limits(name)
        st.slider(
            label, low, high, step=step, key=self.key(name), on_change=on_change,
            persist_state="session", help=self.help(name),
        )  # fmt: skip

    def number(
        self,
        name: str,
        label: str,
        step: float = 1,
        *,
        disabled: bool = False,
        width: int | Literal["stretch"] = "stretch",
    ) -> None:
        """Draw a number whose limits the browser holds."""
        low, high = self.limits(name)
        kind = type(low)
        text = self.help(name) + " " + _("From {low:,g} to {high:,g}.").format(low=low, high=high)
        st.number_input(
            label, low, high, step=kind(step), key=self.key(name), disabled=disabled,
            format="%d" if kind is int else "%g", help=text, persist_state="session", width=width,
        )  # fmt: skip

    def slider_among(self, name: str, label: str, values: Sequence[str]) -> None:
        """Draw a slider over the values that a choice may have, least first."""
        st.select_slider(
            label, list(values), key=self.key(name), persist_state="session", help=self.help(name)
        )

    def seed(self, *, on_change: Callable[[], None] = no_change) -> None:
        """Draw the seed, and a button that draws another one."""

        def other_seed() -> None:
            st.session_state[self.key("seed")] = 1 + secrets.randbelow(RANDOM_SEEDS)
            on_change()

        left, right = st.columns(2, vertical_alignment="bottom")
        left.number_input(
            _("Seed"), step=1, key=self.key("seed"), on_change=on_change,
            persist_state="session", help=self.help("seed"),
        )  # fmt: skip
        right.button(
            _("Random"), icon=":material/casino:", on_click=other_seed, width="stretch",
            key=self.key("random"), help=_("Another seed, drawn at random."),
        )  # fmt: skip
        self.say_refusal("seed", _("Seed"))

    def noise(self, *, on_change: Callable[[], None] = no_change) -> None:
        """Draw the seed and the truncation of latents."""
        self.seed(on_change=on_change)
        self.slider("truncation", _("Truncation"), 0.1, on_change=on_change)

    def say_refusal(self, name: str, label: str) -> None:
        """Draw what is wrong with the value of the control above, if anything is."""
        say_refusal(self.fields[name], label, self.key(name))


def view_chooser(
    key: str, names: Mapping[str, str], help: str, *, on_change: Callable[[], None] = no_change
) -> str:
    """Draw the choice of a page's view above the canvas; returns the view's name."""
    return str(
        st.segmented_control(
            _("View"), list(names), key=key, required=True, on_change=on_change,
            format_func=lambda name: names[name], label_visibility="collapsed", help=help,
            persist_state="session",
        )
    )  # fmt: skip
