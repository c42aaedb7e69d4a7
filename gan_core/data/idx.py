"""Read idx files, the format of MNIST and its relatives: a header with sizes, then bytes.

What a header says is checked against the file before memory is asked for.
"""

from __future__ import annotations

import gzip
import math
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, cast

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]

MOST_ITEMS = 1_000_000
SMALL, MOST_RATIO = 1_000_000, 100
"""What unpacks to more bytes than ``SMALL`` and than so many times its size is no data set."""

GZIP, UNSIGNED_BYTES = b"\x1f\x8b", 8
PIECE = 1 << 20


class IdxError(Exception):
    """A file is no idx file as expected; one line says which and why."""


@dataclass(frozen=True)
class IdxFile:
    """A file, plain or gzipped, in a folder or in a zip.

    ``label`` is its name for people, ``packed`` the bytes that it takes where it lies, ``size``
    those that ``open``, which gives a stream that can be rewound, will give.
    """

    label: str
    packed: int
    size: int
    open: Callable[[], IO[bytes]]


def read_idx(file: IdxFile, item: tuple[int, ...]) -> Bytes:
    """Return all items of an idx file of bytes, N of them by their shape; raises ``IdxError``.

    ``item`` is that shape: (28, 28) for digits, () for labels. A file is taken for gzipped
    by its first bytes, as browsers and tools add and remove ``.gz`` at will.
    """
    try:
        with file.open() as raw:
            gzipped = raw.read(len(GZIP)) == GZIP
            raw.seek(0)
            if not gzipped:
                return _read(raw, file, item, size=file.size)
            with gzip.GzipFile(fileobj=raw) as stream:
                return _read(cast("IO[bytes]", stream), file, item, size=None)
    except EOFError:
        raise IdxError(f"{file.label} ends early, as a download that was cut short") from None
    except (OSError, RuntimeError, ValueError, zlib.error, zipfile.BadZipFile) as error:
        # zipfile raises RuntimeError for a password or an unknown compression.
        reason = (isinstance(error, OSError) and error.strerror) or " ".join(str(error).split())
        raise IdxError(f"{file.label} cannot be read: {reason}") from None


def _read(stream: IO[bytes], file: IdxFile, item: tuple[int, ...], *, size: int | None) -> Bytes:
    """Read header and items; ``size`` is the number of bytes in the stream, None if not known."""
    head = 4 * (2 + len(item))
    header = stream.read(head)
    magic = bytes([0, 0, UNSIGNED_BYTES, 1 + len(item)])
    if header[:4] != magic or len(header) < head:
        raise IdxError(
            f"{file.label} begins with {header[:4].hex() or 'nothing'}; an idx file of bytes with "
            f"{1 + len(item)} sizes begins with {magic.hex()}"
        )
    count, *shape = (int.from_bytes(header[at : at + 4], "big") for at in range(4, head, 4))
    if tuple(shape) != item:
        raise IdxError(
            f"{file.label} holds pictures of {' x '.join(map(str, shape))}, expected "
            f"{' x '.join(map(str, item))}"
        )
    if not 1 <= count <= MOST_ITEMS:
        raise IdxError(f"{file.label} says that it holds {count}; accepted: 1 to {MOST_ITEMS}")
    total = count * math.prod(item)
    if size is not None and size != head + total:
        raise IdxError(f"{file.label} has {size} bytes; its header says {head + total}")
    if total > max(SMALL, MOST_RATIO * file.packed):
        raise IdxError(
            f"{file.label} says that its {file.packed} bytes unpack to {total}; accepted: up to "
            f"{MOST_RATIO} times as many"
        )
    found = np.empty(total, np.uint8)
    done = 0
    while done < total:
        part = stream.read(min(PIECE, total - done))
        if not part:
            raise EOFError
        found[done : done + len(part)] = np.frombuffer(part, np.uint8)
        done += len(part)
    # At the end gzip and zip compare their checksums.
    if stream.read(1):
        raise IdxError(f"{file.label} holds more than the {head + total} bytes of its header")
    return found.reshape(count, *item)
