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
    labels: Mapping[str, str] | None = None,
) -> Choice:
    """Return what a page's controls say; a value that is refused stays the last valid one.

    One wrong value holds up no other. ``usual`` makes what the controls say at first, as a settings
    class does; ``said`` are fields whose own control tells of a refusal. Any other refusal, and
    values that do not go together, is one line here, by the names of ``labels``.
    """
    key = f"{page}-valid"
    last: Choice = st.session_state.get(key) or usual()
    known, kept = dict(values), labels or {}
    for spec in dataclasses.fields(last):
        wrong = "low" in spec.metadata and refusal(
            spec, kept.get(spec.name, spec.name), values[spec.name]
        )
        if wrong:
            known[spec.name] = getattr(last, spec.name)
            if spec.name not in said:
                st.error(plain(wrong))
    try:
        chosen = type(last)(**known)
    except SettingsError as error:
        chosen, left = _as_many(last, known)
        stay = ", ".join(f"{kept.get(name, name)}: {getattr(chosen, name)}" for name in left)
        st.error(plain(_("{reason}. Unchanged: {settings}.").format(reason=error, settings=stay)))
    st.session_state[key] = chosen
    return chosen


def _as_many(last: Choice, values: Mapping[str, object]) -> tuple[Choice, list[str]]:
    """Return ``last`` with all values that go together, and the names of those left out.

    What may change during a run comes first, so that a stop that was set is obeyed.
    """
    before = last.as_dict()
    changed = [name for name in before if values[name] != before[name]]
    wanted = sorted(changed, key=lambda name: name not in last.live)
    # Once more for what is left: one value may be accepted only after another.
    while True:
        left = []
        for name in wanted:
            try:
                last = last.replace(**{name: values[name]})
            except SettingsError:
                left.append(name)
        if len(left) == len(wanted):
            return last, left
        wanted = left


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
