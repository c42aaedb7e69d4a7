"""What every view of theory has over its stage: the claim, and measured numbers beside exact."""

from __future__ import annotations

import math
from dataclasses import dataclass

import streamlit as st

from ui.drawing import strip, three
from ui.text import _


@dataclass(frozen=True)
class Beside:
    """A number that was measured, the exact one, and its unit such as ``nats``, if any."""

    label: str
    measured: float
    exact: float
    unit: str = ""


def claim(sentence: str, formula: str) -> None:
    """Draw what a view claims: a sentence, and a short formula in LaTeX behind it."""
    st.markdown(f"**{sentence}** ${formula}$")


def numbers_beside(*rows: Beside) -> None:
    """Draw measured numbers beside exact ones, each with its error."""
    strip(*((one.label, beside_text(one)) for one in rows))


def beside_text(one: Beside) -> str:
    """Return the measured number, the exact one and the error, in percent where there is one."""
    values = {"measured": number_text(one.measured), "exact": number_text(one.exact)}
    unit = f" {one.unit}" if one.unit else ""
    values["unit"] = unit
    if not (math.isfinite(one.measured) and math.isfinite(one.exact)):
        return _("{measured} (exact: {exact}){unit}").format(**values)
    error = one.measured - one.exact
    if one.exact:
        percent = 100 * error / abs(one.exact)
        values["error"] = f"{percent:+,.0f} %" if abs(percent) >= 100 else f"{percent:+.2g} %"
    else:
        values["error"] = f"{error:+.2g}"
    return _("{measured} (exact: {exact}, {error}){unit}").format(**values)


def number_text(value: float) -> str:
    """Return three significant digits, or an infinity's sign."""
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return "0" if value == 0 else three(value)
