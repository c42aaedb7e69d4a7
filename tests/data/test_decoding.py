"""Pictures of every kind, decoded as a viewer shows them."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps, features

from gan_core.data.decoding import PictureError
from tests.data.decoded import decoded, file_of

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
WHITE = (255, 255, 255)


def grey_levels(content):
    """The levels of a picture that is grey, as they follow each other in its first row."""
    found = decoded(content)
    assert (found == found[..., :1]).all()
    return found[0, :, 0].tolist()


SIXTEEN = [0, 128, 257, 32_768, 65_407, 65_535]
EIGHT = [0, 0, 1, 128, 255, 255]
"""The levels of 8 bits nearest to those of 16, which are 257 times as many."""


def wide(levels, kind):
    return np.tile(np.array(levels, dtype=kind), (8, 1))


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_16_bit_grey_is_scaled(kind):
    assert grey_levels(file_of(Image.fromarray(wide(SIXTEEN, np.uint16)), kind)) == EIGHT


def test_16_bit_grey_of_the_other_byte_order_is_scaled():
    rows = wide(SIXTEEN, ">u2")
    image = Image.frombytes("I;16B", rows.shape[::-1], rows.tobytes())
    content = file_of(image, "TIFF")
    with Image.open(io.BytesIO(content)) as opened:
        assert opened.mode == "I;16B"
    assert grey_levels(content) == EIGHT


@pytest.mark.parametrize(
    ("levels", "kind", "expected"),
    [
        (SIXTEEN, np.int32, EIGHT),
        ([0, 7, 255, 9, 9], np.int32, [0, 7, 255, 9, 9]),
        ([0.0, 0.2, 0.5, 1.0], np.float32, [0, 51, 128, 255]),
        ([0.0, 1.5, 99.6, 255.0], np.float32, [0, 2, 100, 255]),
    ],
)
def test_32_bit_grey_is_scaled_by_the_least_white_that_covers_it(levels, kind, expected):
    assert grey_levels(file_of(Image.fromarray(wide(levels, kind)), "TIFF")) == expected


@pytest.mark.parametrize(
    ("levels", "kind", "words"),
    [
        (
            [0, 5, 65_536, 0],
            np.int32,
            "numbers from 0 to 65536; accepted are 0 to 255 or 0 to 65535",
        ),
        ([-1, 5, 6, 0], np.int32, "numbers from -1 to 6"),
        (
            [0.0, 300.0, 0.0, 0.0],
            np.float32,
            "numbers from 0 to 300; accepted are 0 to 1 or 0 to 255",
        ),
        ([0.0, np.nan, 0.0, 0.0], np.float32, "not finite"),
    ],
)
def test_32_bit_grey_whose_white_is_unknown_is_refused(levels, kind, words):
    with pytest.raises(PictureError, match=words) as caught:
        decoded(file_of(Image.fromarray(wide(levels, kind)), "TIFF"))
    assert caught.value.reason == "values"


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
def test_a_picture_stands_upright(kind, orientation):
    image = Image.fromarray(np.random.default_rng(0).integers(0, 256, (9, 14, 3), dtype=np.uint8))
    image.getexif()[0x0112] = orientation
    exact = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    content = file_of(image, kind, exif=image.getexif(), **exact)
    assert np.array_equal(decoded(content), np.asarray(ImageOps.exif_transpose(image)))


def test_a_photograph_that_was_turned_to_the_right_has_its_left_half_on_top():
    image = Image.new("RGB", (64, 64), BLUE)
    image.paste(RED, (0, 0, 32, 64))
    image.getexif()[0x0112] = 6
    found = decoded(file_of(image, "JPEG", exif=image.getexif(), quality=95)).astype(int)
    assert np.abs(found[:24] - RED).max() < 10
    assert np.abs(found[40:] - BLUE).max() < 10


def test_an_orientation_that_is_none_is_ignored():
    image = Image.new("RGB", (8, 6), RED)
    image.getexif()[0x0112] = 9
    assert decoded(file_of(image, exif=image.getexif())).shape == (6, 8, 3)


def clear(mode, colour, alpha):
    image = Image.new(mode, (8, 8), colour)
    image.putalpha(alpha)
    return image


TRANSPARENT = {
    "colour": (file_of(clear("RGB", GREEN, 0)), WHITE),
    "colour, half": (file_of(clear("RGB", RED, 128)), (255, 127, 127)),
    "colour, webp": (file_of(clear("RGB", GREEN, 0), "WEBP", lossless=True, exact=True), WHITE),
    "grey": (file_of(clear("L", 0, 0)), WHITE),
    "grey, opaque": (file_of(clear("L", 120, 255)), (120, 120, 120)),
    "palette": (file_of(clear("RGB", RED, 0).quantize()), WHITE),
    "one colour": (file_of(Image.new("RGB", (8, 8), BLUE), transparency=BLUE), WHITE),
    "another colour": (file_of(Image.new("RGB", (8, 8), BLUE), transparency=RED), BLUE),
    "one grey": (file_of(Image.new("L", (8, 8), 7), transparency=7), WHITE),
    "one of 16 bits": (
        file_of(Image.fromarray(np.full((8, 8), 999, np.uint16)), transparency=999),
        WHITE,
    ),
    "black of 1 bit": (file_of(Image.new("1", (8, 8), 0), transparency=0), WHITE),
    "gif": (file_of(Image.new("P", (8, 8), 3), "GIF", transparency=3), WHITE),
}


@pytest.mark.parametrize("name", TRANSPARENT)
def test_transparent_parts_are_white(name):
    content, expected = TRANSPARENT[name]
    assert (decoded(content) == expected).all()


def test_pictures_of_one_bit_are_black_and_white():
    for bit, level in ((0, 0), (1, 255)):
        assert (decoded(file_of(Image.new("1", (8, 8), bit))) == level).all()


def test_cmyk_of_a_jpeg_is_not_inverted():
    """Adobe's programs write CMYK inverted, as Pillow does, and say so in a marker."""
    colour = (200, 50, 20)
    content = file_of(Image.new("RGB", (64, 64), colour).convert("CMYK"), "JPEG", quality=95)
    assert b"Adobe" in content
    with Image.open(io.BytesIO(content)) as image:
        assert image.mode == "CMYK"
    assert np.abs(decoded(content).astype(int) - colour).max() <= 3


