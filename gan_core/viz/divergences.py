"""Plotly figure of two distributions that move apart: densities, divergences, and their slopes.

KL may be infinite or beyond the frame: infinite values are drawn at the top, at ``INFINITE`` of
the axis. The caller gives all texts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from gan_core.viz.groups import series_line
from gan_core.viz.palette import PALETTE, rgb
from gan_core.viz.template import FONT_SIZE, plotly_template

Floats = npt.NDArray[np.float64]
HEIGHT = 404
INFINITE, LIMIT = 1.0, 0.86
"""Parts of the axis at which infinite values are drawn, and above which finite ones are cut."""

FILL = 0.18
SYMBOLS = ("circle", "square", "diamond", "cross", "star")
LOOKS, WIDTHS = (0, 1, 6, 3, 2), (2, 2, 3, 2, 3)
"""The series whose colour and dash each curve has, and its width: two curves may coincide."""

STEEPEST = 1.2
"""End of the slopes' axis, beyond which JS may jump where nothing overlaps."""


@dataclass(frozen=True)
class Shape:
    """A distribution as drawn: its density on the grid, and its atoms' masses by place."""

    density: Floats
    atoms: Mapping[float, float]


@dataclass(frozen=True)
class Curve:
    """A divergence over the distances, and its name."""

    name: str
    values: Floats


@dataclass(frozen=True)
class Divergences:
    """Curves over the same distances (D,), and slopes (D,) of some of them by the curve's index.

    ``tallest`` is the end of the curves' axis.
    """

    distances: Floats
    curves: Sequence[Curve]
    slopes: Mapping[int, Floats]
    tallest: float


@dataclass(frozen=True)
class ApartWords:
    """Texts of the figure: the distributions' names, the axes, titles of panels and lines."""

    real: str
    fake: str
    density: str
    distance: str
    curves: str
    slopes: str
    log_2: str


def apart_figure(
    grid: Floats,
    shapes: tuple[Shape, Shape],
    found: Divergences,
    *,
    standing: int,
    words: ApartWords,
    theme: str,
) -> go.Figure:
    """Return both distributions (real first), and below them the curves and some of their slopes.

    ``standing`` is the index of the chosen distance.
    """
    distances, slopes, tallest = found.distances, found.slopes, found.tallest
    figure = make_subplots(
        2, 2, specs=[[{"colspan": 2}, None], [{}, {}]], row_heights=[0.27, 0.73],
        column_widths=[0.62, 0.38], vertical_spacing=0.17, horizontal_spacing=0.11,
    )  # fmt: skip
    _add_shapes(figure, grid, shapes, words, theme)
    for index, curve in enumerate(found.curves):
        _add_curve(figure, index, found, standing, theme)
        if index in slopes:
            look = _look(index, theme) | {"showlegend": False, "name": curve.name}
            marker = _marker(index, theme)
            _add_mark(figure, distances[standing], slopes[index][standing], marker, column=2)
            figure.add_scatter(x=distances, y=slopes[index], row=2, col=2, **look)
    muted = PALETTE[theme]["muted"]
    figure.add_hline(
        y=math.log(2), line={"dash": "dash", "width": 1.5, "color": muted}, row=2, col=1,
        annotation={"text": words.log_2, "font": {"color": muted}},
        annotation_position="bottom left",
    )  # fmt: skip
    for column in (1, 2):
        figure.add_vline(
            x=distances[standing], line={"dash": "dot", "color": muted}, row=2, col=column
        )
    ticks = _ticks(LIMIT * tallest)
    # Fixed axes: when another distance is chosen, only the distributions move.
    figure.update_yaxes(
        range=[-0.03 * tallest, 1.05 * tallest], tickvals=[*ticks, INFINITE * tallest],
        ticktext=[*(f"{tick:g}" for tick in ticks), "∞"], row=2, col=1,
    )  # fmt: skip
    least = min((float(np.min(one)) for one in slopes.values()), default=0.0)
    figure.update_yaxes(range=[max(-1.0, min(0.0, least)) - 0.04, STEEPEST], row=2, col=2)
    figure.update_xaxes(title=words.distance, title_standoff=2, title_font_size=FONT_SIZE, row=2)
    figure.update_layout(
        template=plotly_template(theme), height=HEIGHT, margin={"t": 26, "b": 40, "l": 40, "r": 8},
        hovermode="closest", legend={"y": 1.01},
    )  # fmt: skip
    for text, axis, anchor in (
        (words.density, "x", "top"),
        (words.curves, "x2", "bottom"),
        (words.slopes, "x3", "bottom"),
    ):
        _add_title(figure, text, axis, anchor, theme)
    return figure


