"""The control of one setting, made from its field's limits and help."""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from ui.text import _


def setting_control(
    spec: dataclasses.Field[Any], label: str, *, key: str, disabled: bool = False
) -> None:
    """Draw one setting with its help and limits; its value is in the session state."""
    common: dict[str, Any] = {"key": key, "disabled": disabled, "persist_state": "session"}
    text = _(spec.metadata["help"])
    if "choices" in spec.metadata:
        st.selectbox(label, spec.metadata["choices"], help=text, **common)
        return
    low, high = spec.metadata["low"], spec.metadata["high"]
    text += " " + _("From {low:g} to {high:g}.").format(low=low, high=high)
    step: float = 1
    if spec.type == "float":
        value = abs(st.session_state[key])
        step = 10.0 ** _exponent(value) if value else high / 100
    form = "%d" if spec.type == "int" else "%g"
    st.number_input(label, low, high, step=step, format=form, help=text, **common)


def _exponent(value: float) -> int:
    """Power of ten of the leading digit, so that one click changes that digit."""
    return int(f"{value:e}".partition("e")[2])
