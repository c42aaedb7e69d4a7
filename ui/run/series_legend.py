"""One legend for several figures: colour and dash of each label."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from gan_core.viz.groups import series_line
from gan_core.viz.palette import DASHES
from ui.shared.shell import current_theme

STROKES = {
    "solid": (36, 0), "dash": (9, 5), "dot": (3, 3), "dashdot": (9, 3, 3, 3), "longdash": (15, 6),
    "longdashdot": (15, 3, 3, 3), "5px,2px": (5, 2), "2px,4px": (2, 4),
}  # fmt: skip
"""Lengths of line and gap in turn, in pixels, for plotly's dashes."""


def stroke(index: int) -> list[int]:
    """Return the lengths for the label at this place."""
    return list(STROKES[DASHES[index % len(DASHES)]])


def series_legend(labels: Sequence[str]) -> None:
    """Draw a line of swatches, as the figures below draw their curves."""
    entries = []
    for index, label in enumerate(labels):
        line = series_line(index, current_theme())
        stops, place = [], 0
        for number, length in enumerate(stroke(index)):
            color = line["color"] if number % 2 == 0 else "transparent"
            stops.append(f"{color} {place}px {place + length}px")
            place += length
        entries.append(
            '<span style="display:inline-flex;align-items:center;gap:7px;margin-right:20px">'
            '<span style="width:36px;height:3px;background:repeating-linear-gradient(90deg,'
            f'{",".join(stops)})"></span>{html.escape(label)}</span>'
        )
    st.html(f'<div style="font-size:14px;line-height:1.7">{"".join(entries)}</div>')
