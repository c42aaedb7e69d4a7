"""Plotly figures of a progressive GAN's parts: with and without a part, measured and expected.

The one that is switched on is opaque, the other faint. The caller gives all texts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from gan_core.part_studies.batches import BatchScore
from gan_core.part_studies.collapse import Learnt
from gan_core.part_studies.lengths import Lengths
from gan_core.part_studies.updates import Update
from gan_core.viz.groups import series_line
from gan_core.viz.palette import PALETTE
from gan_core.viz.template import plotly_template

FAINT = 0.45
MANY_DECADES = 2.5
SYMBOLS = ("circle", "square")
HEIGHT = 300
LEAST = 1e-6
"""Lengths are drawn on a logarithmic axis, which has no place for 0."""


@dataclass(frozen=True)
class Words:
    """Texts of a figure: title, both axes, and the names of with, without and expected."""

    title: str
    x: str
    y: str
    on: str
    off: str
    expected: str = ""


def lengths_figure(
    layers: Mapping[bool, Sequence[Lengths]],
    labels: Sequence[str],
    *,
    switched: bool,
    words: Words,
    theme: str,
) -> go.Figure:
    """Return lengths over layers, with the part (True) and without; bars from 5 % to 95 %."""
    figure = go.Figure()
    for on, found in layers.items():
        figure.add_scatter(
            x=list(labels),
            y=[max(LEAST, one.mean) for one in found],
            error_y={
                "array": [one.high - one.mean for one in found],
                "arrayminus": [one.mean - max(LEAST, one.low) for one in found],
                "width": 3,
            },
            **_series(on=on, switched=switched, words=words, theme=theme),
        )
    ends = [value for found in layers.values() for one in found for value in (one.low, one.high)]
    return _logarithmic(_finished(figure, words, theme), ends)


def updates_figure(
    updates: Mapping[bool, Sequence[Update]],
    labels: Sequence[str],
    *,
    switched: bool,
    words: Words,
    theme: str,
) -> go.Figure:
    """Return the first updates relative to the weights by layer, in percent, and the expected."""
    figure = go.Figure()
    for on, found in updates.items():
        figure.add_scatter(
            x=list(labels),
            y=[100 * one.measured for one in found],
            **_series(on=on, switched=switched, words=words, theme=theme),
        )
    for index, found in enumerate(updates.values()):
        figure.add_scatter(
            x=list(labels),
            y=[100 * one.expected for one in found],
            mode="markers",
            marker=_expected_marker(theme),
            name=words.expected,
            showlegend=index == 0,
        )
    measured = [100 * one.measured for found in updates.values() for one in found]
    return _logarithmic(_finished(figure, words, theme), measured)


def batch_figure(
    scores: Sequence[BatchScore],
    *,
    share: float,
    switched: bool,
    words: Words,
    deviation: str,
    theme: str,
) -> go.Figure:
    """Return minibatch standard deviation and D's score over the share of collapse in percent.

    ``share`` is the chosen one; ``deviation`` the title of the left panel's axis.
    """
    figure = make_subplots(1, 2, horizontal_spacing=0.14)
    shares = [100 * one.share for one in scores]
    told = _series(on=True, switched=True, words=words, theme=theme) | {"showlegend": False}
    figure.add_scatter(x=shares, y=[one.deviation for one in scores], row=1, col=1, **told)
    for on in (True, False):
        figure.add_scatter(
            x=shares,
            y=[one.score if on else one.untold for one in scores],
            row=1,
            col=2,
            **_series(on=on, switched=switched, words=words, theme=theme),
        )
    figure.add_vline(x=100 * share, line={"dash": "dot", "color": PALETTE[theme]["muted"]})
    figure = _finished(figure, words, theme)
    figure.update_xaxes(title=words.x)
    figure.update_yaxes(title=deviation, rangemode="tozero", col=1)
    return figure.update_yaxes(title=words.y, col=2)


def learnt_figure(
    learnt: Mapping[bool, Sequence[Learnt]], *, switched: bool, words: Words, theme: str
) -> go.Figure:
    """Return D's accuracy over its updates, in percent."""
    figure = go.Figure()
    for on, found in learnt.items():
        figure.add_scatter(
            x=[one.updates for one in found],
            y=[100 * one.right for one in found],
            **_series(on=on, switched=switched, words=words, theme=theme),
        )
    figure.update_yaxes(range=[40, 102])
    return _finished(figure, words, theme)


def blend_figure(
    measured: Sequence[tuple[float, float]],
    expected: Sequence[tuple[float, float]],
    *,
    alpha: float,
    words: Words,
    theme: str,
) -> go.Figure:
    """Return (alpha, what is missing) as measured, and as the formula of the fade-in expects it."""
    figure = go.Figure()
    series = _series(on=True, switched=True, words=words, theme=theme) | {"mode": "markers"}
    figure.add_scatter(x=[a for a, _ in measured], y=[v for _, v in measured], **series)
    figure.add_scatter(
        x=[a for a, _ in expected],
        y=[v for _, v in expected],
        mode="lines",
        line={"color": PALETTE[theme]["muted"], "dash": "dot"},
        name=words.expected,
    )
    figure.add_vline(x=alpha, line={"dash": "dot", "color": PALETTE[theme]["muted"]})
    return _finished(figure, words, theme)


def _series(*, on: bool, switched: bool, words: Words, theme: str) -> dict[str, Any]:
    line = series_line(int(not on), theme)
    return {
        "name": words.on if on else words.off,
        "mode": "lines+markers",
        "line": line,
        "marker": {"symbol": SYMBOLS[not on], "size": 8, "color": line["color"]},
        "cliponaxis": False,
        "opacity": 1.0 if on == switched else FAINT,
    }


def _expected_marker(theme: str) -> dict[str, Any]:
    return {
        "symbol": "line-ew-open",
        "size": 22,
        "line": {"width": 2},
        "color": PALETTE[theme]["ink"],
    }


def _logarithmic(figure: go.Figure, values: Sequence[float]) -> go.Figure:
    """Return the figure with labelled ticks: 1, 2, 5 of each decade, or 1 alone if many."""
    low, high = (math.log10(max(LEAST, end)) for end in (min(values), max(values)))
    steps = (1, 2, 5) if high - low < MANY_DECADES else (1,)
    decades = range(math.floor(low) - 1, math.ceil(high) + 1)
    ticks = [step * 10.0**decade for decade in decades for step in steps]
    names = [f"{tick:,g}" for tick in ticks]
    return (
        figure.update_yaxes(type="log", tickvals=ticks, ticktext=names)
        # Layers' names take two lines, upright ones on a phone more.
        .update_xaxes(title_standoff=8, automargin=True)
        .update_layout(margin={"b": 76})
    )


def _finished(figure: go.Figure, words: Words, theme: str) -> go.Figure:
    return figure.update_layout(
        template=plotly_template(theme),
        title=words.title,
        xaxis_title=words.x,
        yaxis_title=words.y,
        showlegend=True,
        height=HEIGHT,
    )
