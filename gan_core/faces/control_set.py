"""The control set: pictures made of real faces for which the right answer of a test is known.

All take and return pictures (N, 64, 64, 3) of bytes and a seeded NumPy generator.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

MEAN_OF = 32
"""Faces that a mean face is made of."""

ALIKE = 45.0
"""Colours this near in RGB (0 to 255) are taken for the same background."""

LEAST_BACKGROUND = 0.08
"""Faces with a smaller share of plain background keep it."""

FACE_MIDDLE, FACE_RADII = (36.0, 31.5), (26.0, 19.0)
"""Rows and columns of an ellipse that covers an aligned face; it is never recoloured."""

CHANGE = 90.0
"""A new background's colour is at least so far from the old one in RGB."""

NEAR_BLACK = (0.02, 0.12)
"""Share of its light that a nearly black face keeps, from and to."""

MESH = (8.0, 24.0)
"""How much brighter and darker the squares of a mesh are, of 255."""

BLUR = 11
"""Pixels that a motion blur runs over."""

STRETCHED_FROM = (20, 44)
"""Rows or columns at which a stretched face begins to be stretched."""

COPY_NOISE = 6.0
"""Standard deviation of what a near copy adds to each pixel, of 255."""


def mean_faces(pixels: Pixels, random: np.random.Generator) -> Pixels:
    """Return means of 32 random faces each, as many as there are faces: blurred, plain.

    Raises ``ValueError`` for fewer than 32.
    """
    if len(pixels) < MEAN_OF:
        raise ValueError(f"{len(pixels)} faces; at least {MEAN_OF} are needed for a mean face")
    rows = [random.choice(len(pixels), MEAN_OF, replace=False) for _ in range(len(pixels))]
    return np.stack([pixels[chosen].mean(0).round().astype(np.uint8) for chosen in rows])


