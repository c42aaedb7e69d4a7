"""Integrals on the line by Gauss-Legendre panels."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gan_core.theory.components import Array

ORDER = 12
RELATIVE = 1e-9
ROUNDS = 60
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
    """Integrate from the first edge to the last, to 1e-9 of what it adds up, or to ``floor``.

    ``function`` maps points (M, 12) to finite values; it may have kinks and jumps anywhere, but
    no feature much narrower than the panel between two edges that hides it. Panels are halved
    until a panel and its halves agree. Raises ``ArithmeticError`` if they never do.
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
