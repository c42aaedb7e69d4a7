"""How much of a picture is decoded, what is refused, and what that takes."""

import numpy as np
import pytest
from PIL import Image

from gan_core.data import decoding
from gan_core.data.decoding import PictureError
from tests.data.decoded import decoded, file_of

RED = (255, 0, 0)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "I;16", "1", "P"])
def test_a_large_picture_is_averaged_band_by_band(mode, monkeypatch):
    """To what the whole of it, averaged at once, would be."""
    random = np.random.default_rng(0)
    rows = random.integers(0, 256, (61, 83, 3), dtype=np.uint8)
    if mode == "I;16":
        image = Image.fromarray(rows[..., 0].astype(np.uint16) * 257)
        whole = Image.fromarray(rows[..., 0]).convert("RGB")
    else:
        image = Image.fromarray(rows).convert(mode)
        whole = image.convert("RGB")
    monkeypatch.setattr(decoding, "LARGE", 1000)
    monkeypatch.setattr(decoding, "BAND", 500)
    found = decoded(file_of(image), enough=20)
    assert np.array_equal(found, np.asarray(whole.reduce(3)))


def test_a_large_jpeg_is_not_decoded_at_its_full_size():
    content = file_of(Image.new("RGB", (2000, 1600), RED), "JPEG")
    sizes = []
    found = decoded(content, enough=200, admit=sizes.append)
    assert found.shape == (200, 250, 3)
    # Four bytes a pixel to decode, four for the picture that is returned.
    assert sizes == [8 * 200 * 250]


def test_memory_is_asked_for_before_it_is_taken(monkeypatch):
    def refuse(size):
        assert size == 4 * 1500 * 1000 + 4 * 1500 * 1000
        raise PictureError("too_large", "no room")

    content = file_of(Image.new("RGB", (1500, 1000)))
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("unpacked"))
    with pytest.raises(PictureError, match="no room"):
        decoded(content, admit=refuse)


@pytest.mark.parametrize(
    ("content", "reason", "words"),
    [
        (bytes(1_000_001), "too_large", "1.0 MB; accepted are 1"),
        (file_of(Image.new("1", (4000, 3000))), "too_large", "4000 x 3000 pixels; accepted are 10"),
        (file_of(Image.new("L", (3, 30))), "too_small", "3 x 30 pixels; accepted are 4 x 4"),
        (b"", "unreadable", "no picture that can be read; accepted: JPEG, PNG, WEBP, BMP"),
        (b"<html>", "unreadable", "no picture that can be read; accepted"),
        (file_of(Image.new("RGB", (90, 90), RED), "JPEG")[:-200], "unreadable", "accepted"),
        (file_of(Image.new("RGB", (90, 90), RED))[:70], "unreadable", "accepted"),
        (file_of(Image.new("RGB", (90, 90), RED), "ICO"), "unreadable", "accepted"),
    ],
)  # fmt: skip
def test_refusals_are_one_line_and_a_reason(content, reason, words):
    with pytest.raises(PictureError, match=words) as caught:
        decoded(content)
    assert caught.value.reason == reason
    assert "\n" not in str(caught.value)


def test_a_picture_that_takes_much_memory_to_decode_is_refused(monkeypatch):
    monkeypatch.setattr(decoding, "MEMORY", 1_000_000)
    # 300 x 300 pixels of 16 bytes while a WebP is decoded, of 4 for a PNG, and 4 of the result.
    image = Image.new("RGB", (300, 300), RED)
    assert decoded(file_of(image)).shape == (300, 300, 3)
    with pytest.raises(PictureError, match="would take 2 MB to decode; accepted are 1") as caught:
        decoded(file_of(image, "WEBP"))
    assert caught.value.reason == "too_large"
    large = Image.new("RGB", (400, 400), RED)
    assert decoded(file_of(large, "JPEG")).shape == (100, 100, 3)
    # A progressive one is held whole before it is made smaller.
    with pytest.raises(PictureError, match="would take 1 MB"):
        decoded(file_of(large, "JPEG", progressive=True, subsampling=0))
