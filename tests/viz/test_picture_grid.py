"""Sheets of small pictures."""

import numpy as np
import pytest

from gan_core.viz.picture_grid import picture_grid


def test_pictures_stand_row_by_row_on_white():
    pictures = np.stack([np.full((2, 3), value, np.uint8) for value in (1, 2, 3)])
    sheet = picture_grid(pictures, columns=2, gap=1)
    assert sheet.tolist() == [
        [255] * 9,
        [255, 1, 1, 1, 255, 2, 2, 2, 255],
        [255, 1, 1, 1, 255, 2, 2, 2, 255],
        [255] * 9,
        [255, 3, 3, 3, 255, 255, 255, 255, 255],
        [255, 3, 3, 3, 255, 255, 255, 255, 255],
        [255] * 9,
    ]


def test_colour_and_scale():
    pictures = np.arange(2 * 1 * 1 * 3, dtype=np.uint8).reshape(2, 1, 1, 3)
    sheet = picture_grid(pictures, columns=2, scale=2, gap=0)
    assert sheet.shape == (2, 4, 3)
    assert sheet[1, 1].tolist() == [0, 1, 2]
    assert sheet[0, 2].tolist() == [3, 4, 5]


def test_no_pictures():
    with pytest.raises(ValueError, match="0 pictures"):
        picture_grid(np.zeros((0, 2, 2), np.uint8), columns=3)
