"""Plotly figures of autoencoders with two latents: maps, the bound's parts, a running estimate.

The caller gives names and titles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from gan_core.viz.groups import BAND_OPACITY
from gan_core.viz.palette import PALETTE, rgb
from gan_core.viz.template import plotly_template

Floats = npt.NDArray[Any]
ANGLES = np.linspace(0, 2 * np.pi, 33)
ROW_HEIGHT, MAP_HEIGHT, HEIGHT = 150, 318, 330
RINGS = (1, 2)
"""Radii, in standard deviations, at which the prior is drawn: 39 % and 86 % of it lie within."""

FEW = 400
"""Dots of a small map, few enough that a row of maps is drawn without delay."""

LABEL_OPACITY = 0.6
ROOM = 2.0
"""Nats between the end of a zoomed axis and the nearest value."""


@dataclass(frozen=True)
class LatentMap:
    """Where q(z|x) lies: ``means`` (N, 2), ``labels`` (N,), and how far the axes reach."""

    name: str
    means: Floats
    labels: Floats
    reach: float


@dataclass(frozen=True)
class BoundPart:
    """A model's mean nats a digit: ``reconstruction``, ``kl`` of each latent, ``evidence``.

    ``kl`` is empty where q is a point; ``evidence`` is log p(x).
    """

    name: str
    reconstruction: float
    kl: tuple[float, ...]
    evidence: float


@dataclass(frozen=True)
class Estimate:
    """A mean after ``counts`` (M,) samples, with the ends of its band, beside ``exact``."""

    name: str
    counts: Floats
    mean: Floats
    low: Floats
    high: Floats
    exact: float


def maps_figure(maps: Sequence[LatentMap], *, chosen: int, theme: str) -> go.Figure:
    """Return maps in a row, the chosen one framed; the prior is dashed."""
    colors = PALETTE[theme]
    figure = make_subplots(1, len(maps), horizontal_spacing=0.012)
    for column, one in enumerate(maps, start=1):
        few = replace(one, means=one.means[:FEW], labels=one.labels[:FEW])
        _dots(figure, few, theme, size=3, row=1, col=column)
        _rings(figure, theme, row=1, col=column)
        here = column - 1 == chosen
        frame = {
            "range": [-one.reach, one.reach], "showticklabels": False, "ticks": "",
            "showgrid": False, "mirror": True, "showline": True,
            "linecolor": colors["fake"] if here else colors["grid"], "linewidth": 3 if here else 1,
        }  # fmt: skip
        figure.update_xaxes(title=f"<b>{one.name}</b>" if here else one.name, col=column, **frame)
        figure.update_yaxes(col=column, **frame)
    return figure.update_xaxes(title_standoff=4).update_layout(
        template=plotly_template(theme), showlegend=False, height=ROW_HEIGHT, hovermode=False,
        margin={"l": 2, "r": 2, "t": 2, "b": 26},
    )  # fmt: skip


def map_figure(
    one: LatentMap, widths: Floats, *, title: str, axes: tuple[str, str], theme: str
) -> go.Figure:
    """Return one large map with each label at the median of its digits.

    ``widths`` (N, 2) are the standard deviations of q, nan where none is drawn.
    """
    figure = go.Figure()
    _dots(figure, one, theme, size=4)
    for label in range(len(PALETTE[theme]["digits"])):
        rows = (one.labels == label) & np.isfinite(widths).all(1)
        _ellipses(figure, one.means[rows], widths[rows], PALETTE[theme]["digits"][label])
    _rings(figure, theme)
    red, green, blue = rgb(PALETTE[theme]["paper"])
    for label in np.unique(one.labels):
        middle = np.median(one.means[one.labels == label], axis=0)
        figure.add_annotation(
            x=middle[0], y=middle[1], text=f"<b>{label}</b>", showarrow=False,
            font={"size": 16, "color": PALETTE[theme]["ink"]},
            bgcolor=f"rgba({red},{green},{blue},{LABEL_OPACITY})", borderpad=0,
        )  # fmt: skip
    ends = [-one.reach, one.reach]
    return (
        figure.update_xaxes(title=axes[0], range=ends, title_standoff=4)
        .update_yaxes(title=axes[1], range=ends, scaleanchor="x", title_standoff=2)
        .update_layout(
            template=plotly_template(theme), title=title, showlegend=False, height=MAP_HEIGHT,
            hovermode=False, margin={"l": 48, "r": 4, "t": 34, "b": 48},
        )
    )  # fmt: skip


def parts_figure(
    parts: Sequence[BoundPart],
    *,
    chosen: int,
    titles: tuple[str, str],
    names: Sequence[str],
    axes: tuple[str, str],
    theme: str,
) -> go.Figure:
    """Return the bound's parts as stacked bars, and -bound beside -log p(x), zoomed.

    ``titles`` are of the two halves; ``names`` of reconstruction, of each latent's KL, of the bound
    and of log p(x); ``axes`` of x and of y.
    """
    colors = PALETTE[theme]
    figure = make_subplots(1, 2, horizontal_spacing=0.1, subplot_titles=titles)
    where = [one.name for one in parts]
    fills = [colors["muted"], colors["series"][0], colors["series"][1]]
    shown = [0.95 if index == chosen else 0.5 for index in range(len(parts))]
    heights = [[one.reconstruction for one in parts]]
    heights += [[one.kl[j] if one.kl else 0.0 for one in parts] for j in range(len(names) - 3)]
    for name, values, fill, pattern in zip(names, heights, fills, ("", "/", "x"), strict=False):
        figure.add_bar(
            x=where, y=values, name=name, row=1, col=1,
            marker={"color": fill, "opacity": shown, "pattern": {"shape": pattern}},
        )  # fmt: skip
    costs = [one.reconstruction + sum(one.kl) if one.kl else None for one in parts]
    exact: list[float | None] = [-one.evidence for one in parts]
    for name, line, color, symbol in (
        (names[-2], costs, colors["fake"], "diamond"),
        (names[-1], exact, colors["real"], "circle"),
    ):
        figure.add_scatter(
            x=where, y=line, name=name, row=1, col=2, mode="lines+markers", cliponaxis=False,
            line={"color": color}, marker={"symbol": symbol, "size": 9},
        )  # fmt: skip
    known = [value for value in (*costs, *exact) if value is not None]
    figure.update_yaxes(range=[min(known) - ROOM, max(known) + ROOM], col=2)
    figure.update_xaxes(title=axes[0], type="category", categoryarray=where, title_standoff=6)
    figure.update_yaxes(title=axes[1], col=1)
    return figure.update_layout(
        template=plotly_template(theme), barmode="stack", height=HEIGHT, bargap=0.25,
        margin={"l": 56, "t": 84, "b": 52}, legend={"y": 1.13, "traceorder": "normal"},
    )  # fmt: skip


def estimates_figure(
    estimates: Sequence[Estimate], *, names: tuple[str, str, str], x: str, y: str, theme: str
) -> go.Figure:
    """Return running means with their bands and the exact values, one panel each.

    ``names`` are of the estimate, its band and the exact value.
    """
    colors = PALETTE[theme]
    red, green, blue = rgb(colors["fake"])
    figure = make_subplots(
        1, len(estimates), horizontal_spacing=0.1, subplot_titles=[one.name for one in estimates]
    )
    for column, one in enumerate(estimates, start=1):
        place: dict[str, Any] = {"row": 1, "col": column, "showlegend": column == 1}
        figure.add_scatter(
            x=[*one.counts, *one.counts[::-1]], y=[*one.high, *one.low[::-1]], name=names[1],
            fill="toself", fillcolor=f"rgba({red},{green},{blue},{BAND_OPACITY})",
            line={"width": 0}, mode="lines", hoverinfo="skip", **place,
        )  # fmt: skip
        figure.add_scatter(
            x=one.counts, y=one.mean, name=names[0], mode="lines",
            line={"color": colors["fake"], "width": 2}, **place,
        )  # fmt: skip
        figure.add_scatter(
            x=one.counts[[0, -1]], y=[one.exact] * 2, name=names[2], mode="lines",
            line={"color": colors["ink"], "dash": "dash", "width": 2}, **place,
        )  # fmt: skip
    return (
        figure.update_xaxes(type="log", title=x, dtick=1, title_standoff=6)
        .update_yaxes(title=y, col=1)
        .update_layout(
            template=plotly_template(theme), height=HEIGHT, margin={"l": 56, "t": 84, "b": 52},
            legend={"y": 1.13},
        )
    )  # fmt: skip


def _dots(figure: go.Figure, one: LatentMap, theme: str, *, size: float, **place: int) -> None:
    colors = np.asarray(PALETTE[theme]["digits"])[one.labels]
    figure.add_scatter(
        x=one.means[:, 0], y=one.means[:, 1], mode="markers",
        marker={"color": colors, "size": size, "opacity": 0.75}, **place,
    )  # fmt: skip


def _ellipses(figure: go.Figure, means: Floats, widths: Floats, color: str) -> None:
    gap = np.full((len(means), 1), np.nan)
    x, y = (
        np.hstack([means[:, [axis]] + widths[:, [axis]] * turn(ANGLES), gap]).ravel()
        for axis, turn in enumerate((np.cos, np.sin))
    )
    figure.add_scatter(x=x, y=y, mode="lines", line={"color": color, "width": 1.5})


def _rings(figure: go.Figure, theme: str, **place: int) -> None:
    for radius in RINGS:
        figure.add_scatter(
            x=radius * np.cos(ANGLES), y=radius * np.sin(ANGLES), mode="lines",
            line={"color": PALETTE[theme]["ink"], "dash": "dash", "width": 1.2}, **place,
        )  # fmt: skip