def swapped_profile():
    """A profile of colours whose red and blue primaries have changed places."""
    content = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(content[128:132], "big")
    places = {}
    for tag in range(count):
        entry = 132 + 12 * tag
        places[bytes(content[entry : entry + 4])] = entry
    red, blue = places[b"rXYZ"] + 4, places[b"bXYZ"] + 4
    content[red : red + 8], content[blue : blue + 8] = (
        content[blue : blue + 8],
        content[red : red + 8],
    )
    return bytes(content)


@pytest.mark.parametrize(("kind", "off"), [("PNG", 1), ("TIFF", 1), ("JPEG", 4), ("WEBP", 6)])
def test_colours_are_brought_to_srgb_by_the_pictures_profile(kind, off):
    assert features.check("littlecms2")
    content = file_of(
        Image.new("RGB", (16, 16), (200, 50, 20)), kind, icc_profile=swapped_profile()
    )
    assert np.abs(decoded(content).astype(int) - (20, 50, 200)).max() <= off


def test_the_profile_is_of_what_is_seen_not_of_the_paper():
    image = clear("RGB", (200, 50, 20), 0)
    image.paste((200, 50, 20, 255), (0, 0, 4, 8))
    found = decoded(file_of(image, icc_profile=swapped_profile())).astype(int)
    assert np.abs(found[:, :4] - (20, 50, 200)).max() <= 1
    assert (found[:, 4:] == WHITE).all()


def test_colours_of_a_palette_have_the_profile_too():
    image = Image.new("RGB", (8, 8), (200, 50, 20)).quantize()
    found = decoded(file_of(image, icc_profile=swapped_profile())).astype(int)
    assert np.abs(found - (20, 50, 200)).max() <= 1


@pytest.mark.parametrize(
    ("image", "profile"),
    [
        (Image.new("RGB", (8, 8), RED), b"no profile at all" * 20),
        (Image.new("RGB", (8, 8), RED), swapped_profile()[:200]),
        # Of colours, on a picture that has none.
        (Image.new("L", (8, 8), 120), swapped_profile()),
    ],
)
def test_a_profile_that_is_broken_or_of_another_kind_is_ignored(image, profile):
    content = file_of(image, icc_profile=profile)
    assert np.array_equal(decoded(content), np.asarray(image.convert("RGB")))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "TIFF"])
def test_an_animation_is_its_first_frame(kind):
    frames = [Image.new("RGB", (16, 16), (level, 0, 0)) for level in (10, 250)]
    found = decoded(file_of(frames[0], kind, save_all=True, append_images=frames[1:]))
    assert np.abs(found.astype(int) - (10, 0, 0)).max() <= 2


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF"])
def test_all_formats_are_read(kind):
    found = decoded(file_of(Image.new("RGB", (16, 12), (9, 99, 199)), kind, quality=95))
    assert found.shape == (12, 16, 3)
    assert np.abs(found.astype(int) - (9, 99, 199)).max() <= 3
