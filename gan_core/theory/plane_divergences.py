"""Divergences between mixtures of round normals on the plane."""

from __future__ import annotations

import numpy as np

from gan_core.theory.components import Array
from gan_core.theory.divergences import LOG_2, FDivergences
from gan_core.theory.expectations import SharedNodes, grid_mass, plane_axes, shared_nodes
from gan_core.theory.plane import PlaneMixture

TV_SPLIT = 4
ROWS = 256


def plane_divergences(p: PlaneMixture, q: PlaneMixture) -> FDivergences:
    """Return KL both ways, JS and total variation, by quadrature: to 1e-7, TV to 1e-4.

    Raises ``SettingsError`` when parts of very different widths would need millions of nodes.
    """
    nodes = shared_nodes(p, q)
    log_p, log_q = p.log_density(nodes.points), q.log_density(nodes.points)
    difference = log_p - log_q
    nothing = np.zeros_like(difference)
    return FDivergences(
        kl=max(0.0, nodes.expected(difference, nothing)),
        reverse_kl=max(0.0, nodes.expected(nothing, -difference)),
        js=_jensen_shannon(nodes, difference),
        tv=plane_total_variation(p, q),
    )


def plane_jensen_shannon(p: PlaneMixture, q: PlaneMixture) -> float:
    """JSD in [0, log 2] nats, by quadrature to 1e-7."""
    nodes = shared_nodes(p, q)
    return _jensen_shannon(nodes, p.log_density(nodes.points) - q.log_density(nodes.points))


def _jensen_shannon(nodes: SharedNodes, difference: Array) -> float:
    js = 0.5 * nodes.expected(
        LOG_2 - np.logaddexp(0, -difference), LOG_2 - np.logaddexp(0, difference)
    )
    return min(max(0.0, js), LOG_2)


def plane_total_variation(p: PlaneMixture, q: PlaneMixture) -> float:
    """TV = integral of |p - q| / 2 in [0, 1], on finer panels for its kink where p = q."""
    (x, x_weights), y = plane_axes(p, q, split=TV_SPLIT)
    total = 0.0
    # A band of rows at a time, so that memory stays small.
    for start in range(0, len(x), ROWS):
        band = (x[start : start + ROWS], x_weights[start : start + ROWS])
        total += float(np.abs(grid_mass(p, band, y) - grid_mass(q, band, y)).sum())
    return min(0.5 * total, 1.0)
