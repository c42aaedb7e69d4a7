"""Plotly figures of a run's metrics over its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from gan_core.viz.palette import PALETTE
from gan_core.viz.template import plotly_template


@dataclass(frozen=True)
class Curve:
    """One line: the report's field, its label, and whether it is a floor to compare with."""

    field: str
    label: str
    floor: bool = False


def metric_figure(
    reports: Sequence[Mapping[str, Any]],
    curves: Sequence[Curve],
    *,
    title: str,
    unit: str,
    theme: str,
) -> go.Figure:
    """Return fields of the reports over steps; floors are dotted, and None leaves a gap."""
    steps = [report["step"] for report in reports]
    figure = go.Figure()
    for curve in curves:
        line = {"dash": "dot", "color": PALETTE[theme]["real"]} if curve.floor else {}
        figure.add_scatter(
            x=steps,
            y=[report[curve.field] for report in reports],
            name=curve.label,
            mode="lines",
            line=line,
        )
    figure.update_layout(
        template=plotly_template(theme),
        title=title,
        xaxis_title="step",
        yaxis_title=unit,
        showlegend=len(curves) > 1,
        height=260,
    )
    return figure


@dataclass(frozen=True)
class ModeWords:
    """What the figure of the modes says: its title, the line of the data, and both axes."""

    title: str
    data: str = "data"
    centre: str = "centre, row by row from the lower left"
    sigma: str = "sigma"


def mode_figure(
    report: Mapping[str, Any], *, sigma: float, words: ModeWords, theme: str
) -> go.Figure:
    """Return a bar of each mode's sigma, and a line at the data's; missed modes have no bar."""
    figure = go.Figure()
    figure.add_bar(
        x=list(range(1, len(report["sigmas"]) + 1)),
        y=report["sigmas"],
        marker_color=PALETTE[theme]["fake"],
        name=words.sigma,
    )
    line = {"dash": "dot", "color": PALETTE[theme]["real"]}
    figure.add_hline(y=sigma, line=line, annotation_text=words.data)
    figure.update_layout(
        template=plotly_template(theme),
        title=words.title,
        xaxis_title=words.centre,
        yaxis_title=words.sigma,
        height=260,
        showlegend=False,
    )
    return figure
