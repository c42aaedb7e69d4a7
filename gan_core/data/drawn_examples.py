"""Drawings to begin with: a face, a heart, the letters GAN, and dots of unequal weight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from gan_core.settings.drawn import Plane, encode_points

GAP = 0.15
"""Distance of two points along a line."""

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))


def _along(*corners: tuple[float, float]) -> Plane:
    """Return points on the line through some corners, evenly spaced."""
    line = np.array(corners)
    reached = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    places = np.linspace(0, reached[-1], max(2, round(reached[-1] / GAP)))
    return np.stack([np.interp(places, reached, line[:, axis]) for axis in (0, 1)], axis=1)


def _arc(x: float, y: float, radius: float, begin: float, end: float) -> Plane:
    """Return points on a part of a circle; angles in turns."""
    angles = 2 * np.pi * np.linspace(begin, end, 200)
    corners = np.stack([x + radius * np.cos(angles), y + radius * np.sin(angles)], axis=1)
    return _along(*map(tuple, corners.tolist()))


def _disc(x: float, y: float, count: int) -> Plane:
    """Return so many points that fill a small disc."""
    index = np.arange(count)
    radius, angle = 0.2 * np.sqrt((index + 0.5) / count), index * GOLDEN_ANGLE
    return np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], axis=1)


def _face() -> Sequence[Plane]:
    return [
        _arc(0, 0, 3.2, 0, 1)[:-1], _disc(-1.2, 0.9, 12), _disc(1.2, 0.9, 12),
        _arc(0, 0.2, 1.9, 0.57, 0.93),
    ]  # fmt: skip


def _heart() -> Sequence[Plane]:
    angle = np.linspace(0, 2 * np.pi, 400)
    x = 16 * np.sin(angle) ** 3
    y = 13 * np.cos(angle) - 5 * np.cos(2 * angle) - 2 * np.cos(3 * angle) - np.cos(4 * angle)
    return [_along(*map(tuple, (np.stack([x, y + 2.5], axis=1) / 4.8).tolist()))[:-1]]


def _letters() -> Sequence[Plane]:
    return [
        _arc(-2.5, 0, 1.1, 0.12, 0.98), _along((-1.4, -0.3), (-2.3, -0.3)),
        _along((-0.8, -1.1), (0, 1.1), (0.8, -1.1)), _along((-0.4, -0.3), (0.4, -0.3)),
        _along((1.5, -1.1), (1.5, 1.1), (3.3, -1.1), (3.3, 1.1)),
    ]  # fmt: skip


def _dots() -> Sequence[Plane]:
    angles = 2 * np.pi * np.arange(7) / 7
    sizes = (6, 9, 14, 21, 32, 48, 72)
    return [
        _disc(2.8 * np.sin(angle), 2.8 * np.cos(angle), size)
        for angle, size in zip(angles, sizes, strict=True)
    ]


DRAWING_EXAMPLES: dict[str, Callable[[], Sequence[Plane]]] = {
    "face": _face,
    "heart": _heart,
    "letters": _letters,
    "dots": _dots,
}
"""Parts of each drawing by its name; the first one is there before anybody has drawn."""


@cache
def example_text(name: str) -> str:
    """Return an example as the text that settings hold."""
    return encode_points(np.concatenate(DRAWING_EXAMPLES[name]()))
