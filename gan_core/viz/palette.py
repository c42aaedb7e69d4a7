"""The colours of every picture, light and dark; each has the same meaning everywhere."""

from __future__ import annotations

from typing import Any

DIGITS = [
    "#6111ff", "#ffa100", "#b50702", "#54a896", "#b7cda7", "#de6227", "#951aab", "#a479f1",
    "#14cfff", "#716e7c",
]  # fmt: skip
"""One colour for each digit, on light and dark, also for eyes that lack one kind of cone.

Found by a search for the greatest least distance in OKLab between any two, as normal eyes and those
without long, middle or short wave cones see them; tests/viz/test_palette.py measures it.
"""

SHADE = "#f09a3e"
"""Of uncertain ground on pictures, which are light on black."""

PALETTE: dict[str, dict[str, Any]] = {
    "light": {
        "real": "#1b9e8a",
        "fake": "#7b4fb5",
        "center": "#23252f",
        "ink": "#23252f",
        "muted": "#5d6170",
        "grid": "#e3e4ea",
        "paper": "#ffffff",
        # Amber, low to high, even in lightness; teal and purple stay readable on every step.
        "sequential": [
            "#fffbe8", "#fdeab0", "#fbd07a", "#f5ad55", "#eb8f45", "#d9723a", "#c25a33",
        ],
        # Of marks on paper, low to high, cividis without what the paper would swallow.
        "scale": ["#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74",
                  "#c3b369"],
        "digits": DIGITS,
        "shade": SHADE,
        "probability": ["#7b4fb5", "#b79bd9", "#ffffff", "#93d2c6", "#1b9e8a"],
        # Settings that are compared: none is teal or purple, and each has its own dash. Found by
        # the digits' search, near the colours of earlier versions.
        "series": [
            "#0c76c8", "#d2791a", "#276a11", "#af2982", "#555154", "#877460", "#ca0113", "#462ab9",
        ],
    },
    "dark": {
        "real": "#35c4ad",
        "fake": "#b08ce8",
        "center": "#f2f3f7",
        "ink": "#eceef4",
        "muted": "#a8acba",
        "grid": "#33363f",
        "paper": "#14151b",
        "sequential": [
            "#1d1712", "#38240f", "#573410", "#7a4812", "#9f6119", "#c48029", "#e5a648",
        ],
        "scale": ["#34558f", "#55657f", "#74757a", "#8a8678", "#a59c74", "#c3b369", "#e1cc55",
                  "#fee838"],
        "digits": DIGITS,
        "shade": SHADE,
        "probability": ["#7b4fb5", "#4b3a6b", "#1d1f27", "#1f544d", "#1b9e8a"],
        "series": [
            "#66bdfe", "#ff7116", "#d6d830", "#c17eab", "#a9b4c2", "#e8b478", "#e98984", "#7099ff",
        ],
    },
}  # fmt: skip

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "5px,2px", "2px,4px")
"""Dash of each of the series' colours, in plotly's names."""


def rgb(color: str) -> tuple[int, int, int]:
    """Return the three numbers, 0 to 255, of ``#rrggbb``."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
