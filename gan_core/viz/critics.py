"""Plotly figure of a critic between two points, and of measured slopes beside theory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from gan_core.viz.groups import series_line
from gan_core.viz.palette import PALETTE
from gan_core.viz.template import FONT_SIZE, plotly_template

Floats = npt.NDArray[np.float64]
HEIGHT = 404


@dataclass(frozen=True)
class CriticWords:
    """Texts of the figure: titles, axes and the lines' names."""

    place: str
    critic: str
    fake: str
    real: str
    slope_1: str
    theory: str
    measured: str
    swept: str
    slope: str


@dataclass(frozen=True)
class Critic:
    """A critic's ``values`` (G,) on a ``grid`` (G,), 0 at the fakes, and theory's slope.

    The fakes are at -``distance`` / 2 and the real points at ``distance`` / 2.
    """

    grid: Floats
    values: Floats
    distance: float
    exact_slope: float


@dataclass(frozen=True)
class Sweep:
    """Measured slopes over a setting, and theory's curve; ``standing`` is the chosen setting."""

    settings: Sequence[float]
    slopes: Sequence[float]
    curve: tuple[Floats, Floats]
    standing: float


def critic_figure(critic: Critic, sweep: Sweep, *, words: CriticWords, theme: str) -> go.Figure:
    """Return the critic with both slopes, and beside it the sweep on logarithmic axes."""
    figure = make_subplots(1, 2, horizontal_spacing=0.13)
    colors, line = PALETTE[theme], series_line(0, theme)
    grid, values = critic.grid, critic.values
    ends = np.array([-0.5, 0.5]) * critic.distance
    figure.add_scatter(
        x=grid, y=values, row=1, col=1, mode="lines", name=words.critic, line=line | {"width": 4}
    )
    for slope, dash, name in (
        (1.0, "dot", words.slope_1),
        (critic.exact_slope, "dash", words.theory),
    ):
        figure.add_scatter(
            x=ends, y=slope * (ends - ends[0]), row=1, col=1, mode="lines", name=name,
            line={"dash": dash, "color": colors["ink" if dash == "dash" else "muted"], "width": 2},
        )  # fmt: skip
    for place, role, symbol, name in (
        (ends[0], "fake", "diamond", words.fake),
        (ends[1], "real", "circle", words.real),
    ):
        figure.add_scatter(
            x=[place], y=[np.interp(place, grid, values)], row=1, col=1, mode="markers", name=name,
            marker={"symbol": symbol, "size": 12, "color": colors[role]}, cliponaxis=False,
        )  # fmt: skip
    _add_sweep(figure, sweep, words, theme)
    figure.update_xaxes(
        title=words.place, title_standoff=2, title_font_size=FONT_SIZE, row=1, col=1
    )
    figure.update_yaxes(title=words.critic, row=1, col=1)
    figure.update_xaxes(title_font_size=FONT_SIZE, title_standoff=2)
    figure.update_yaxes(title_font_size=FONT_SIZE)
    return figure.update_layout(
        template=plotly_template(theme), height=HEIGHT, hovermode="closest",
        margin={"t": 62, "b": 46, "l": 56, "r": 10}, legend={"y": 1.01},
    )  # fmt: skip


def _add_sweep(figure: go.Figure, sweep: Sweep, words: CriticWords, theme: str) -> None:
    colors, line = PALETTE[theme], series_line(0, theme)
    right: dict[str, Any] = {"row": 1, "col": 2, "showlegend": False}
    figure.add_scatter(
        x=sweep.curve[0], y=sweep.curve[1], mode="lines", name=words.theory,
        line={"dash": "dash", "color": colors["ink"], "width": 2}, **right,
    )  # fmt: skip
    rings = [18 if one == sweep.standing else 9 for one in sweep.settings]
    symbols = ["circle-dot" if size > 9 else "circle" for size in rings]
    # A logarithmic axis has no place for 0 and below.
    slopes = [slope if slope > 0 else None for slope in sweep.slopes]
    figure.add_scatter(
        x=list(sweep.settings), y=slopes, mode="markers", name=words.measured, cliponaxis=False,
        marker={"size": rings, "symbol": symbols, "color": line["color"], "opacity": 1},
        row=1, col=2,
    )  # fmt: skip
    figure.add_hline(y=1, line={"dash": "dot", "color": colors["muted"]}, row=1, col=2)
    ends = np.array([*sweep.curve[1], *(slope for slope in slopes if slope), 1.0])
    figure.update_xaxes(
        type="log", title=words.swept, row=1, col=2, tickvals=list(sweep.settings),
        ticktext=[f"{one:g}" for one in sweep.settings],
    )  # fmt: skip
    figure.update_yaxes(type="log", title=words.slope, row=1, col=2, **_written(ends))


def _written(ends: Floats) -> dict[str, Any]:
    """Return labelled ticks of a logarithmic axis: 1, 2, 5 of each decade, or 1 alone."""
    low, high = np.log10(ends.min()), np.log10(ends.max())
    steps = (1, 2, 5) if high - low < 2 else (1,)
    every = 1 if high - low < 7 else 2
    decades = range(int(np.floor(low)) - 1, int(np.ceil(high)) + 1, every)
    ticks = [step * 10.0**decade for decade in decades for step in steps]
    return {"tickvals": ticks, "ticktext": [f"{tick:g}" for tick in ticks]}
