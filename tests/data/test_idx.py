"""idx files are read to the byte, and what a header says is checked before memory is taken."""

import gzip
import io
import tracemalloc

import numpy as np
import pytest

from gan_core.data.idx import IdxError, IdxFile, read_idx
from tests.data.idx_files import idx

PIXELS = np.random.default_rng(0).integers(0, 256, (7, 28, 28)).astype(np.uint8)


def held(content, *, packed=None):
    size = len(content) if packed is None else packed
    return IdxFile("some-file", size, len(content), lambda: io.BytesIO(content))


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize(("array", "item"), [(PIXELS, (28, 28)), (np.arange(9), ())])
def test_what_was_written_is_read(pack, array, item):
    found = read_idx(held(pack(idx(array))), item)
    assert found.dtype == np.uint8
    assert np.array_equal(found, array)


def header(count, *sizes, magic=(0, 0, 8, 3)):
    return bytes(magic) + b"".join(size.to_bytes(4, "big") for size in (count, *sizes))


GOOD = idx(PIXELS)
PACKED = gzip.compress(GOOD)
BROKEN = {
    "empty": (b"", "begins with nothing"),
    "a web page": (b"<html>not found</html>", "begins with 3c68746d"),
    "labels": (idx(np.arange(28)), "begins with 00000801; .* begins with 00000803"),
    "floats": (header(7, 28, 28, magic=(0, 0, 13, 3)) + GOOD[16:], "begins with 00000d03"),
    "header alone cut": (GOOD[:10], "begins with 00000803"),
    "cut short": (GOOD[:-1], r"has 5503 bytes; its header says 5504"),
    "longer": (GOOD + b"x", r"has 5505 bytes; its header says 5504"),
    "none": (header(0, 28, 28), "says that it holds 0; accepted: 1 to 1000000"),
    "too many": (header(2**32 - 1, 28, 28), "says that it holds 4294967295"),
    "huge pictures": (header(1, 2**31, 2**31), "pictures of 2147483648 x 2147483648"),
    "other pictures": (idx(PIXELS[:, :20]), "pictures of 20 x 28, expected 28 x 28"),
    "gz cut short": (PACKED[:-30], "ends early, as a download that was cut short"),
    "gz cut in its checksum": (PACKED[:-5], "ends early"),
    "gz damaged": (PACKED[:-8] + bytes(8), "cannot be read: .*"),
    "gz of less": (gzip.compress(GOOD[:-1]), "ends early"),
    "gz of more": (gzip.compress(GOOD + b"x"), "more than the 5504 bytes of its header"),
    "gz of gz": (gzip.compress(PACKED), "begins with 1f8b"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_anything_else_is_one_line(name):
    content, words = BROKEN[name]
    with pytest.raises(IdxError, match=words) as caught:
        read_idx(held(content), (28, 28))
    assert str(caught.value).startswith("some-file ")
    assert "\n" not in str(caught.value)


def test_a_bomb_takes_no_memory():
    # 784 MB of zeros in less than 1 MB, with the header that fits; and a header without its bytes.
    many = header(1_000_000, 28, 28)
    packed = gzip.compress(many + bytes(10_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(IdxError, match="unpack to 784000000; accepted: up to 100 times"):
            read_idx(held(packed), (28, 28))
        with pytest.raises(IdxError, match="has 16 bytes; its header says 784000016"):
            read_idx(held(many), (28, 28))
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


def test_bytes_beyond_the_header_are_not_unpacked():
    packed = gzip.compress(GOOD + bytes(30_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(IdxError, match="holds more than"):
            read_idx(held(packed), (28, 28))
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


def test_labels_that_are_all_equal_are_no_bomb():
    found = read_idx(held(gzip.compress(idx(np.zeros(60_000)))), ())
    assert found.shape == (60_000,)
