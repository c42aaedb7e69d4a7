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


def test_nearly_black_faces_keep_a_few_hundredths_of_their_light(random):
    pixels = np.full((50, 64, 64, 3), 200, dtype=np.uint8)
    made = control_set.near_black(pixels, random)
    assert 3 <= made.min() <= made.max() <= 24
    assert np.ptp(made[0]) == 0


def test_a_mesh_alternates_from_pixel_to_pixel(random):
    made = control_set.mesh(np.full((3, 64, 64, 3), 100, dtype=np.uint8), random).astype(int)
    assert (made[:, ::2, ::2] < 100).all()
    assert np.array_equal(made[:, ::2, ::2], made[:, 1::2, 1::2])
    assert np.array_equal(made[:, ::2, 1::2] - 100, 100 - made[:, ::2, ::2])


def test_motion_blur_keeps_the_light_and_takes_detail(random):
    point = np.zeros((1, 64, 64, 3), dtype=np.uint8)
    point[0, 32, 32] = 255
    made = control_set.motion_blur(point, random).astype(int)
    assert made.sum() == pytest.approx(3 * 255, rel=0.1)
    assert 5 <= (made[0, :, :, 0] > 0).sum() <= 25
    plain = np.full((2, 64, 64, 3), 90, dtype=np.uint8)
    assert np.array_equal(control_set.motion_blur(plain, random), plain)


def test_a_stretched_face_ends_in_one_row_or_column(random):
    made = control_set.stretched(pixels_of(12), random)
    for face in made:
        sides = (face[:10], face[-10:], face[:, :10].swapaxes(0, 1), face[:, -10:].swapaxes(0, 1))
        assert any((side == side[:1]).all() for side in sides)


def test_near_copies_are_alike_and_not_the_same(random):
    pixels = pixels_of(4)
    made = control_set.near_copies(pixels, random)
    assert not np.array_equal(made, pixels)
    moved = np.abs(made.astype(int) - np.roll(pixels, 1, axis=2)).mean()
    assert 3 < moved < 6
