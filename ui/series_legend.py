"""One legend for several figures: colour and dash of each label."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from gan_core.viz.groups import series_line
from ui.shell import current_theme

STROKES = {"solid": "none", "dash": "9 5", "dot": "2 4", "dashdot": "9 4 2 4", "longdash": "14 5"}
OTHER_STROKE = "14 4 2 4"


def series_legend(labels: Sequence[str]) -> None:
    """Draw a line of swatches, as the figures below draw their curves."""
    entries = []
    for index, label in enumerate(labels):
        line = series_line(index, current_theme())
        stroke = _strokes(str(line["dash"]))
        entries.append(
            '<span style="display:inline-flex;align-items:center;gap:7px;margin-right:20px">'
            '<svg width="34" height="8" aria-hidden="true"><line x1="0" y1="4" x2="34" y2="4" '
            f'stroke="{line["color"]}" stroke-width="2.5" stroke-dasharray="{stroke}"/></svg>'
            f"{html.escape(label)}</span>"
        )
    st.html(f'<div style="font-size:14px;line-height:1.7">{"".join(entries)}</div>')


def _strokes(dash: str) -> str:
    """Return plotly's dash as SVG has it."""
    if "px" in dash:
        return dash.replace("px", "").replace(",", " ")
    return STROKES.get(dash, OTHER_STROKE)