def blends(pixels: Pixels, random: np.random.Generator) -> Pixels:
    """Return each face mixed half and half with another one."""
    order = random.permutation(len(pixels))
    partners = np.empty_like(order)
    # One cycle through all faces: no face meets itself.
    partners[order] = np.roll(order, 1)
    return ((pixels.astype(np.uint16) + pixels[partners] + 1) // 2).astype(np.uint8)


def shuffled(pixels: Pixels, random: np.random.Generator) -> Pixels:
    """Return each face with its pixels in random places: the colours stay, the face goes."""
    count, resolution = len(pixels), pixels.shape[1]
    orders = random.permuted(np.tile(np.arange(resolution * resolution), (count, 1)), axis=1)
    flat = pixels.reshape(count, resolution * resolution, 3)
    found: Pixels = np.take_along_axis(flat, orders[:, :, None], axis=1).reshape(pixels.shape)
    return found


def noise(pixels: Pixels, random: np.random.Generator) -> Pixels:
    """Return as many pictures whose every value is random."""
    return random.integers(0, 256, pixels.shape, dtype=np.uint8)


def recoloured(pixels: Pixels, random: np.random.Generator) -> Pixels:
    """Return the faces whose background is plain enough, with another face's colour behind them.

    Fewer than were given, in their order: ``recolourable`` says which.
    """
    chosen = recolourable(pixels)
    masks = [background(pixels[i]) for i in chosen]
    colours = np.array([_middle(pixels[i], mask) for i, mask in zip(chosen, masks, strict=True)])
    found = []
    for own, mask in zip(chosen, masks, strict=True):
        old = _middle(pixels[own], mask)
        far = np.linalg.norm(colours - old, axis=1) >= CHANGE
        new = colours[random.choice(np.flatnonzero(far))] if far.any() else 255 - old
        found.append(_recolour(pixels[own], mask, new - old))
    return np.stack(found) if found else pixels[:0]


def recolourable(pixels: Pixels) -> npt.NDArray[np.int64]:
    """Return the indices of faces whose background is plain enough to be recoloured."""
    return np.array(
        [i for i, face in enumerate(pixels) if background(face).mean() >= LEAST_BACKGROUND],
        dtype=np.int64,
    )


def near_black(pixels: Pixels, random: np.random.Generator) -> Pixels:
    """Return the faces with 2 to 12 % of their light."""
    shares = random.uniform(*NEAR_BLACK, size=(len(pixels), 1, 1, 1))
    found: Pixels = (pixels * shares).round().astype(np.uint8)
    return found


def mesh(pixels: Pixels, random: np.random.Generator) -> Pixels:
    """Return the faces under a chessboard of single pixels, as transposed convolutions leave it."""
    rows, columns = np.indices(pixels.shape[1:3])
    board = np.where((rows + columns) % 2, 1.0, -1.0)[:, :, None]
    heights = random.uniform(*MESH, size=(len(pixels), 1, 1, 1))
    found: Pixels = (pixels + heights * board).clip(0, 255).round().astype(np.uint8)
    return found


def motion_blur(pixels: Pixels, random: np.random.Generator) -> Pixels:
    """Return the faces smeared over 11 pixels in a random direction each."""
    from scipy import ndimage

    found = np.empty_like(pixels)
    reach = BLUR // 2
    for i, angle in enumerate(random.uniform(0, np.pi, size=len(pixels))):
        way = np.linspace(-reach, reach, 20 * BLUR)[:, None] * [np.sin(angle), np.cos(angle)]
        kernel = np.zeros((BLUR, BLUR))
        np.add.at(kernel, tuple(way.round().astype(np.int64).T + reach), 1 / len(way))
        blurred = ndimage.convolve(pixels[i].astype(np.float64), kernel[:, :, None], mode="nearest")
        found[i] = blurred.round()
    return found


def stretched(pixels: Pixels, random: np.random.Generator) -> Pixels:
    """Return the faces with one row or column repeated up to a side: a smear without detail."""
    found = np.empty_like(pixels)
    for i, face in enumerate(pixels):
        turns, start = random.integers(4), random.integers(*STRETCHED_FROM)
        turned: Pixels = np.rot90(face, int(turns)).copy()
        turned[:, start:] = turned[:, start : start + 1]
        found[i] = np.rot90(turned, -int(turns))
    return found


def near_copies(pixels: Pixels, random: np.random.Generator) -> Pixels:
    """Return each face again, a pixel to the right and with a little noise, as in repeated sets."""
    moved = np.roll(pixels, 1, axis=2) + random.normal(0, COPY_NOISE, pixels.shape)
    found: Pixels = moved.clip(0, 255).round().astype(np.uint8)
    return found


def background(picture: Pixels) -> Mask:
    """Return where a face's background is, (64, 64): alike and joined to the border.

    What is as coloured as the left or right upper border and reaches it, outside the face.
    """
    from scipy import ndimage

    resolution = len(picture)
    values = picture.astype(np.float64)
    upper = slice(0, resolution // 2)
    borders = [values[upper, :3].reshape(-1, 3), values[upper, -3:].reshape(-1, 3)]
    alike = np.zeros((resolution, resolution), dtype=bool)
    for border in borders:
        colour = np.median(border, axis=0)
        alike |= np.linalg.norm(values - colour, axis=2) < ALIKE
    rows, columns = np.mgrid[:resolution, :resolution]
    away = ((rows - FACE_MIDDLE[0]) / FACE_RADII[0]) ** 2
    away = away + ((columns - FACE_MIDDLE[1]) / FACE_RADII[1]) ** 2
    parts, _count = ndimage.label(alike & (away > 1))
    reaching = np.unique(np.concatenate([parts[upper, 0], parts[upper, -1], parts[0]]))
    found: Mask = np.isin(parts, reaching[reaching > 0])
    return found


def _middle(picture: Pixels, behind: Mask) -> npt.NDArray[np.float64]:
    """Return a background's median colour, (3,)."""
    found: npt.NDArray[np.float64] = np.median(picture[behind].astype(np.float64), axis=0)
    return found


def _recolour(picture: Pixels, behind: Mask, change: npt.NDArray[np.float64]) -> Pixels:
    """Return a picture whose background's colours are moved; light and shade on it stay."""
    from scipy import ndimage

    soft = ndimage.gaussian_filter(behind.astype(np.float64), 0.7)[:, :, None]
    found: Pixels = (picture + soft * change).clip(0, 255).round().astype(np.uint8)
    return found


CONTROL_SET: dict[str, Callable[[Pixels, np.random.Generator], Pixels]] = {
    "mean faces": mean_faces,
    "blends": blends,
    "shuffled pixels": shuffled,
    "noise": noise,
    "changed background": recoloured,
    "near black": near_black,
    "mesh": mesh,
    "motion blur": motion_blur,
    "stretched": stretched,
}
"""How each kind of picture is made of real faces, by its name."""
