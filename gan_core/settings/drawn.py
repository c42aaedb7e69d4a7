"""Points that somebody drew as text that is short enough for a link: part of a run's settings.

Every point takes four letters: two numbers of twelve bits, in base 64. All lie in a square around
the origin that is ``2 * REACH`` wide.
"""

from __future__ import annotations

import base64
import re

import numpy as np
import numpy.typing as npt

REACH = 4.0
"""The farthest that a point lies from the origin along either axis."""

MOST_POINTS = 1000
"""So many take 4,000 letters, which a link can hold."""

LEAST_POINTS = 3
LETTERS = 4
"""Letters of a point's text."""

ALPHABET = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
TOP = 4095
"""The greatest of twelve bits' numbers."""

Plane = npt.NDArray[np.float64]


class DrawnError(ValueError):
    """Points cannot be used; one line says why and what is accepted."""


def encode_points(points: Plane) -> str:
    """Return (N, 2) points in [-REACH, REACH] as text of four letters each, to 0.001 units.

    Raises ``DrawnError`` for too few, too many, or points outside.
    """
    points = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    check_count(len(points))
    if not (np.isfinite(points).all() and (np.abs(points) <= REACH).all()):
        raise DrawnError(f"a point lies outside; accepted: -{REACH:g} to {REACH:g} along both axes")
    numbers = np.rint((points / REACH + 1) / 2 * TOP).astype(np.uint32)
    packed = numbers[:, 0] << 12 | numbers[:, 1]
    content = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1).astype(np.uint8)
    return base64.urlsafe_b64encode(content.tobytes()).decode()


def decode_points(text: str) -> Plane:
    """Return the (N, 2) points of a text of ``encode_points``; ``DrawnError`` for any other."""
    check_text(text)
    content = base64.urlsafe_b64decode(text)
    rows = np.frombuffer(content, np.uint8).reshape(-1, 3).astype(np.uint32)
    packed = rows[:, 0] << 16 | rows[:, 1] << 8 | rows[:, 2]
    numbers = np.stack([packed >> 12, packed & TOP], axis=1)
    return (2 * numbers / TOP - 1) * REACH


def check_text(text: str) -> None:
    """Raise ``DrawnError`` for a text that holds no points; bounded before anything is decoded."""
    count, rest = divmod(len(text), LETTERS)
    if rest:
        raise DrawnError(f"{len(text)} letters are no drawing; accepted: {LETTERS} for each point")
    check_count(count)
    if not ALPHABET.fullmatch(text):
        raise DrawnError("a letter is no part of a drawing; accepted: A-Z a-z 0-9 - _")


def check_count(count: int) -> None:
    """Raise ``DrawnError`` for too few or too many points."""
    if not LEAST_POINTS <= count <= MOST_POINTS:
        raise DrawnError(f"{count} points; accepted: {LEAST_POINTS} to {MOST_POINTS}")