def _add_shapes(
    figure: go.Figure,
    grid: Floats,
    shapes: tuple[Shape, Shape],
    words: ApartWords,
    theme: str,
) -> None:
    for shape, role, dash, name in zip(
        shapes, ("real", "fake"), ("solid", "dash"), (words.real, words.fake), strict=True
    ):
        color = PALETTE[theme][role]
        red, green, blue = rgb(color)
        look: dict[str, Any] = {
            "mode": "lines",
            "line": {"color": color, "dash": dash, "width": 2.5},
            "name": name,
        }
        if shape.atoms:
            places = [at for place in shape.atoms for at in (place, place, None)]
            masses = [m for mass in shape.atoms.values() for m in (0.0, mass, None)]
            symbol = "circle" if role == "real" else "diamond"
            look["mode"] = "lines+markers"
            look["marker"] = {
                "size": [0, 11, 0] * len(shape.atoms),
                "symbol": symbol,
                "color": color,
            }
            look["cliponaxis"] = False
            figure.add_scatter(x=places, y=masses, row=1, col=1, **look)
        else:
            fill = {"fill": "tozeroy", "fillcolor": f"rgba({red},{green},{blue},{FILL})"}
            figure.add_scatter(x=grid, y=shape.density, row=1, col=1, **look, **fill)
    figure.update_xaxes(range=[grid[0], grid[-1]], row=1, col=1)
    figure.update_yaxes(rangemode="tozero", nticks=3, row=1, col=1)


def _look(index: int, theme: str) -> dict[str, Any]:
    place = index % len(LOOKS)
    line = series_line(LOOKS[place], theme) | {"width": WIDTHS[place]}
    return {"mode": "lines", "line": line}


def _marker(index: int, theme: str) -> dict[str, Any]:
    symbol = SYMBOLS[index % len(SYMBOLS)]
    return {"size": 9, "symbol": symbol, "color": _look(index, theme)["line"]["color"]}


def _add_curve(
    figure: go.Figure, index: int, found: Divergences, standing: int, theme: str
) -> None:
    """Draw a curve up to the limit, and its infinite values at the top."""
    curve, distances, tallest = found.curves[index], found.distances, found.tallest
    infinite = np.isinf(curve.values)
    beyond = ~infinite & (curve.values > LIMIT * tallest)
    for index_of_part, part in enumerate(
        (
            np.where(infinite | beyond, np.nan, curve.values),
            np.where(infinite, INFINITE * tallest, np.nan),
        )
    ):
        figure.add_scatter(
            x=distances, y=part, row=2, col=1, name=curve.name, legendgroup=curve.name,
            showlegend=not index_of_part, **_look(index, theme),
        )  # fmt: skip
    marker, value = _marker(index, theme), curve.values[standing]
    _add_mark(figure, distances[standing], value, marker, column=1, tallest=tallest)


def _add_mark(
    figure: go.Figure,
    distance: float,
    value: float,
    marker: dict[str, Any],
    *,
    column: int,
    tallest: float = math.inf,
) -> None:
    """Mark a curve at the chosen distance, with a triangle where it is beyond the limit."""
    if math.isinf(value):
        place = INFINITE * tallest
    elif value > LIMIT * tallest:
        place, marker = LIMIT * tallest, marker | {"symbol": "triangle-up"}
    else:
        place = value
    figure.add_scatter(
        x=[distance], y=[place], row=2, col=column, mode="markers", showlegend=False, marker=marker,
        text=["∞" if math.isinf(value) else f"{value:.3g}"], hovertemplate="%{text}<extra></extra>",
        cliponaxis=False,
    )  # fmt: skip


def _ticks(end: float) -> list[float]:
    """Return up to seven ticks, whole numbers or steps of 2, 5, 10 and so on."""
    step = next(
        s * 10.0**power for power in range(9) for s in (1, 2, 5) if end / (s * 10**power) <= 7
    )
    return [float(tick) for tick in np.arange(0, end + 1e-9, step)]


def _add_title(figure: go.Figure, text: str, axis: str, anchor: str, theme: str) -> None:
    """Write a panel's title in its corner: within it (top) or above it (bottom)."""
    figure.add_annotation(
        text=text, xref=f"{axis} domain", yref=f"y{axis[1:]} domain", x=0, y=1.0,
        xanchor="left", yanchor=anchor, showarrow=False, font={"color": PALETTE[theme]["muted"]},
    )  # fmt: skip
