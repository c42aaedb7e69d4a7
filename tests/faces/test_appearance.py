"""How bright a face is and before what background: by its picture, and by what is kept of it."""

import numpy as np
import pytest
import torch

from gan_core.faces.appearance import appearance_weights, of_pictures, of_reference
from tests.faces.made_up import raw_pixels

DIRECTIONS = torch.eye(5)


def weights(name):
    return appearance_weights(name, DIRECTIONS)


def test_brightness_is_the_mean_of_a_picture():
    pixels = np.random.default_rng(0).integers(0, 256, (300, 64, 64, 3), dtype=np.uint8)
    found = of_pictures(pixels, weights("brightness"), raw=raw_pixels)
    assert found == pytest.approx(pixels.mean((1, 2, 3)))


def test_a_face_does_not_change_its_background():
    pixels = np.zeros((2, 64, 64, 3), dtype=np.uint8)
    pixels[:, :32, :6] = pixels[:, :32, -6:] = 200
    pixels[1, 10:, 6:58] = 90
    found = of_pictures(pixels, weights("background"), raw=raw_pixels)
    assert found == pytest.approx([200, 200])


def test_pose_is_the_latent_along_a_direction():
    assert weights("pose").tolist() == [0, 0, 1, 0, 0]


def test_kept_components_tell_nearly_the_same(small_reference):
    known, faces = small_reference
    seen = of_pictures(faces.reference, weights("brightness"), raw=raw_pixels)
    kept = of_reference(known, weights("brightness"))
    assert np.corrcoef(seen, kept)[0, 1] > 0.8


def test_weights_of_another_space_are_refused(small_reference):
    with pytest.raises(ValueError, match="5 weights; pixels has 12288 features"):
        of_reference(small_reference[0], weights("pose"))
