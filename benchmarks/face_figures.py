"""The figures of ``docs/faces.md``: maps, sheets and a close-up. No real face is in any of them."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.digit_figures import beside, font
from gan_core.faces.neighbours import Doubles
from gan_core.faces.outliers import Flags
from gan_core.faces.spaces import Pixels
from gan_core.viz.palette import PALETTE, rgb
from gan_core.viz.picture_grid import picture_grid

REAL, FAKE, INK = (rgb(PALETTE["light"][name]) for name in ("real", "fake", "ink"))
PAPER = "white"
TEXT = 15
HEADER = 30
SIDE = 420
SCALE = 4
"""Maps are drawn so many times as large and then reduced, which makes soft edges."""

SMALL = 48
"""Resolution of a face where many stand in one figure."""

CLOSE_UP = (860, 560)
CLOSE_UP_SHARE = 0.3
"""Part of the map's width that the close-up shows."""

Size = tuple[int, int]


@dataclass(frozen=True)
class Panel:
    """A map with fakes on it: reals at ``coordinates`` (M, 2), fakes at ``places`` (N, 2)."""

    title: str
    coordinates: Doubles
    places: Doubles


@dataclass(frozen=True)
class Window:
    """Part of a map, from its lower left corner, and the pixels that it becomes."""

    corner: Doubles
    extent: Doubles
    size: Size

    def places(self, coordinates: Doubles) -> Doubles:
        """Return the pixels (N, 2) of places on the map; up is up."""
        share = (coordinates - self.corner) / self.extent
        found: Doubles = np.column_stack([share[:, 0], 1 - share[:, 1]]) * self.size
        return found

    def holds(self, coordinates: Doubles) -> Flags:
        """Whether places on the map lie in this part, (N,)."""
        share = (coordinates - self.corner) / self.extent
        found: Flags = ((share >= 0) & (share <= 1)).all(1)
        return found


def whole_map(coordinates: Doubles, size: Size) -> Window:
    """Return a square window around all places, with a margin."""
    low, high = coordinates.min(0), coordinates.max(0)
    side = float((high - low).max()) * 1.06
    return Window((low + high - side) / 2, np.array([side, side]), size)


def titled(title: str, image: Image.Image) -> Image.Image:
    """Write a line above a picture."""
    width = max(image.width, round(font(TEXT).getlength(title)) + 8)
    whole = Image.new("RGB", (width, image.height + HEADER), PAPER)
    whole.paste(image, (0, HEADER))
    ImageDraw.Draw(whole).text((4, HEADER / 2), title, fill=INK, font=font(TEXT), anchor="lm")
    return whole


def stacked(images: list[Image.Image]) -> Image.Image:
    """Put pictures below each other."""
    width = max(image.width for image in images)
    whole = Image.new("RGB", (width, sum(image.height for image in images)), PAPER)
    top = 0
    for image in images:
        whole.paste(image, (0, top))
        top += image.height
    return whole


def reduced(pictures: Pixels, resolution: int) -> Pixels:
    """Return faces (N, 64, 64, 3) at another resolution."""
    faces = [Image.fromarray(face) for face in pictures]
    return np.stack(
        [np.asarray(f.resize((resolution, resolution), Image.Resampling.LANCZOS)) for f in faces]
    )


def sheet(pictures: Pixels, *, columns: int) -> Image.Image:
    """Lay faces out row by row."""
    return Image.fromarray(picture_grid(pictures, columns=columns))


def points(pen: ImageDraw.ImageDraw, places: Doubles, color: str | Size, radius: float) -> None:
    """Draw circles, as real faces have them."""
    for x, y in places:
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)


def diamonds(pen: ImageDraw.ImageDraw, places: Doubles, radius: float) -> None:
    """Draw diamonds with a light rim, as fakes have them."""
    for width, color in ((1.35 * radius, PAPER), (radius, FAKE)):
        for x, y in places:
            corners = [(x, y - width), (x + width, y), (x, y + width), (x - width, y)]
            pen.polygon(corners, fill=color)


def legend(pen: ImageDraw.ImageDraw, left: float, middle: float, fakes: str) -> None:
    """Say what a circle is and what a diamond."""
    points(pen, np.array([[left + 8, middle]]), REAL, 5)
    pen.text((left + 20, middle), "real face", fill=INK, font=font(TEXT), anchor="lm")
    place = left + 40 + font(TEXT).getlength("real face")
    diamonds(pen, np.array([[place, middle]]), 7)
    pen.text((place + 12, middle), fakes, fill=INK, font=font(TEXT), anchor="lm")


