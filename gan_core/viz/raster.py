"""A run's picture as pixels, made without a browser: for GIFs, strips and files."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from gan_core.data.toy import HIGH_QUALITY_SIGMAS, ToyDistribution
from gan_core.metrics.modes import covered_from
from gan_core.storage.serialization import unpack_frame
from gan_core.viz.palette import PALETTE, rgb

Pixels = npt.NDArray[np.uint8]
BANDS = 12
TITLE_HEIGHT = 26


@dataclass(frozen=True)
class RasterStyle:
    """Theme (``light`` or ``dark``), resolution in pixels, whether D's probability is drawn."""

    theme: str = "light"
    resolution: int = 420
    probability: bool = False


def frame_image(
    content: bytes,
    distribution: ToyDistribution,
    *,
    style: RasterStyle,
    levels: tuple[float, float] | None = None,
    short: bool = False,
) -> Image.Image:
    """Return one packed frame as drawn: banded potential, G's points and the centres, and a title.

    ``levels`` fixes the lowest and highest potential of the colours; None takes the frame's own.
    ``short`` leaves the modes out of the title.
    The image is ``style.resolution`` wide and TITLE_HEIGHT higher.
    """
    report, arrays = unpack_frame(content)
    colors = PALETTE[style.theme]
    field = -arrays["field"]
    if style.probability:
        field = 1 / (1 + np.exp(np.clip(field, -60, 60)))
        stops, low, high = colors["probability"], 0.0, 1.0
    else:
        stops = colors["sequential"]
        low, high = levels or (float(field.min()), float(field.max()))
    picture = Image.fromarray(_banded(field, style.resolution, stops, low, high))
    canvas = Image.new("RGB", (style.resolution, style.resolution + TITLE_HEIGHT), colors["paper"])
    canvas.paste(picture, (0, TITLE_HEIGHT))
    pen = ImageDraw.Draw(canvas)
    place = _Placement(distribution.extent, style.resolution)
    covered = _covered(report, arrays, len(distribution.centers))
    if distribution.drawn is not None:
        _draw_reals(pen, place.pixels(distribution.drawn.points), colors["real"])
    _draw_centers(pen, place, distribution, covered, colors["center"])
    _draw_fakes(pen, place.pixels(arrays["points"]), colors["fake"])
    title = _title(report, covered, short=short)
    pen.text((6, 4), title, fill=colors["ink"], font=ImageFont.load_default(15))
    return canvas


def animation(images: Sequence[Image.Image], *, milliseconds: int = 120, colors: int = 64) -> bytes:
    """Return a looping GIF of at most ``colors`` in a picture; the last stays for two seconds."""
    buffer = io.BytesIO()
    reduced = [image.quantize(colors, dither=Image.Dither.NONE) for image in images]
    durations = [milliseconds] * (len(reduced) - 1) + [2000]
    reduced[0].save(
        buffer,
        "GIF",
        save_all=True,
        append_images=reduced[1:],
        duration=durations,
        loop=0,
        optimize=False,
    )
    return buffer.getvalue()


def png(image: Image.Image) -> bytes:
    """Return the image as PNG bytes."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _covered(
    report: dict[str, Any], arrays: dict[str, npt.NDArray[Any]], centers: int
) -> npt.NDArray[np.bool_]:
    """Return which centres have a fifth of their share; an untrained G's do not count."""
    hits = arrays.get("hits")
    if hits is None or not report["step"] or not report["high_quality"]:
        return np.zeros(centers, dtype=bool)
    if "needed" in arrays:
        return np.asarray(hits >= arrays["needed"])
    # Pictures of earlier versions do not tell from how many samples on.
    samples = round(100 * int(hits.sum()) / report["high_quality"])
    return np.asarray(hits >= (report.get("covered_from") or covered_from(samples, centers)))


