"""Two densities that move apart: divergences measured on samples, beside the exact ones."""

from __future__ import annotations

import numpy as np
import streamlit as st

from gan_core.theory.components import Array
from gan_core.theory.distributions import Distribution
from gan_core.viz.divergences import ApartWords, Curve, Divergences, Shape, apart_figure
from ui.shared.drawing import figure
from ui.shared.shell import current_theme
from ui.shared.text import N_, Texts, _
from ui.theory.divergences_numbers import (
    DISTANCES,
    NAMES,
    SLOPED,
    STEP,
    Pair,
    chosen_pair,
    curves,
    exact,
    exact_slope,
    measured,
)
from ui.theory.link_state import FARTHEST, DivergencesChoice
from ui.theory.numbers import Beside, claim, numbers_in_columns

GRID_POINTS = 801
TALLEST = 1.2 * FARTHEST
"""The curves' axis holds W1 of all pairs, and stays as it is."""

LABELS = {"kl": "KL(p‖q)", "reverse_kl": "KL(q‖p)", "js": "JS", "tv": "TV", "w1": "W1"}
SLOPE_LABELS = Texts({"js": N_("Slope of JS"), "w1": N_("Slope of W1")})
CLAIMS = {
    "normals": (
        N_("Far apart JS is flat: no gradient is left for G. W1 keeps its slope."),
        r"\text{equal widths: } \mathrm{KL} = \tfrac{d^2}{2\sigma^2},\ W_1 = d",
    ),
    "uniforms": (
        N_("Once nothing overlaps, KL is infinite and JS stands at ln 2; W1 still grows."),
        r"\text{equal widths: } W_1 = d",
    ),
    "points": (
        N_("Two points apart never overlap: JS is ln 2 at every distance. Only W1 tells it."),
        r"\theta \ne 0:\ \mathrm{KL} = \infty,\ W_1 = |\theta|",
    ),
    "hills": (
        N_("KL(q‖p) is small when q covers one of two modes. KL(p‖q) is small only on both."),
        r"\mathrm{KL}(q\|p) \approx \ln 2",
    ),
    "mixed": (
        N_("One place that q can reach and p cannot makes KL(q‖p) infinite, at every distance."),
        r"\mathrm{KL}(q\|p) = \infty",
    ),
}


def apart_canvas(chosen: DivergencesChoice) -> None:
    """Draw the claim, numbers measured on samples over exact ones, and the figure."""
    pair, distance = chosen_pair(chosen), round(chosen.distance, 1)
    claim(*CLAIMS[chosen.pair])
    with st.spinner(_("Integrating over every distance")):
        found = curves(pair)
    numbers_in_columns(*_numbers(pair, distance, chosen))
    grid = _grid(pair)
    words = ApartWords(
        real=_("p, real"),
        fake=_("q, fake"),
        density=_("mass") if chosen.pair == "points" else _("density"),
        distance=_("distance"),
        curves=_("How far q is from p"),
        slopes=_("Slope: G's gradient"),
        log_2=_("ln 2"),
    )
    p, q = pair.at(distance)
    figure(
        apart_figure(
            grid,
            (_shape(p, grid), _shape(q, grid)),
            Divergences(
                DISTANCES,
                [Curve(LABELS[name], found.values[name]) for name in NAMES],
                {NAMES.index(name): found.slopes[name] for name in SLOPED},
                TALLEST,
            ),
            standing=int(np.abs(DISTANCES - distance).argmin()),
            words=words,
            theme=current_theme(),
        ),
        "apart",
    )
    st.caption(
        _(
            "Measured on {points} samples of each; exact: a formula, integral: quadrature to 1e-9. "
            "Nats; slopes over {width:g}."
        ).format(points=f"{int(chosen.points):,}", width=2 * STEP)
    )


def _numbers(pair: Pair, distance: float, chosen: DivergencesChoice) -> list[tuple[Beside, str]]:
    found = measured(pair, distance, int(chosen.points), chosen.seed)
    rows = []
    for name in NAMES:
        due = exact(pair, name, distance)
        word = _("exact") if due.closed else _("integral")
        rows.append((Beside(LABELS[name], found.values[name], due.value), word))
    for name in SLOPED:
        due = exact(pair, name, distance)
        word = _("exact") if due.closed else _("integral")
        slope = exact_slope(pair, name, distance)
        rows.append((Beside(SLOPE_LABELS[name], found.slopes[name], slope), word))
    return rows


def _grid(pair: Pair) -> Array:
    """Return places that hold both densities at every distance, so that the axis stays."""
    ends = [one.extent for at in (0.0, FARTHEST) for one in pair.at(at)]
    margin = 0.5 if pair.name == "points" else 0.1
    return np.linspace(min(ends)[0] - margin, max(end for _, end in ends) + margin, GRID_POINTS)


def _shape(known: Distribution, grid: Array) -> Shape:
    return Shape(known.density(grid), known.atoms())
