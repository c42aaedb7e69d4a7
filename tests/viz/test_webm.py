"""Videos as WebM: what is written is read again, picture by picture."""

import struct

import numpy as np
import pytest
from PIL import Image

from gan_core.viz.webm import CLUSTER_MILLISECONDS, webm
from tests.viz.webm_reading import elements, number, read_webm

EACH = 80


def moving(count, size=(97, 64)):
    """Return pictures of a soft spot that moves from the left to the right."""
    across, down = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    made = []
    for index in range(count):
        far = (across - size[0] * index / count) ** 2 + (down - size[1] / 2) ** 2
        spot = 255 * np.exp(-far / 400)
        made.append(Image.fromarray(np.stack([spot, 255 - spot, spot / 2], -1).astype(np.uint8)))
    return made


def difference(one, other):
    return np.abs(np.asarray(one, float) - np.asarray(other, float)).mean()


def test_every_picture_comes_back_at_its_time():
    frames = moving(140)
    found, times = read_webm(webm(iter(frames), milliseconds=EACH))
    assert len(found) == len(frames)
    assert times == [EACH * index for index in range(len(frames))]
    assert {picture.size for picture in found} == {frames[0].size}
    errors = [difference(one, other) for one, other in zip(found, frames, strict=True)]
    assert max(errors) < 3
    assert difference(found[0], frames[70]) > 10


def test_a_player_learns_length_and_size_and_finds_each_cluster():
    content = webm(moving(140), milliseconds=EACH)
    known = {}
    clusters, places, segment = {}, {}, 0
    for name, place, value in elements(content):
        known[name] = value
        if name == 0x18538067:
            segment = place + 4 + 8
        if name == 0x1F43B675:
            (_, _, first), *_rest = elements(value)
            clusters[number(first)] = place - segment
        if name == 0xBB:
            parts = {one: number(inside) for one, _, inside in elements(value) if one != 0xB7}
            places[parts[0xB3]] = parts[0xF1]
    assert struct.unpack(">d", known[0x4489]) == (140 * EACH,)
    assert (number(known[0xB0]), number(known[0xBA])) == (97, 64)
    assert (known[0x4282], known[0x86]) == (b"webm", b"V_VP8")
    assert list(clusters) == list(range(0, 140 * EACH, CLUSTER_MILLISECONDS // EACH * EACH))
    assert places == clusters


def test_grey_pictures_and_a_single_one():
    grey = Image.fromarray(np.tile(np.arange(0, 256, 8, dtype=np.uint8), (32, 1)))
    (found,), times = read_webm(webm([grey], milliseconds=EACH))
    assert times == [0]
    assert difference(found.convert("L"), grey) < 3


@pytest.mark.parametrize(
    ("frames", "words"),
    [
        ([], "no picture"),
        ([Image.new("RGB", (8, 8)), Image.new("RGB", (8, 9))], "8 x 9 pixels; accepted: all of"),
        ([Image.new("RGB", (16_384, 1))], "16384 x 1 pixels; .* at most 16383 a side"),
    ],
)
def test_what_is_no_video_is_refused_in_one_line(frames, words):
    with pytest.raises(ValueError, match=words):
        webm(frames, milliseconds=EACH)
