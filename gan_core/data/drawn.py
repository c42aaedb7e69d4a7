"""Points that somebody drew, or gave as a table or a picture, as text short enough for a link.

Every point takes four letters: two numbers of twelve bits, in base 64. All lie in a square around
the origin that is ``2 * REACH`` wide.
"""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from gan_core.data.decoding import Limits, decode_picture

REACH = 4.0
"""The farthest that a point lies from the origin along either axis, in the plane's unit."""

MOST_POINTS = 2000
LEAST_POINTS = 3
LETTERS = 4
"""Letters of a point's text."""

ALPHABET = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
TOP = 4095
"""The greatest of twelve bits' numbers."""

CSV_BYTES = 1_000_000
CSV_ROWS = 100_000
FARTHEST = 1e100
"""The greatest number of a table, whatever its unit."""

PICTURE = Limits(most_bytes=5_000_000, most_pixels=20_000_000, least_edge=8)
PICTURE_SIDE = 128
"""Pixels along the longer edge of a picture's density."""

DARK = 0.5
"""A picture that is darker than this on the average is drawn in white on black."""

LEAST_INK = 0.02
"""A pixel that is paler than this share of black holds no points."""

NEAR = 0.4
"""Points of one cluster lie no farther than this from the next, in the plane's unit."""

LEAST_CLUSTER = 4
MOST_CLUSTERS = 50

Plane = npt.NDArray[np.float64]


class DrawnError(ValueError):
    """Points cannot be used; one line says why and what is accepted."""


def encode_points(points: Plane) -> str:
    """Return (N, 2) points in [-REACH, REACH] as text of four letters each, to 0.002 units.

    Raises ``DrawnError`` for too few, too many, or points outside.
    """
    points = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    _check_count(len(points))
    if not (np.isfinite(points).all() and (np.abs(points) <= REACH).all()):
        raise DrawnError(f"a point lies outside; accepted: -{REACH:g} to {REACH:g} along both axes")
    numbers = np.rint((points / REACH + 1) / 2 * TOP).astype(np.uint32)
    packed = numbers[:, 0] << 12 | numbers[:, 1]
    content = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1).astype(np.uint8)
    return base64.urlsafe_b64encode(content.tobytes()).decode()


def decode_points(text: str) -> Plane:
    """Return the (N, 2) points of a text of ``encode_points``; ``DrawnError`` for any other."""
    count, rest = divmod(len(text), LETTERS)
    if rest:
        raise DrawnError(f"{len(text)} letters are no drawing; accepted: {LETTERS} for each point")
    _check_count(count)
    if not ALPHABET.fullmatch(text):
        raise DrawnError("a letter is no part of a drawing; accepted: A-Z a-z 0-9 - _")
    content = base64.urlsafe_b64decode(text)
    rows = np.frombuffer(content, np.uint8).reshape(-1, 3).astype(np.uint32)
    packed = rows[:, 0] << 16 | rows[:, 1] << 8 | rows[:, 2]
    numbers = np.stack([packed >> 12, packed & TOP], axis=1)
    return (2 * numbers / TOP - 1) * REACH


def _check_count(count: int) -> None:
    if not LEAST_POINTS <= count <= MOST_POINTS:
        raise DrawnError(f"{count} points; accepted: {LEAST_POINTS} to {MOST_POINTS}")


def points_of_table(content: bytes) -> Plane:
    """Return the points of a CSV file's first two columns, moved and scaled to fit the plane.

    A first line of names is left out; of more rows than fit, ``MOST_POINTS`` are taken evenly.
    Raises ``DrawnError``.
    """
    if len(content) > CSV_BYTES:
        raise DrawnError(
            f"the table has {len(content) / 1e6:.1f} MB; accepted are {CSV_BYTES / 1e6:g}"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DrawnError(
            "the table is no text; accepted: CSV with two columns of numbers"
        ) from None
    points = np.array(list(_rows(text)), dtype=np.float64).reshape(-1, 2)
    _check_count(min(len(points), MOST_POINTS))
    return fitted_to_plane(points[_evenly(len(points))])


def _rows(text: str) -> Iterator[tuple[float, float]]:
    separator = next((mark for mark in (";", "\t", ",") if mark in text), " ")
    lines = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True)
    try:
        for number, cells in enumerate((row for row in lines if any(row)), start=1):
            if number > CSV_ROWS:
                raise DrawnError(f"the table has more than {CSV_ROWS:,} rows; take fewer")
            try:
                x, y = float(cells[0]), float(cells[1])
            except (ValueError, IndexError):
                if number == 1:
                    continue
                raise DrawnError(
                    f"row {number} does not begin with two numbers; accepted: x and y"
                ) from None
            if not (abs(x) <= FARTHEST and abs(y) <= FARTHEST):
                raise DrawnError(
                    f"row {number} holds no number of a size; accepted: up to {FARTHEST:g}"
                )
            yield x, y
    except csv.Error as error:
        raise DrawnError(f"the table cannot be read ({error}); accepted: CSV") from None


def _evenly(count: int) -> npt.NDArray[np.int64]:
    return np.unique(np.linspace(0, count - 1, min(count, MOST_POINTS)).round().astype(np.int64))


def fitted_to_plane(points: Plane) -> Plane:
    """Return (N, 2) points around the origin, the wider side 1.5 REACH; shapes keep their form."""
    low, high = points.min(0), points.max(0)
    wide = float((high - low).max())
    scale = 1.5 * REACH / wide if wide else 1.0
    return np.clip((points - (low + high) / 2) * scale, -REACH, REACH)


def points_of_picture(content: bytes, *, count: int = MOST_POINTS, seed: int = 0) -> Plane:
    """Return ``count`` points drawn from a picture's ink as a density, in the plane.

    The darker a pixel, the more points; of a picture that is dark for the most part, the lighter.
    Raises ``PictureError`` for what is no picture and ``DrawnError`` for one without ink.
    """
    picture = decode_picture(content, limits=PICTURE, enough=PICTURE_SIDE).convert("L")
    picture.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    ink = 1 - np.asarray(picture, dtype=np.float64) / 255
    if ink.mean() > DARK:
        ink = 1 - ink
    ink[ink < LEAST_INK] = 0
    if not ink.any():
        raise DrawnError("the picture is of one colour; accepted: dark shapes on a light ground")
    rng = np.random.default_rng(seed)
    chosen = rng.choice(ink.size, size=count, p=ink.ravel() / ink.sum())
    rows, columns = np.divmod(chosen, ink.shape[1])
    inside = rng.random((2, count))
    points = np.stack([columns + inside[0], -(rows + inside[1])], axis=1)
    return fitted_to_plane(points)


def clusters(points: Plane) -> npt.NDArray[np.int64]:
    """Return the cluster of each of (N, 2) points, -1 for those of none (DBSCAN).

    All are -1 where more than 50 clusters are found: such data has no modes that one could count.
    """
    # scikit-learn takes most of a second to import and only this function needs it.
    from sklearn.cluster import DBSCAN

    found = DBSCAN(eps=NEAR, min_samples=LEAST_CLUSTER).fit_predict(points)
    labels = np.asarray(found, dtype=np.int64)
    return np.full(len(points), -1) if labels.max() >= MOST_CLUSTERS else labels
