"""Pictures as a WebM video: Pillow encodes each as a key frame of VP8, this file packs them.

A lossy WebP picture is one key frame of VP8 in a RIFF container (RFC 9649), and WebM is Matroska
with VP8 in it (RFC 8794 and 9559), so that no other library is needed. No frame refers to another:
the file is larger than a film encoder's, and any place in it can be shown at once.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable

from PIL import Image

QUALITY, EFFORT = 90, 2
"""Of libwebp, 0 to 100 and 0 to 6."""

LARGEST_SIDE = 16_383
"""Pixels; VP8 has 14 bits for each side."""

CLUSTER_MILLISECONDS = 5000
"""Frames of so long share a cluster, to whose beginning players jump."""

# Identifiers of Matroska's elements.
EBML, SEGMENT, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
INFO, TRACKS, CUES = 0x1549A966, 0x1654AE6B, 0x1C53BB6B
DOCUMENT_TYPE, TIME_SCALE, DURATION = 0x4282, 0x2AD7B1, 0x4489
MAKERS = (0x4D80, 0x5741)
TRACK_ENTRY, TRACK_NUMBER, TRACK_ID, TRACK_TYPE, CODEC = 0xAE, 0xD7, 0x73C5, 0x83, 0x86
DEFAULT_DURATION, VIDEO, WIDTH, HEIGHT = 0x23E383, 0xE0, 0xB0, 0xBA
CUE_POINT, CUE_TIME, CUE_POSITIONS, CUE_TRACK, CUE_CLUSTER = 0xBB, 0xB3, 0xB7, 0xF7, 0xF1
CLUSTER_TIME, SIMPLE_BLOCK = 0xE7, 0xA3
KEY_FRAME = 0x80
VERSIONS = ((0x4286, 1), (0x42F7, 1), (0x42F2, 4), (0x42F3, 8))
"""Of EBML and of reading it, the longest identifier and size; then those of the document."""

DOCUMENT_VERSIONS = ((0x4287, 2), (0x4285, 2))


def webm(frames: Iterable[Image.Image], *, milliseconds: int) -> bytes:
    """Return a video of pictures of one size, each shown for so long.

    ``ValueError`` without a picture, and for pictures of other sizes or larger than VP8 takes.
    """
    encoded: list[bytes] = []
    size = (0, 0)
    for frame in frames:
        size = size if encoded else frame.size
        if frame.size != size or max(size) > LARGEST_SIDE:
            raise ValueError(
                f"a picture of {frame.width} x {frame.height} pixels; accepted: all of one size, "
                f"at most {LARGEST_SIDE} a side"
            )
        encoded.append(key_frame(frame))
    if not encoded:
        raise ValueError("no picture; a video has one at least")
    each = max(1, CLUSTER_MILLISECONDS // milliseconds)
    clusters = {
        first * milliseconds: _cluster(encoded[first : first + each], first, milliseconds)
        for first in range(0, len(encoded), each)
    }
    head = _information(len(encoded), milliseconds) + _track(size, milliseconds)
    # Places are of fixed length, so where the clusters begin is known before they are written.
    start = len(head) + len(_cues(dict.fromkeys(clusters, 0)))
    places = {}
    for time, cluster in clusters.items():
        places[time] = start
        start += len(cluster)
    return _header() + _element(SEGMENT, head + _cues(places) + b"".join(clusters.values()))


def key_frame(picture: Image.Image) -> bytes:
    """Return a picture as a key frame of VP8."""
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "WEBP", quality=QUALITY, method=EFFORT)
    content = buffer.getvalue()
    place = 12  # after RIFF, the length and WEBP
    while place < len(content):
        name, length = struct.unpack_from("<4sI", content, place)
        if name == b"VP8 ":
            return content[place + 8 : place + 8 + length]
        place += 8 + length + length % 2
    raise ValueError("Pillow wrote a WebP picture without VP8")


def _header() -> bytes:
    versions = [_number(name, value) for name, value in VERSIONS]
    document = [_number(name, value) for name, value in DOCUMENT_VERSIONS]
    return _element(EBML, b"".join([*versions, _element(DOCUMENT_TYPE, b"webm"), *document]))


def _information(count: int, milliseconds: int) -> bytes:
    duration = _element(DURATION, struct.pack(">d", count * milliseconds))
    makers = b"".join(_element(name, b"GAN Explorer") for name in MAKERS)
    return _element(INFO, _number(TIME_SCALE, 10**6) + duration + makers)


def _track(size: tuple[int, int], milliseconds: int) -> bytes:
    numbers = ((TRACK_NUMBER, 1), (TRACK_ID, 1), (TRACK_TYPE, 1))
    shape = _element(VIDEO, _number(WIDTH, size[0]) + _number(HEIGHT, size[1]))
    entry = b"".join(_number(name, value) for name, value in numbers)
    entry += _element(CODEC, b"V_VP8") + _number(DEFAULT_DURATION, milliseconds * 10**6) + shape
    return _element(TRACKS, _element(TRACK_ENTRY, entry))


def _cues(places: dict[int, int]) -> bytes:
    """Return at what time each cluster begins, and where in the segment."""
    points = b""
    for time, place in places.items():
        position = _number(CUE_TRACK, 1) + _element(CUE_CLUSTER, place.to_bytes(8, "big"))
        points += _element(CUE_POINT, _number(CUE_TIME, time) + _element(CUE_POSITIONS, position))
    return _element(CUES, points)


def _cluster(frames: list[bytes], first: int, milliseconds: int) -> bytes:
    """Return frames with their times, which count from the cluster's."""
    blocks = [
        _element(SIMPLE_BLOCK, struct.pack(">BhB", 0x81, index * milliseconds, KEY_FRAME) + frame)
        for index, frame in enumerate(frames)
    ]
    return _element(CLUSTER, _number(CLUSTER_TIME, first * milliseconds) + b"".join(blocks))


def _element(name: int, content: bytes) -> bytes:
    """Return an element: its identifier, its length in eight bytes, what it holds."""
    label = name.to_bytes((name.bit_length() + 7) // 8, "big")
    return label + (len(content) | 1 << 56).to_bytes(8, "big") + content


def _number(name: int, value: int) -> bytes:
    return _element(name, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))
