"""Plotly figures of a toy run that stand still: the plane, and the curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from gan_core.data.toy import toy_distribution, training_points
from gan_core.settings.toy import ToySettings
from gan_core.storage.serialization import unpack_frame
from gan_core.viz.palette import PALETTE
from gan_core.viz.template import plotly_template

REAL_SHOWN = 1000
LEVELS = 12
SIDE = 520

CURVES = (
    ("Losses", (("loss_d", "D", "ink"), ("loss_g", "G", "fake"))),
    ("Modes covered", (("covered", "covered", "center"),)),
    ("High-quality samples, %", (("high_quality", "within 3 sigma", "fake"),)),
    ("Range of D's potential", (("d_min", "min", "muted"), ("d_max", "max", "ink"))),
)
"""Title of each panel, with field, label and colour of its curves."""


def plane_figure(frame: bytes, settings: ToySettings, *, theme: str) -> go.Figure:
    """Return real points, G's points and the contours of D's potential, from a packed picture."""
    report, arrays = unpack_frame(frame)
    colors, distribution = PALETTE[theme], toy_distribution(settings)
    x0, x1, y0, y1 = distribution.extent
    field = -arrays["field"]
    stops = colors["sequential"]
    figure = go.Figure()
    figure.add_contour(
        x=np.linspace(x0, x1, field.shape[1]),
        y=np.linspace(y0, y1, field.shape[0]),
        z=field,
        ncontours=LEVELS,
        colorscale=[[i / (len(stops) - 1), color] for i, color in enumerate(stops)],
        line={"width": 0.5, "color": colors["muted"]},
        colorbar={"title": "-s", "thickness": 12},
        hovertemplate="potential %{z:.3g}<extra></extra>",
    )
    points = training_points(settings)
    real = points[:: max(1, len(points) // REAL_SHOWN)][:REAL_SHOWN]
    for name, shown, symbol in (("real", real, "circle"), ("fake", arrays["points"], "diamond")):
        figure.add_scatter(
            x=shown[:, 0], y=shown[:, 1], mode="markers", name=name,
            marker={"size": 4, "color": colors[name], "symbol": symbol, "opacity": 0.7},
        )  # fmt: skip
    figure.update_layout(
        template=plotly_template(theme),
        title=f"Step {report['step']:,}: samples over D's potential",
        xaxis={"title": "x", "range": [x0, x1]},
        yaxis={"title": "y", "range": [y0, y1], "scaleanchor": "x"},
        paper_bgcolor=colors["paper"],
        hovermode="closest",
        width=SIDE + 90,
        height=SIDE,
    )
    return figure


def curve_figure(rows: Sequence[Mapping[str, Any]], *, theme: str) -> go.Figure:
    """Return losses, modes, quality and D's range of rows of metrics over their steps."""
    colors, steps = PALETTE[theme], [row["step"] for row in rows]
    figure = make_subplots(2, 2, subplot_titles=[title for title, _ in CURVES])
    for place, (_, lines) in enumerate(CURVES):
        for field, label, color in lines:
            figure.add_scatter(
                x=steps, y=[row[field] for row in rows], name=label, mode="lines",
                line={"color": colors[color]}, row=place // 2 + 1, col=place % 2 + 1,
            )  # fmt: skip
    figure.update_xaxes(title="step", row=2)
    figure.update_layout(
        template=plotly_template(theme), paper_bgcolor=colors["paper"], height=460, showlegend=False
    )
    return figure
