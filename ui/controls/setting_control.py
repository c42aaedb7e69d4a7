"""The control of one setting, made from its field's limits and help."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui.shared.text import _


def setting_control(
    spec: dataclasses.Field[Any],
    label: str,
    *,
    key: str,
    disabled: bool = False,
    names: Mapping[str, str] | None = None,
) -> None:
    """Draw one setting with its help and limits; its value is in the session state.

    ``names`` are what choices are called on screen, where that differs from their keys.
    """
    common: dict[str, Any] = {"key": key, "disabled": disabled, "persist_state": "session"}
    text = _(spec.metadata["help"])
    if "choices" in spec.metadata:
        known = names or {}
        st.selectbox(
            label, tuple(spec.metadata["choices"]), help=text,
            format_func=lambda value: known.get(value, value), **common,
        )  # fmt: skip
        return
    low, high = spec.metadata["low"], spec.metadata["high"]
    text += " " + _("From {low:,g} to {high:,g}.").format(low=low, high=high)
    # No limits here: the browser would keep a wrong number to itself, without a word of what is
    # accepted. The settings refuse it with a line that says so.
    if spec.type == "int":
        whole = max(1, round(stride(st.session_state[key])))
        st.number_input(label, step=whole, format="%d", help=text, **common)
        return
    step = stride(st.session_state[key]) or high / 100
    st.number_input(label, step=step, format="%g", help=text, **common)


def stride(value: float) -> float:
    """Return what a click changes: the leading digit, or the one after it below 2; 0 for 0."""
    if not value:
        return 0.0
    mantissa, _e, exponent = f"{abs(value):e}".partition("e")
    return 10.0 ** (int(exponent) - (float(mantissa) < 2))
