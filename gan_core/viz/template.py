"""The one plotly template: fonts, grid, margins and colours, light and dark."""

from __future__ import annotations

import plotly.graph_objects as go

from gan_core.viz.palette import PALETTE

FONT_SIZE = 14


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
            "font": {"size": FONT_SIZE, "color": colors["ink"]},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": [colors["fake"], colors["real"], "#c25a33", colors["muted"]],
            "margin": {"l": 56, "r": 12, "t": 42, "b": 44},
            "xaxis": axis,
            "yaxis": axis,
            "legend": {
                "orientation": "h",
                "y": 1.02,
                "yanchor": "bottom",
                "x": 1,
                "xanchor": "right",
            },
            "title": {"x": 0, "xanchor": "left", "font": {"size": 16}},
            "hovermode": "x unified",
        }
    )
