"""Plotly figures of several runs: their curves in one panel, and medians with bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from gan_core.viz.palette import DASHES, PALETTE, rgb
from gan_core.viz.template import plotly_template

Reports = Sequence[Mapping[str, Any]]
BAND_OPACITY = 0.18


def overlay_figure(
    runs: Mapping[str, Reports], field: str, *, title: str, unit: str, theme: str
) -> go.Figure:
    """Return one field of several runs over steps; each label has its colour and its dash."""
    figure = go.Figure()
    for index, (label, reports) in enumerate(runs.items()):
        figure.add_scatter(
            x=[report["step"] for report in reports],
            y=[report[field] for report in reports],
            name=label,
            mode="lines",
            line=series_line(index, theme),
        )
    return _finished(figure, title=title, unit=unit, theme=theme)


def band_figure(
    groups: Mapping[str, Sequence[Reports]], field: str, *, title: str, unit: str, theme: str
) -> go.Figure:
    """Return the median of one field over each label's runs, with a band from least to greatest.

    Runs without a row at a step do not count at that step.
    """
    figure = go.Figure()
    for index, (label, runs) in enumerate(groups.items()):
        steps, low, middle, high = band(runs, field)
        line = series_line(index, theme)
        red, green, blue = rgb(line["color"])
        figure.add_scatter(
            x=[*steps, *reversed(steps)],
            y=[*high, *reversed(low)],
            fill="toself",
            fillcolor=f"rgba({red},{green},{blue},{BAND_OPACITY})",
            line={"width": 0},
            mode="lines",
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_scatter(x=steps, y=middle, name=label, mode="lines", line=line)
    return _finished(figure, title=title, unit=unit, theme=theme)


def band(
    runs: Sequence[Reports], field: str
) -> tuple[list[int], list[float], list[float], list[float]]:
    """Return steps with least, median and greatest value of a field over runs."""
    by_step: dict[int, list[float]] = {}
    for reports in runs:
        for report in reports:
            if report[field] is not None:
                by_step.setdefault(report["step"], []).append(float(report[field]))
    steps = sorted(by_step)
    return (
        steps,
        [min(by_step[step]) for step in steps],
        [float(np.median(by_step[step])) for step in steps],
        [max(by_step[step]) for step in steps],
    )


def series_line(index: int, theme: str) -> dict[str, Any]:
    """Return colour and dash of the label at this place."""
    colors = PALETTE[theme]["series"]
    return {"color": colors[index % len(colors)], "dash": DASHES[index % len(DASHES)], "width": 2}


def _finished(figure: go.Figure, *, title: str, unit: str, theme: str) -> go.Figure:
    # One legend serves several figures: the page draws it.
    figure.update_layout(
        template=plotly_template(theme),
        title=title,
        xaxis_title="step",
        yaxis_title=unit,
        showlegend=False,
        height=260,
        margin={"t": 40},
    )
    return figure
