"""Wavelet energies of pictures whose detail is known."""

import numpy as np
import pytest

from gan_core.faces.wavelets import LEAST_BRIGHTNESS, LEAST_ENERGY, wavelet_energies

BANDS = ("diagonal", "rows", "columns")


def energies(picture):
    """Return what is in each band of each level, by quarter, and the brightness of sixteenths."""
    found = wavelet_energies(np.asarray(picture, dtype=np.uint8)[None])[0]
    assert found.shape == (52,)
    bands = np.exp(found[:36]).reshape(3, 3, 4) - LEAST_ENERGY
    brightness = np.exp(found[36:]) - LEAST_BRIGHTNESS
    return {name: bands[:, i] for i, name in enumerate(BANDS)}, brightness


def grey(values):
    return np.repeat(np.asarray(values)[:, :, None], 3, axis=2)


def test_a_plain_picture_has_no_detail():
    bands, brightness = energies(np.full((64, 64, 3), 51))
    assert all(values == pytest.approx(0, abs=1e-12) for values in bands.values())
    assert brightness == pytest.approx(0.2)


def test_a_mesh_is_finest_diagonal_detail_and_nothing_else():
    rows, columns = np.indices((64, 64))
    bands, brightness = energies(grey(np.where((rows + columns) % 2, 153, 102)))
    # 0.4 and 0.6: (0.4 - 0.6 - 0.6 + 0.4) / 2 = -0.2.
    assert bands["diagonal"][0] == pytest.approx(0.04)
    assert bands["diagonal"][1:] == pytest.approx(0, abs=1e-12)
    assert bands["rows"] == pytest.approx(0, abs=1e-12)
    assert bands["columns"] == pytest.approx(0, abs=1e-12)
    assert brightness == pytest.approx(0.5)


def test_stripes_of_two_pixels_are_detail_of_the_second_level():
    columns = np.indices((64, 64))[1]
    bands, _ = energies(grey(np.where(columns // 2 % 2, 255, 0)))
    # Blocks of 2 x 2 are plain; their sums over 2 are 0 and 2, so (0 - 2 + 0 - 2) / 2 = -2.
    assert bands["columns"][0] == pytest.approx(0, abs=1e-12)
    assert bands["columns"][1] == pytest.approx(4)
    assert bands["rows"] == pytest.approx(0, abs=1e-12)


def test_a_quarter_has_numbers_of_its_own():
    picture = np.zeros((64, 64))
    picture[:32:2, 32:] = 255  # rows of light in the upper right
    bands, brightness = energies(grey(picture))
    assert bands["rows"][0] == pytest.approx([0, 1, 0, 0], abs=1e-12)
    expected = np.zeros((4, 4))
    expected[:2, 2:] = 0.5
    assert brightness == pytest.approx(expected.ravel())


def test_each_picture_by_itself():
    pixels = np.random.default_rng(0).integers(0, 256, (5, 64, 64, 3), dtype=np.uint8)
    together = wavelet_energies(pixels)
    assert np.array_equal(together[2:3], wavelet_energies(pixels[2:3]))