def _title(report: dict[str, Any], covered: npt.NDArray[np.bool_], *, short: bool) -> str:
    if short:
        return f"epoch {report['epoch']:,}, step {report['step']:,}"
    title = f"epoch {report['epoch']:,}   step {report['step']:,}"
    if report["modes"] is not None and report["step"]:
        title += f"   modes {covered.sum()} / {report['modes_total']}"
    return title


def _banded(
    field: npt.NDArray[np.float64], resolution: int, stops: Sequence[str], low: float, high: float
) -> Pixels:
    """Return colour bands with darker lines between them, (S, S, 3), y upwards."""
    smooth = _resize(field, resolution)[::-1]
    span = high - low or 1.0
    band = np.clip(np.floor((smooth - low) / span * BANDS), 0, BANDS - 1).astype(np.int64)
    anchors = np.array([rgb(stop) for stop in stops], dtype=np.float64)
    positions = np.linspace(0, len(stops) - 1, BANDS)
    table = np.stack(
        [np.interp(positions, np.arange(len(stops)), anchors[:, k]) for k in range(3)], axis=1
    )
    pixels = table[band]
    edge = np.zeros(band.shape, dtype=bool)
    edge[:, 1:] |= band[:, 1:] != band[:, :-1]
    edge[1:] |= band[1:] != band[:-1]
    pixels[edge] *= 0.8
    return pixels.astype(np.uint8)


def _resize(field: npt.NDArray[np.float64], resolution: int) -> npt.NDArray[np.float64]:
    """Return a field upsampled bilinearly to (S, S), with both ends kept."""

    def weights(count: int) -> npt.NDArray[np.float64]:
        position = np.linspace(0, count - 1, resolution)
        lower = np.minimum(position.astype(np.int64), count - 2)
        matrix = np.zeros((resolution, count))
        index = np.arange(resolution)
        matrix[index, lower] = 1 - (position - lower)
        matrix[index, lower + 1] = position - lower
        return matrix

    return weights(field.shape[0]) @ field @ weights(field.shape[1]).T


class _Placement:
    def __init__(self, extent: tuple[float, float, float, float], resolution: int) -> None:
        self.extent = extent
        self.resolution = resolution

    def pixels(self, points: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        x0, x1, y0, y1 = self.extent
        x = (points[:, 0] - x0) / (x1 - x0) * (self.resolution - 1)
        y = TITLE_HEIGHT + (y1 - points[:, 1]) / (y1 - y0) * (self.resolution - 1)
        return np.stack([x, y], axis=1)

    def length(self, distance: float) -> float:
        return distance / (self.extent[1] - self.extent[0]) * (self.resolution - 1)


def _draw_reals(pen: ImageDraw.ImageDraw, places: npt.NDArray[np.float64], color: str) -> None:
    for x, y in places:
        pen.ellipse((x - 1.5, y - 1.5, x + 1.5, y + 1.5), fill=color)


def _draw_fakes(pen: ImageDraw.ImageDraw, places: npt.NDArray[np.float64], color: str) -> None:
    width, height = pen.im.size
    for x, y in places:
        if 0 <= x < width and TITLE_HEIGHT <= y < height:
            pen.polygon([(x - 2, y), (x, y - 2), (x + 2, y), (x, y + 2)], fill=color)


def _draw_centers(
    pen: ImageDraw.ImageDraw,
    place: _Placement,
    distribution: ToyDistribution,
    covered: npt.NDArray[np.bool_],
    color: str,
) -> None:
    """Draw a ring, or a cross that is open in the middle: what lies there stays visible."""
    radius = max(5.0, place.length(HIGH_QUALITY_SIGMAS * distribution.sigma))
    for index, (x, y) in enumerate(place.pixels(distribution.centers)):
        box = (x - radius, y - radius, x + radius, y + radius)
        if covered[index]:
            pen.ellipse(box, outline=color, width=2)
            continue
        near, far = 0.6 * radius, 0.6 * radius + 4
        for right in (-1, 1):
            for down in (-1, 1):
                ends = (x + right * near, y + down * near, x + right * far, y + down * far)
                pen.line(ends, fill=color, width=2)