def maps(panels: list[Panel]) -> Image.Image:
    """Draw figure 8.2: reals as points, fakes as diamonds, two maps in a row."""
    made = []
    for panel in panels:
        both = np.concatenate([panel.coordinates, panel.places])
        window = whole_map(both, (SIDE * SCALE, SIDE * SCALE))
        canvas = Image.new("RGB", window.size, PAPER)
        pen = ImageDraw.Draw(canvas)
        points(pen, window.places(panel.coordinates), REAL, 2.2 * SCALE)
        diamonds(pen, window.places(panel.places), 5 * SCALE)
        image = canvas.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        ImageDraw.Draw(image).rectangle((0, 0, SIDE - 1, SIDE - 1), outline="#b0b0b0")
        made.append(titled(panel.title, image))
    rows = [beside(made[i : i + 2]) for i in range(0, len(made), 2)]
    whole = stacked([*rows, Image.new("RGB", (1, HEADER), PAPER)])
    legend(ImageDraw.Draw(whole), 0, whole.height - HEADER / 2, "generated face")
    return whole


def border_and_inside(pictures: Pixels, outward: Flags, *, most: int = 24) -> Image.Image:
    """Draw figures 8.3 and 8.4 beside each other: the first fakes at the border, and inside."""
    parts = []
    for title, chosen in (("at the border", outward), ("inside", ~outward)):
        faces = pictures[chosen][:most]
        image = Image.new("RGB", (8 * (SMALL + 2) + 2, 3 * (SMALL + 2) + 2), PAPER)
        if len(faces):
            image.paste(sheet(reduced(faces, SMALL), columns=8), (0, 0))
        parts.append(titled(f"{title}: {int(chosen.sum())} of {len(outward)}", image))
    return beside(parts)


def close_up(pictures: Pixels, panel: Panel) -> Image.Image:
    """Draw figure 8.5: where most fakes lie, with fakes as pictures and reals as points."""
    coordinates, places = panel.coordinates, panel.places
    window = fullest_window(coordinates, places)
    image = Image.new("RGB", window.size, PAPER)
    pen = ImageDraw.Draw(image)
    points(pen, window.places(coordinates[window.holds(coordinates)]), REAL, 4)
    left_out, drawn = [], np.zeros((0, 2))
    rows = np.flatnonzero(window.holds(places))
    half = SMALL // 2
    faces = reduced(pictures, SMALL)
    for row, place in zip(rows, window.places(places[rows]), strict=True):
        cut = (place < half + 2).any() or (place > np.array(window.size) - half - 2).any()
        if cut or (len(drawn) and (np.abs(drawn - place).max(1) < SMALL + 4).any()):
            left_out.append(place)
            continue
        x, y = (round(value) for value in place)
        pen.rectangle((x - half - 2, y - half - 2, x + half + 1, y + half + 1), fill=FAKE)
        image.paste(Image.fromarray(faces[row]), (x - half, y - half))
        drawn = np.vstack([drawn, place])
    if left_out:
        diamonds(pen, np.array(left_out), 7)
    pen.rectangle((0, 0, image.width - 1, image.height - 1), outline="#b0b0b0")
    whole = titled("", image)
    legend(ImageDraw.Draw(whole), 0, HEADER / 2, "generated face for which there is no room")
    return whole


def fullest_window(coordinates: Doubles, places: Doubles) -> Window:
    """Return the part of a map around a fake that holds most fakes; the first of equal ones."""
    width = float(np.ptp(coordinates[:, 0])) * CLOSE_UP_SHARE
    extent = np.array([width, width * CLOSE_UP[1] / CLOSE_UP[0]])
    windows = [Window(place - extent / 2, extent, CLOSE_UP) for place in places]
    return max(windows, key=lambda window: int(window.holds(places).sum()))


def from_broken_to_typical(pictures: Pixels, scores: Doubles, *, columns: int = 12) -> Image.Image:
    """Draw fakes by a score (N,), highest first: the first, the middle and the last of them."""
    order = np.argsort(-scores, kind="stable")
    middle = (len(order) - columns) // 2
    starts = {"farthest from real faces": 0, "in the middle": middle}
    starts["most typical"] = len(order) - columns
    assert all(second - first >= columns for first, second in pairwise(starts.values()))
    return stacked(
        [
            titled(title, sheet(pictures[order[start : start + columns]], columns=columns))
            for title, start in starts.items()
        ]
    )
