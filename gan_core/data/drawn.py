"""Points that somebody gives as a table or a picture, and the clusters among drawn points."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gan_core.data.decoding import UNREADABLE, Limits, PictureError, decode_picture, formats
from gan_core.settings.drawn import (
    MOST_POINTS,
    REACH,
    DrawnError,
    Plane,
    check_count,
    decode_points,
)

CSV_BYTES = 1_000_000
CSV_ROWS = 100_000
FARTHEST = 1e100
"""The greatest number of a table, whatever its unit."""

PICTURE = Limits(most_bytes=5_000_000, most_pixels=20_000_000, least_edge=8)
FILE_BYTES = PICTURE.most_bytes
"""No file of more bytes is accepted; who reads one needs no more than one byte beyond."""

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


@dataclass(frozen=True)
class Drawing:
    """Drawn points and their clusters.

    ``points`` (N, 2). ``owners`` (N,) is the cluster of each, -1 for none. Of each of K clusters,
    ``centers`` (K, 2) is the point nearest to its mean and ``shares`` (K,) how much of all points
    it has. K is 0 where there are not two clusters: nothing could be missed.
    """

    points: Plane
    owners: npt.NDArray[np.int64]
    centers: Plane
    shares: Plane


@lru_cache(64)
def drawing(text: str) -> Drawing:
    """Return what a text of ``encode_points`` holds; raises ``DrawnError``."""
    points = decode_points(text)
    owners = clusters(points)
    count = int(owners.max()) + 1
    if count < 2:
        none = np.full(len(points), -1)
        return Drawing(points, none, np.empty((0, 2)), np.empty(0))
    sizes = np.bincount(owners[owners >= 0], minlength=count)
    centers = np.stack([_middle(points[owners == index]) for index in range(count)])
    return Drawing(points, owners, centers, sizes / len(points))


def _middle(points: Plane) -> Plane:
    offsets = points - points.mean(0)
    middle: Plane = points[np.argmin((offsets**2).sum(1))]
    return middle


def points_of_file(content: bytes) -> Plane:
    """Return the points of a picture or a table, whichever it is; raises ``DrawnError``."""
    try:
        return points_of_picture(content)
    except PictureError as error:
        if error.reason != UNREADABLE or b"\0" in content:
            raise DrawnError(str(error)) from None
    return points_of_table(content)


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
            f"the file is neither a picture nor a table; accepted: {formats()}, or CSV with two "
            "columns of numbers"
        ) from None
    points = np.array(list(_rows(text)), dtype=np.float64).reshape(-1, 2)
    check_count(min(len(points), MOST_POINTS))
    return fitted_to_plane(points[_evenly(len(points))])


def _rows(text: str) -> Iterator[tuple[float, float]]:
    separator = next((mark for mark in (";", "\t", ",") if mark in text), " ")
    # Where commas part no cells, they may begin decimals.
    text = text if separator == "," else text.replace(",", ".")
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
                    f"row {number} does not begin with two numbers; accepted: x and y in each row"
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
    return np.asarray(np.clip((points - (low + high) / 2) * scale, -REACH, REACH))


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
    # The ground, whatever its shade, holds none.
    ink -= ink.min()
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
    # As scikit-learn does it, which would take seconds to import where runs wait for their turn.
    tree = cKDTree(points)
    core = tree.query_ball_point(points, NEAR, return_length=True) >= LEAST_CLUSTER
    labels = np.full(len(points), -1)
    if not core.any():
        return labels
    within = cKDTree(points[core])
    pairs = within.query_pairs(NEAR, output_type="ndarray")
    size = int(core.sum())
    joined = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    count, found = connected_components(joined, directed=False)
    if count > MOST_CLUSTERS:
        return labels
    distance, nearest = within.query(points)
    owned = distance <= NEAR
    labels[owned] = found[nearest[owned]]
    return labels
