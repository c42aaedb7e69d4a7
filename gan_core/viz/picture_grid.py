"""Several pictures in one: sheets for files, strips and previews."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
GAP = 2
PAPER = 255


def picture_grid(pictures: Pixels, *, columns: int, scale: int = 1, gap: int = GAP) -> Pixels:
    """Return (N, H, W) or (N, H, W, 3) bytes as one sheet, row by row, ``gap`` pixels apart.

    Each pixel becomes ``scale`` by ``scale``; gaps and empty places are white. The sheet is
    (rows * (H * scale + gap) + gap, columns * (W * scale + gap) + gap[, 3]).
    """
    if len(pictures) == 0 or columns < 1:
        raise ValueError(f"{len(pictures)} pictures in {columns} columns; at least 1 of each")
    pictures = pictures.repeat(scale, axis=1).repeat(scale, axis=2)
    height, width = pictures.shape[1:3]
    rows = -(-len(pictures) // columns)
    shape = (rows * (height + gap) + gap, columns * (width + gap) + gap, *pictures.shape[3:])
    sheet = np.full(shape, PAPER, dtype=np.uint8)
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        top, left = gap + row * (height + gap), gap + column * (width + gap)
        sheet[top : top + height, left : left + width] = picture
    return sheet


def grid_pictures(
    sheet: Pixels, count: int, *, resolution: int, columns: int, scale: int = 1
) -> Pixels:
    """Return the first ``count`` grey pictures (count, S, S) of a sheet with ``GAP``."""
    apart = resolution * scale + GAP
    rows = -(-count // columns)
    if sheet.shape != (rows * apart + GAP, columns * apart + GAP):
        raise ValueError(f"a sheet of {sheet.shape} does not hold {rows} rows of {columns}")
    cut = sheet[GAP:, GAP:].reshape(rows, apart, columns, apart)
    pictures = cut[:, : resolution * scale : scale, :, : resolution * scale : scale].transpose(
        0, 2, 1, 3
    )
    return pictures.reshape(-1, resolution, resolution)[:count]
