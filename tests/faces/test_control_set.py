"""Pictures whose kind is known: what is kept of the faces and what is not."""

import numpy as np
import pytest

from gan_core.faces import control_set
from gan_core.faces.control_set import CONTROL_SET, background, recolourable, recoloured
from tests.faces.made_up import pixels_of


@pytest.fixture
def random():
    return np.random.default_rng(0)


def portrait(colour, face=(200, 150, 120)):
    """A plain ground with an ellipse in the middle."""
    picture = np.full((64, 64, 3), colour, dtype=np.uint8)
    rows, columns = np.mgrid[:64, :64]
    inside = ((rows - 36) / 24) ** 2 + ((columns - 31.5) / 17) ** 2 < 1
    picture[inside] = face
    return picture, inside


@pytest.mark.parametrize("name", CONTROL_SET)
def test_all_make_pictures_and_repeat(name, random):
    pixels = np.stack([portrait((i, 90, 200 - i))[0] for i in range(0, 120, 3)])
    made = CONTROL_SET[name](pixels, random)
    assert made.dtype == np.uint8
    assert made.shape == pixels.shape
    again = CONTROL_SET[name](pixels, np.random.default_rng(0))
    assert np.array_equal(made, again)


def test_shuffled_pixels_are_the_same_colours(random):
    pixels = pixels_of(3)
    made = control_set.shuffled(pixels, random)
    assert not np.array_equal(made, pixels)
    for before, after in zip(pixels, made, strict=True):
        colours = [sorted(map(tuple, picture.reshape(-1, 3))) for picture in (before, after)]
        assert colours[0] == colours[1]


def test_a_blend_lies_between_two_different_faces(random):
    pixels = np.stack([np.full((64, 64, 3), i * 10, np.uint8) for i in range(20)])
    made = control_set.blends(pixels, random)[:, 0, 0, 0].astype(int)
    partners = made * 2 - np.arange(20) * 10
    assert (partners != np.arange(20) * 10).all()
    assert sorted(partners) == list(range(0, 200, 10))


def test_a_mean_face_has_hardly_any_contrast(random):
    pixels = pixels_of(100)
    assert control_set.mean_faces(pixels, random).std() < 0.5 * pixels.std()


def test_the_background_is_what_reaches_the_border(random):
    picture, inside = portrait((30, 60, 90))
    found = background(picture)
    assert found[:20, :5].all()
    assert not found[inside].any()


def test_a_new_background_leaves_the_face(random):
    pixels = np.stack([portrait(colour)[0] for colour in ((30, 60, 90), (220, 220, 90))])
    made = recoloured(pixels, random)
    assert np.array_equal(made[:, 30:42, 25:38], pixels[:, 30:42, 25:38])
    # Each has the other's colour now.
    assert made[0, 2, 2].tolist() == [220, 220, 90]
    assert made[1, 2, 2].tolist() == [30, 60, 90]


def test_faces_without_a_plain_background_are_left_out(random):
    noisy = random.integers(0, 256, (1, 64, 64, 3), dtype=np.uint8)
    pixels = np.concatenate([noisy, portrait((30, 60, 90))[0][None]])
    assert recolourable(pixels).tolist() == [1]
    assert len(recoloured(pixels, random)) == 1
    assert len(recoloured(noisy, random)) == 0
