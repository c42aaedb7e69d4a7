"""Plotly figure of an ablation: curves of two runs, one panel for each quantity."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from gan_core.viz.groups import series_line
from gan_core.viz.palette import PALETTE
from gan_core.viz.template import plotly_template

HEIGHT = 210
TITLE_SIZE = 14
MANY = 1e4


@dataclass(frozen=True)
class Curve:
    """A quantity of one run over its steps."""

    steps: npt.NDArray[Any]
    values: npt.NDArray[Any]


@dataclass(frozen=True)
class Panel:
    """A quantity with the guideline, ``on``, and in the ablation; ``exact`` is a dotted line."""

    title: str
    on: Curve
    off: Curve
    exact: float | None = None
    exact_name: str = ""
    logarithmic: bool = False


def ablation_figure(
    panels: Sequence[Panel], *, step: int, names: tuple[str, str], theme: str
) -> go.Figure:
    """Return panels beside each other; ``names`` are of the full run and of its ablation.

    A dotted line marks ``step``, where the visitor is.
    """
    colors = PALETTE[theme]
    figure = make_subplots(
        1, len(panels), subplot_titles=[panel.title for panel in panels], horizontal_spacing=0.09
    )
    for column, panel in enumerate(panels, 1):
        for index, (name, curve) in enumerate(zip(names, (panel.on, panel.off), strict=True)):
            figure.add_scatter(
                x=curve.steps,
                y=curve.values,
                mode="lines",
                name=name,
                line=series_line(index, theme),
                showlegend=column == 1,
                row=1,
                col=column,
            )
        if panel.exact is not None:
            figure.add_hline(
                y=panel.exact,
                line={"dash": "dot", "color": colors["ink"], "width": 1.5},
                row=1,
                col=column,
            )
            figure.add_annotation(
                text=panel.exact_name,
                x=0.95,
                xref="x domain",
                # On a logarithmic axis lines stand at values, words at their logarithms.
                y=math.log10(panel.exact) if panel.logarithmic else panel.exact,
                xanchor="right",
                yanchor="bottom",
                showarrow=False,
                row=1,
                col=column,
            )
        figure.add_vline(x=step, line={"dash": "dot", "color": colors["muted"]}, row=1, col=column)
        if panel.logarithmic:
            figure.update_yaxes(
                type="log", dtick=_decades(panel), exponentformat="power", row=1, col=column
            )
        else:
            figure.update_yaxes(rangemode="tozero", row=1, col=column)
    figure.update_annotations(font={"size": TITLE_SIZE})
    return figure.update_layout(
        template=plotly_template(theme),
        height=HEIGHT,
        margin={"l": 48, "r": 8, "t": 30, "b": 56},
        legend={"y": -0.24, "yanchor": "top"},
    ).update_xaxes(nticks=5)


def _decades(panel: Panel) -> int:
    """Return how many decades lie between two ticks, so that their labels fit."""
    values = np.concatenate([panel.on.values, panel.off.values])
    above = values[values > 0]
    return 2 if len(above) and above.max() > MANY * above.min() else 1
