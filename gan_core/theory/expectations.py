"""Expected values under two known distributions, at nodes that both share.

The nodes are where a trained D has to be evaluated, once for both expectations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gan_core.settings.base import SettingsError
from gan_core.theory.components import Array
from gan_core.theory.distributions import Distribution
from gan_core.theory.plane import PlaneMixture
from gan_core.theory.quadrature import panel_rule, split_panels

Known = Distribution | PlaneMixture
Rule = tuple[Array, Array]

REACH = 8.0
"""Standard deviations of each part that panels on the plane cover: all but 1e-14 of its mass."""

NEGLIGIBLE = 1e-18
"""Nodes with less mass than this are left out."""

LINE_SPLIT, PLANE_ORDER = 4, 6
NODES_LIMIT = 4_000_000


@dataclass(frozen=True)
class SharedNodes:
    """Points (M, d) with the mass that p and q have there, both (M,).

    A sum over them is an expectation: ``p_mass @ f(points)`` is E_p f, to 1e-8 of a smooth f;
    kinks cost up to 1e-4 on the line and 1e-3 on the plane. Atoms are nodes of their own.
    """

    points: Array
    p_mass: Array
    q_mass: Array

    def expected(self, under_p: Array, under_q: Array) -> float:
        """E_p f + E_q g for f and g (M,) at the nodes; where there is no mass, any value will do.

        What is infinite where there is mass makes the sum infinite.
        """
        total = 0.0
        for mass, values in ((self.p_mass, under_p), (self.q_mass, under_q)):
            seen = mass > 0
            total += float(mass[seen] @ values[seen])
        return total


def shared_nodes(p: Known, q: Known) -> SharedNodes:
    """Return nodes for two distributions of the same dimension; ``ValueError`` otherwise.

    Raises ``SettingsError`` when parts of very different widths would need millions of nodes.
    """
    if isinstance(p, Distribution) and isinstance(q, Distribution):
        return _on_the_line(p, q)
    if isinstance(p, PlaneMixture) and isinstance(q, PlaneMixture):
        return _on_the_plane(p, q)
    raise ValueError(f"dimensions {p.dimensions} and {q.dimensions} differ; accepted: the same")


def _on_the_line(p: Distribution, q: Distribution) -> SharedNodes:
    points, weights = panel_rule(split_panels(np.union1d(p.edges, q.edges), LINE_SPLIT))
    masses = [weights * known.density(points) for known in (p, q)]
    kept = masses[0] + masses[1] > NEGLIGIBLE
    atoms = [known.atoms() for known in (p, q)]
    places = sorted(atoms[0].keys() | atoms[1].keys())
    p_mass, q_mass = (
        np.concatenate([mass[kept], [known.get(place, 0.0) for place in places]])
        for mass, known in zip(masses, atoms, strict=True)
    )
    return SharedNodes(np.concatenate([points[kept], places])[:, None], p_mass, q_mass)


def _on_the_plane(p: PlaneMixture, q: PlaneMixture) -> SharedNodes:
    x, y = plane_axes(p, q)
    if len(x[0]) * len(y[0]) > NODES_LIMIT:
        raise SettingsError(
            f"parts of so different widths need {len(x[0]) * len(y[0])} nodes; accepted: up to "
            f"{NODES_LIMIT}"
        )
    p_mass, q_mass = grid_mass(p, x, y), grid_mass(q, x, y)
    rows, columns = np.nonzero(p_mass + q_mass > NEGLIGIBLE)
    points = np.stack([x[0][rows], y[0][columns]], axis=1)
    return SharedNodes(points, p_mass[rows, columns], q_mass[rows, columns])


def plane_axes(p: PlaneMixture, q: PlaneMixture, *, split: int = 1) -> tuple[Rule, Rule]:
    """Nodes and weights along x and along y; ``split`` cuts every panel into so many."""
    means, sds = np.asarray(p.means + q.means), np.asarray(p.sds + q.sds)
    x, y = (
        panel_rule(split_panels(_axis_edges(means[:, axis], sds), split), order=PLANE_ORDER)
        for axis in (0, 1)
    )
    return x, y


def grid_mass(known: PlaneMixture, x: Rule, y: Rule) -> Array:
    """Mass at the nodes of two axes, (X, Y): a product, since round normals are products."""
    scale = np.sqrt(np.asarray(known.weights))
    sds, means = np.asarray(known.sds), np.asarray(known.means)
    sides = []
    for axis, (nodes, weights) in enumerate((x, y)):
        scaled = (nodes[:, None] - means[:, axis]) / sds
        density = np.exp(-0.5 * np.square(scaled)) / (sds * np.sqrt(2 * np.pi))
        sides.append(weights[:, None] * density * scale)
    mass: Array = sides[0] @ sides[1].T
    return mass


def _axis_edges(means: Array, sds: Array) -> Array:
    """Edges on one axis of panels that are at most as wide as the parts they cross."""
    starts, ends = means - REACH * sds, means + REACH * sds
    edges = [float(starts.min())]
    while edges[-1] < ends.max():
        at = edges[-1]
        steps = [*sds[(starts <= at) & (at < ends)], *(starts - at)[starts > at]]
        # A sliver at rounding's width must not stop the march.
        edges.append(min(float(ends.max()), at + max(min(steps), 1e-3 * float(sds.min()))))
    return np.array(edges)
