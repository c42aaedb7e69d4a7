"""Controls of the views of theory, made from the fields of what each view lets one choose."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

import streamlit as st

from gan_core.settings.base import Settings
from ui.controls.control_values import chosen_values, put_values
from ui.shared.text import _

Choice = TypeVar("Choice", bound=Settings)


def key_of(view: str, name: str) -> str:
    """Return the key in the session state of a control of a view."""
    return f"learns-{view}-{name}"


def put_choice(view: str, chosen: Settings) -> None:
    """Put a choice into the controls of a view."""
    put_values({key_of(view, name): value for name, value in chosen.as_dict().items()})


def begin_controls(view: str, usual: Settings) -> None:
    """Give every control that nobody has touched its usual value; before they are drawn."""
    for name, value in usual.as_dict().items():
        st.session_state.setdefault(key_of(view, name), value)


def view_choice(view: str, usual: Choice) -> Choice:
    """Return what a view's controls say; where that is refused, one line and the last valid."""
    begin_controls(view, usual)
    names = [spec.name for spec in dataclasses.fields(usual)]
    values = {name: st.session_state[key_of(view, name)] for name in names}
    return chosen_values(f"learns-{view}", type(usual), values)


def _spec(usual: Settings, name: str) -> dataclasses.Field[Any]:
    return next(spec for spec in dataclasses.fields(usual) if spec.name == name)


def pick(view: str, usual: Settings, name: str, label: str, names: Mapping[str, str]) -> str:
    """Draw a choice as buttons in a row, named on screen by ``names``; returns what is chosen."""
    return str(
        st.segmented_control(
            label, list(names), key=key_of(view, name), required=True, persist_state="session",
            format_func=lambda one: names[one], help=_(_spec(usual, name).metadata["help"]),
        )
    )  # fmt: skip


def slide(view: str, usual: Settings, name: str, label: str, step: float) -> None:
    """Draw a slider over a number's whole range."""
    limits = _spec(usual, name).metadata
    st.slider(
        label, limits["low"], limits["high"], step=step, key=key_of(view, name),
        persist_state="session", help=_(limits["help"]),
    )  # fmt: skip
