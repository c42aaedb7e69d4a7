"""Values that the page puts into its controls, kept against a browser that has not seen them yet.

The browser sends all its controls with every act. One that it sent before it heard of the new
values would set them back.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from gan_core.settings.base import Settings, SettingsError, parse_field
from ui.shared.text import _, plain

GRACE_SECONDS = 3.0
STATE = "values-put"
Choice = TypeVar("Choice", bound=Settings)


@dataclass(frozen=True)
class PutValue:
    """What a control held before, what the page put there, and when."""

    before: object
    now: object
    time: float


def put_values(values: Mapping[str, object]) -> None:
    """Put values into controls by their keys, before they are drawn."""
    noted: dict[str, PutValue] = st.session_state.setdefault(STATE, {})
    for key, value in values.items():
        before = st.session_state.get(key)
        noted.pop(key, None)
        if key in st.session_state and before != value:
            noted[key] = PutValue(before, value, time.monotonic())
        st.session_state[key] = value


def hold_values() -> None:
    """Undo what a late browser set back; called before a page draws its controls."""
    noted: dict[str, PutValue] = st.session_state.setdefault(STATE, {})
    latest = time.monotonic() - GRACE_SECONDS
    for key, put in list(noted.items()):
        if put.time < latest:
            del noted[key]
        elif key in st.session_state and st.session_state[key] == put.before:
            st.session_state[key] = put.now


def chosen_values(
    page: str,
    usual: Callable[[], Choice],
    values: Mapping[str, object],
    *,
    said: Collection[str] = (),
) -> Choice:
    """Return what a page's controls say; a value that is refused is the last valid one.

    ``usual`` makes what the controls say at first, as a settings class does.

    What is refused among ``said`` leaves the other values as they are, and its control says so.
    Anything else is one line here, and nothing changes.
    """
    key = f"{page}-valid"
    last: Choice = st.session_state.get(key) or usual()
    fields = [spec for spec in dataclasses.fields(last) if spec.name in said]
    wrong = [spec.name for spec in fields if refusal(spec, "", values[spec.name])]
    kept = {name: getattr(last, name) for name in wrong}
    try:
        st.session_state[key] = chosen = type(last)(**{**values, **kept})
    except SettingsError as error:
        st.error(plain(str(error)))
        chosen = last
    return chosen


def refusal(spec: dataclasses.Field[Any], label: str, value: object) -> str:
    """Return what is wrong with a number and what is accepted, by its name on screen, or ""."""
    try:
        parse_field(spec, value)
    except SettingsError:
        return _("{label}: {value} is not accepted; choose {low:,} to {high:,}.").format(
            label=label,
            value=_("nothing") if value is None else value,
            low=spec.metadata["low"],
            high=spec.metadata["high"],
        )
    return ""


def say_refusal(spec: dataclasses.Field[Any], label: str, key: str) -> None:
    """Draw what is wrong with the value of the control above, if anything is."""
    wrong = refusal(spec, label, st.session_state[key])
    if wrong:
        st.error(wrong)


def take_told(name: str, told: object) -> bool:
    """Whether the canvas has told something new; what it told before is no wish any more."""
    key = f"told-{name}"
    if told is None or told == st.session_state.get(key):
        return False
    st.session_state[key] = told
    return True
