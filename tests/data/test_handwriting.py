"""Pictures from outside: read safely, brought into MNIST's form."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from gan_core.data.decoding import PictureError
from gan_core.data.handwriting import LIMITS, read_picture, to_digit


def file_of(image, kind="PNG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def stroke(size=(100, 60), paper=255, ink=0):
    grey = np.full(size, paper, dtype=np.uint8)
    grey[20:80, 10:20] = ink
    return grey


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_read_as_grey(kind):
    found = read_picture(file_of(Image.fromarray(stroke()).convert("RGB"), kind))
    assert found.shape == (100, 60)
    assert abs(int(found[50, 15]) - 0) < 5
    assert abs(int(found[5, 50]) - 255) < 5


def test_a_photograph_is_turned_as_its_camera_says():
    image = Image.fromarray(stroke())
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    assert read_picture(file_of(image, "JPEG", exif=exif)).shape == (60, 100)


def test_an_opaque_picture_with_an_alpha_channel_is_read():
    assert read_picture(file_of(Image.fromarray(stroke()).convert("RGBA"))).shape == (100, 60)


def header_of(width, height):
    """A PNG that says it is so large and holds nothing."""

    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IEND", b"")


def test_a_scan_of_16_bits_is_the_digit_of_its_8_bits():
    eight = stroke(paper=235, ink=20)
    sixteen = read_picture(file_of(Image.fromarray(eight.astype(np.uint16) * 257)))
    assert np.array_equal(sixteen, eight)
    assert np.array_equal(to_digit(sixteen), to_digit(eight))


def test_ink_on_a_transparent_ground_is_ink_on_white():
    image = Image.new("LA", (60, 100), (0, 0))
    image.paste((0, 255), (10, 20, 20, 80))
    assert np.array_equal(read_picture(file_of(image)), stroke())


def test_an_animation_is_its_first_frame():
    frames = [Image.fromarray(stroke(ink=ink)) for ink in (0, 99)]
    content = file_of(frames[0], save_all=True, append_images=frames[1:])
    assert np.array_equal(read_picture(content), stroke())


def test_a_large_photograph_is_read_smaller():
    """So that looking for the ink in it takes no gigabyte."""
    found = read_picture(file_of(Image.new("L", (4900, 5100), 200)))
    assert found.shape == (1275, 1225)
    assert (found == 200).all()


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\0" * (LIMITS.most_bytes + 1), "MB; accepted are 10"),
        (header_of(10_000, 10_000), "10000 x 10000 pixels; accepted are 25 million"),
        (header_of(60_000, 60_000), "more than 25 million pixels"),
        (b"%PDF-1.4", "no picture that can be read; accepted: JPEG, PNG, WEBP, BMP, GIF and TIFF"),
        (b"", "no picture"),
        (file_of(Image.fromarray(stroke()), "ICO"), "accepted: JPEG, PNG"),
        (file_of(Image.fromarray(stroke()))[:80], "no picture"),
    ],
)
def test_what_is_refused(content, words):
    with pytest.raises(PictureError, match=words) as caught:
        read_picture(content)
    assert "\n" not in str(caught.value)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("unpacked"))
    with pytest.raises(PictureError, match="pixels"):
        read_picture(header_of(10_000, 10_000))


@pytest.mark.parametrize(("paper", "ink"), [(255, 0), (0, 255), (200, 60)])
def test_ink_becomes_white_on_black_whatever_the_paper(paper, ink):
    digit = to_digit(stroke(paper=paper, ink=ink))
    assert digit.shape == (28, 28)
    assert digit.dtype == np.uint8
    assert digit[0, 0] == 0
    assert digit.max() == 255
    # 60 x 10 pixels of ink become 20 x 3, in the middle.
    rows, columns = np.nonzero(digit > 128)
    assert (rows.min(), rows.max()) == (4, 23)
    assert set(columns) == {12, 13, 14} or set(columns) == {13, 14, 15}


def test_the_centre_of_mass_is_in_the_middle():
    grey = np.zeros((80, 80), dtype=np.uint8)
    grey[10:70, 10:15] = 255
    grey[60:70, 10:35] = 255  # an L: heavy at the lower left
    digit = to_digit(grey).astype(float)
    for axis in (0, 1):
        weights = digit.sum(axis=1 - axis)
        assert (weights * (np.arange(28) + 0.5)).sum() / weights.sum() == pytest.approx(14, abs=0.6)


def test_faint_paper_is_no_ink():
    rng = np.random.default_rng(0)
    noisy = stroke().astype(int) - rng.integers(0, 30, (100, 60))
    clean, found = to_digit(stroke()), to_digit(noisy.clip(0, 255).astype(np.uint8))
    assert np.abs(clean.astype(int) - found.astype(int)).mean() < 5


@pytest.mark.parametrize("level", [0, 128, 255])
def test_an_empty_picture_is_refused(level):
    with pytest.raises(PictureError, match="no digit to be seen"):
        to_digit(np.full((50, 50), level, dtype=np.uint8))


def test_one_dot_is_a_digit_of_some_size():
    grey = np.zeros((50, 50), dtype=np.uint8)
    grey[25, 25] = 255
    assert to_digit(grey).max() == 255
