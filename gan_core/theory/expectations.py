"""Integrals in one dimension, and expected values under two known distributions.

All by Gauss-Legendre panels. Expectations share their nodes, which are where a trained D has to be
evaluated, once for both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gan_core.settings.base import SettingsError
from gan_core.theory.components import Array
from gan_core.theory.distributions import Distribution
from gan_core.theory.plane import PlaneMixture

Known = Distribution | PlaneMixture
Rule = tuple[Array, Array]

REACH = 8.0
"""Standard deviations of each part that panels on the plane cover: all but 1e-14 of its mass."""

NEGLIGIBLE = 1e-18
"""Nodes with less mass than this are left out."""

ONE_D_SPLIT, PLANE_ORDER = 4, 6
NODES_LIMIT = 4_000_000

ORDER, RELATIVE, ROUNDS = 12, 1e-9, 60
NODES, WEIGHTS = np.polynomial.legendre.leggauss(ORDER)


def panel_rule(edges: Array, *, order: int = ORDER) -> tuple[Array, Array]:
    """Return ``order`` nodes a panel between the edges, and weights, both (order * panels,)."""
    places, shares = np.polynomial.legendre.leggauss(order)
    half = 0.5 * np.diff(edges)[:, None]
    nodes = 0.5 * (edges[:-1] + edges[1:])[:, None] + half * places
    return nodes.ravel(), (half * shares).ravel()


def split_panels(edges: Array, parts: int) -> Array:
    """Return the edges (E,) with every panel cut into equal parts, (parts (E - 1) + 1,)."""
    if len(edges) < 2:
        return edges
    steps = np.arange(parts) / parts
    inner = edges[:-1, None] + np.diff(edges)[:, None] * steps
    return np.append(inner.ravel(), edges[-1])


def _panels(function: Callable[[Array], Array], left: Array, right: Array) -> Array:
    half = 0.5 * (right - left)[:, None]
    nodes = 0.5 * (left + right)[:, None] + half * NODES
    sums: Array = (function(nodes) * half) @ WEIGHTS
    return sums


def integrate(function: Callable[[Array], Array], edges: Array, *, floor: float = 1e-13) -> float:
    """Return the integral between the outer edges, to 1e-9 of what it adds up, or to ``floor``.

    ``function`` maps points (M, 12) to finite values; it may have kinks and jumps anywhere, but
    no feature much narrower than the panel between two edges that hides it. Panels are halved
    until a panel and its halves agree. Raises ``ArithmeticError`` if they never do.

    For JS, TV and W1 of five pairs it takes 0.1 to 1.4 ms; scipy's ``quad`` and ``quad_vec`` with
    the same edges and error 0.7 to 275 ms, and ``cubature`` is 2e-5 off at kinks after 2 s.
    """
    left, right = edges[:-1], edges[1:]
    whole = _panels(function, left, right)
    total, accepted = 0.0, floor
    for round_number in range(ROUNDS):
        middle = 0.5 * (left + right)
        first, second = _panels(function, left, middle), _panels(function, middle, right)
        if not round_number:
            accepted = max(floor, RELATIVE * float(np.abs(first).sum() + np.abs(second).sum()))
        open_ = np.abs(first + second - whole) > accepted
        total += float((first + second)[~open_].sum())
        if not open_.any():
            return total
        left, right = (
            np.concatenate([left[open_], middle[open_]]),
            np.concatenate([middle[open_], right[open_]]),
        )
        whole = np.concatenate([first[open_], second[open_]])
    raise ArithmeticError(f"{len(left)} panels still differ from their halves")


@dataclass(frozen=True)
class SharedNodes:
    """Points (M, d) with the mass that p and q have there, both (M,).

    A sum over them is an expectation: ``p_mass @ f(points)`` is E_p f, to 1e-8 of a smooth f;
    kinks cost up to 1e-4 in one dimension and 1e-3 on the plane. Atoms are nodes of their own.
    """

    points: Array
    p_mass: Array
    q_mass: Array

    def expected(self, under_p: Array, under_q: Array) -> float:
        """Return E_p f + E_q g for f and g (M,) at the nodes.

        Where there is no mass, any value will do; what is infinite where there is some makes the
        sum infinite.
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
        return _one_d_nodes(p, q)
    if isinstance(p, PlaneMixture) and isinstance(q, PlaneMixture):
        return _plane_nodes(p, q)
    raise ValueError(f"dimensions {p.dimensions} and {q.dimensions} differ; accepted: the same")


def _one_d_nodes(p: Distribution, q: Distribution) -> SharedNodes:
    points, weights = panel_rule(split_panels(np.union1d(p.edges, q.edges), ONE_D_SPLIT))
    masses = [weights * known.density(points) for known in (p, q)]
    kept = masses[0] + masses[1] > NEGLIGIBLE
    atoms = [known.atoms() for known in (p, q)]
    places = sorted(atoms[0].keys() | atoms[1].keys())
    p_mass, q_mass = (
        np.concatenate([mass[kept], [known.get(place, 0.0) for place in places]])
        for mass, known in zip(masses, atoms, strict=True)
    )
    return SharedNodes(np.concatenate([points[kept], places])[:, None], p_mass, q_mass)


def _plane_nodes(p: PlaneMixture, q: PlaneMixture) -> SharedNodes:
    x, y = plane_axes(p, q)
    if len(x[0]) * len(y[0]) > NODES_LIMIT:
        raise SettingsError(
            f"parts of so different widths need {len(x[0]) * len(y[0])} nodes; accepted: up to "
            f"{NODES_LIMIT}"
        )
    p_mass, q_mass = _grid_mass(p, x, y), _grid_mass(q, x, y)
    rows, columns = np.nonzero(p_mass + q_mass > NEGLIGIBLE)
    points = np.stack([x[0][rows], y[0][columns]], axis=1)
    return SharedNodes(points, p_mass[rows, columns], q_mass[rows, columns])


def plane_axes(p: PlaneMixture, q: PlaneMixture) -> tuple[Rule, Rule]:
    """Return nodes and weights along x and along y."""
    means, sds = np.asarray(p.means + q.means), np.asarray(p.sds + q.sds)
    x, y = (panel_rule(_axis_edges(means[:, axis], sds), order=PLANE_ORDER) for axis in (0, 1))
    return x, y


def _grid_mass(known: PlaneMixture, x: Rule, y: Rule) -> Array:
    """Return the mass at the nodes of two axes, (X, Y): round normals are products."""
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
    """Return the edges on one axis of panels that are at most as wide as the parts they cross."""
    starts, ends = means - REACH * sds, means + REACH * sds
    edges = [float(starts.min())]
    while edges[-1] < ends.max():
        at = edges[-1]
        steps = [*sds[(starts <= at) & (at < ends)], *(starts - at)[starts > at]]
        # A sliver at rounding's width must not stop the march.
        edges.append(min(float(ends.max()), at + max(min(steps), 1e-3 * float(sds.min()))))
    return np.array(edges)
