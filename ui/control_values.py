"""Values that the page puts into its controls, kept against a browser that has not seen them yet.

The browser sends all its controls with every act. One that it sent before it heard of the new
values would set them back.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from gan_core.validation import Settings, SettingsError

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


def chosen_values(page: str, choice: type[Choice], values: Mapping[str, object]) -> Choice:
    """Return what a page's controls say; where that is refused, one line and the last valid."""
    key = f"{page}-valid"
    try:
        st.session_state[key] = chosen = choice(**values)
    except SettingsError as error:
        st.error(str(error))
        chosen = st.session_state.get(key, choice())
    return chosen
