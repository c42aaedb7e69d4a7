"""What every view of theory has over its canvas: the claim, and measured numbers beside exact."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass

import streamlit as st

from ui.shared.drawing import strip, three
from ui.shared.text import N_, Text, _

NEAR_ZERO, LEAST_PERCENT, ROUNDING = 1e-6, 5e-4, 1e-12
"""Below these an error is not told in percent, is told as 0, and a number is 0 but for rounding."""


EXACT = N_("exact")


@dataclass(frozen=True)
class Beside:
    """A number that was measured, the exact one by its name, and the unit, such as ``nats``."""

    label: str
    measured: float
    exact: float
    unit: str = ""
    against: str | Text = EXACT


def claim(sentence: str | Text, formula: str) -> None:
    """Draw what a view claims: a sentence, and a short formula in LaTeX behind it."""
    st.markdown(f"**{sentence}** ${formula}$")


def numbers_beside(*rows: Beside) -> None:
    """Draw measured numbers beside exact ones, each with its error."""
    strip(*((one.label, beside_text(one)) for one in rows))


def beside_text(one: Beside) -> str:
    """Return the measured number, the exact one and the error, in percent where there is one."""
    values = {"measured": number_text(one.measured), "exact": number_text(one.exact)}
    unit = f" {one.unit}" if one.unit else ""
    values |= {"unit": unit, "against": str(one.against)}
    values["error"] = error_text(one)
    if not values["error"]:
        return _("{measured} ({against}: {exact}){unit}").format(**values)
    return _("{measured} ({against}: {exact}, {error}){unit}").format(**values)


def number_text(value: float) -> str:
    """Return three significant digits, or an infinity's sign."""
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return "0" if abs(value) < ROUNDING else three(value)


COLUMNS = (
    '<div style="display:flex;flex-wrap:wrap;gap:.2rem .9rem;line-height:1.4;'
    'font-variant-numeric:tabular-nums">{cells}</div>'
)
COLUMN = (
    '<div style="min-width:5rem"><div style="opacity:.75;font-size:.8rem">{label}</div>'
    '<div style="white-space:nowrap"><b>{measured}</b> '
    '<span style="font-size:.75rem">{error}</span></div>'
    '<div style="font-size:.8rem;white-space:nowrap">{exact}</div></div>'
)
"""The cell of a number whose exact one stands below it, where many are in a row."""


def numbers_in_columns(*rows: tuple[Beside, str]) -> None:
    """Draw many measured numbers, each with the exact one below, named by a word such as exact."""
    cells = (
        COLUMN.format(
            label=html.escape(one.label),
            measured=html.escape(number_text(one.measured)),
            error=html.escape(error_text(one)),
            exact=html.escape(f"{name} {number_text(one.exact)}"),
        )
        for one, name in rows
    )
    st.html(COLUMNS.format(cells="".join(cells)))


def error_text(one: Beside) -> str:
    """Return how far a measured number is off, in percent unless the exact one is 0; "" if ∞."""
    if not (math.isfinite(one.measured) and math.isfinite(one.exact)):
        return ""
    error, unit = one.measured - one.exact, ""
    if abs(one.exact) > NEAR_ZERO:
        error, unit = 100 * error / abs(one.exact), " %"
    if abs(error) < (LEAST_PERCENT if unit else NEAR_ZERO):
        return f"0{unit}" if unit else "+0"
    return (f"{error:+,.0f}" if abs(error) >= 100 else f"{error:+.2g}") + unit
