"""The one plotly template: fonts, grid, margins and colours, light and dark."""

from __future__ import annotations

import plotly.graph_objects as go

from gan_core.viz.palette import PALETTE

FONT_SIZE = 14
FONT = "Source Sans, Source Sans Pro, system-ui, sans-serif"


def plotly_template(theme: str) -> go.layout.Template:
    """Return the template for ``light`` or ``dark``."""
    colors = PALETTE[theme]
    axis = {
        "gridcolor": colors["grid"],
        "linecolor": colors["muted"],
        "zeroline": False,
        "ticks": "outside",
        "tickcolor": colors["muted"],
    }
    return go.layout.Template(
        layout={
            "font": {"size": FONT_SIZE, "color": colors["ink"], "family": FONT},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": [colors["fake"], colors["real"], colors["series"][1], colors["ink"]],
            "margin": {"l": 64, "r": 16, "t": 66, "b": 48},
            "xaxis": axis,
            "yaxis": axis,
            "legend": {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
            "title": {"x": 0, "xanchor": "left", "y": 0.97, "yanchor": "top", "font": {"size": 15}},
            "hovermode": "x unified",
        }
    )
