"""A reader of WebM for tests: elements by identifier, and pictures that Pillow decodes."""

import io
import struct

from PIL import Image

HOLDERS = (
    0x1A45DFA3,
    0x18538067,
    0x1F43B675,
    0x1549A966,
    0x1654AE6B,
    0xAE,
    0xE0,
    0x1C53BB6B,
    0xBB,
    0xB7,
)


def elements(content, start=0, end=None):
    """Yield identifier, place of the element, and content of each element, those within too."""
    end = len(content) if end is None else end
    while start < end:
        length = 9 - content[start].bit_length()
        name = int.from_bytes(content[start : start + length], "big")
        width = 9 - content[start + length].bit_length()
        size = int.from_bytes(content[start + length : start + length + width], "big")
        size -= 1 << 7 * width
        inside = start + length + width
        yield name, start, content[inside : inside + size]
        if name in HOLDERS:
            yield from elements(content, inside, inside + size)
        start = inside + size
    assert start == end


def number(value):
    return int.from_bytes(value, "big")


def read_webm(content):
    """Return the pictures of a video and the millisecond at which each is shown."""
    pictures, times = [], []
    begin = 0
    for name, _place, value in elements(content):
        if name == 0xE7:
            begin = number(value)
        if name == 0xA3:
            track, after, flags = struct.unpack(">BhB", value[:4])
            assert (track, flags) == (0x81, 0x80)
            times.append(begin + after)
            pictures.append(decoded(value[4:]))
    return pictures, times


def decoded(frame):
    """Return a key frame of VP8 as a picture; as WebP it is what Pillow reads."""
    chunk = struct.pack("<4sI", b"VP8 ", len(frame)) + frame + b"\0" * (len(frame) % 2)
    return Image.open(io.BytesIO(struct.pack("<4sI4s", b"RIFF", 4 + len(chunk), b"WEBP") + chunk))
