"""Pictures of a folder or a zip as one array: decoded once, cropped, kept beside them.

What is decoded comes from outside: count, bytes, pixels and memory are bounded, names are
used for nothing but the order, and nothing leaves the folder of the cache.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from gan_core.data import decoding
from gan_core.data.decoding import Limits, PictureError, decode_picture, formats
from gan_core.data.picture_files import (
    MOST_BYTES,
    Origin,
    PictureFiles,
    PictureSetError,
    no_pictures,
    open_pictures,
    reasons_line,
)
from gan_core.storage.folders import cache_folder, named_folder
from gan_core.storage.serialization import write_atomically

Pixels = npt.NDArray[np.uint8]

LIMITS = Limits(most_bytes=MOST_BYTES, most_pixels=50_000_000, least_edge=8)
AT_A_TIME = 256
SMALL_FILE, SMALL_PICTURE, THREADS = 6_000_000, 12_000_000, 8
"""The most bytes of a file, and of a picture while it is decoded, for each of so many threads."""


@dataclass(frozen=True)
class Contents:
    """What a cache holds: ``count`` pictures of a source, by a hash of its names and times.

    ``version`` is that of the decoding, ``left_out`` counts by reason, ``digest`` is a hash of the
    names and bytes of the pictures in it. ``folders`` are those of the pictures, each with how many
    follow one another there; caches of before 0.2 do not have them. Kept as JSON.
    """

    version: int
    side: int
    source: str
    count: int
    left_out: dict[str, int]
    digest: str
    folders: list[tuple[str, int]] | None = None


@dataclass(frozen=True)
class PictureSet:
    """``images`` (N, 3, S, S) uint8, memory-mapped, and what is known of their files.

    ``folders`` are those of the pictures, each with how many follow one another there.
    """

    images: Pixels
    origin: Origin
    folders: list[tuple[str, int]]

    @property
    def skipped(self) -> int:
        """The number of pictures that could not be used."""
        return sum(self.origin.left_out.values())


def load_picture_set(
    source: Path,
    *,
    resolution: int,
    by_folder: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> PictureSet:
    """Return all pictures of a folder or zip, in the order of their names, ``resolution`` square.

    Their folders are known for certain where they are asked for ``by_folder``. They are decoded the
    first time, when ``progress`` is called with the pictures done and those in all; later the cache
    is opened. Raises ``PictureSetError`` when there are none or too many, or no room for the cache.
    """
    files = open_pictures(source)
    if not files.found:
        raise PictureSetError(no_pictures(files))
    cache = cache_path(source, resolution)
    contents = _read_contents(cache)
    stale = contents is None or contents.source != files.fingerprint
    if contents is None or stale or (by_folder and contents.folders is None):
        contents = _fill(cache, files, resolution=resolution, progress=progress)
    if not contents.count:
        edge = LIMITS.least_edge
        raise PictureSetError(
            f"none of the {files.found} pictures in {source} can be used: "
            f"{reasons_line(contents.left_out)}; accepted: {formats()} of {edge} x {edge} pixels "
            "or more"
        )
    shape = (contents.count, 3, resolution, resolution)
    # Copy on write: torch wants memory that it may write to, and the file stays as it is.
    images: Pixels = np.memmap(cache, dtype=np.uint8, mode="c", shape=shape)
    origin = Origin(contents.count, contents.left_out, contents.digest)
    return PictureSet(images, origin, [(name, count) for name, count in contents.folders or []])


def is_cached(source: Path, *, resolution: int) -> bool:
    """Whether a source's pictures are decoded already and the source has not changed since."""
    contents = _read_contents(cache_path(source, resolution))
    try:
        return contents is not None and contents.source == open_pictures(source).fingerprint
    except PictureSetError:
        return False


def cache_path(source: Path, resolution: int) -> Path:
    """Return the cache of a source's pictures of a resolution."""
    return kept_path(source, f"{resolution}px.u8")


def kept_path(source: Path, name: str) -> Path:
    """Return where what is made from a source is kept under a name that the source's precedes.

    In ``GAN_CACHE``, else beside the source, else in the user's cache.
    """
    beside = source.resolve().parent
    if not named_folder("GAN_CACHE") and os.access(beside, os.W_OK):
        return beside / f"{source.name}.{name}"
    # Two sources of one name must not share a cache.
    place = hashlib.sha256(str(source.resolve()).encode()).hexdigest()[:12]
    return cache_folder() / f"{source.name}.{place}.{name}"


def square_crop(image: Image.Image, resolution: int) -> Pixels:
    """Return the centre square of a picture, (3, S, S): the longer edge loses both ends.

    A 89 x 109 face keeps its rows 10 to 98.
    """
    width, height = image.size
    edge = min(width, height)
    left, top = (width - edge) // 2, (height - edge) // 2
    box = (left, top, left + edge, top + edge)
    small = image.resize((resolution, resolution), Image.Resampling.BILINEAR, box=box)
    return np.asarray(small.convert("RGB")).transpose(2, 0, 1)


@dataclass(frozen=True)
class _Decoded:
    """A square crop with a hash of its file, or why there is none."""

    pixels: Pixels | None
    digest: str = ""
    reason: str = ""


class _TooLargeForThreadsError(Exception):
    """A picture takes more memory than each of several threads may have."""


class _Decoder:
    """Decodes files in their order, in bounded memory: small pictures by several threads.

    Large ones are decoded one after another by the thread that asks for all, since each thread
    keeps what it has freed.
    """

    def __init__(self, files: PictureFiles, resolution: int) -> None:
        self.files, self.resolution = files, resolution

    def all(self, names: list[str], pool: ThreadPoolExecutor) -> Iterator[_Decoded]:
        """Yield the centre squares of some files' pictures."""
        for name, found in zip(names, pool.map(self._if_small, names), strict=True):
            yield self._decode(name, lambda size: None) if found is None else found

    def _if_small(self, name: str) -> _Decoded | None:
        if self.files.sizes[name] > SMALL_FILE:
            return None
        try:
            return self._decode(name, _refuse_large)
        except _TooLargeForThreadsError:
            return None

    def _decode(self, name: str, admit: Callable[[int], None]) -> _Decoded:
        try:
            content = self.files.read(name)
            picture = decode_picture(
                content, limits=LIMITS, enough=2 * self.resolution, admit=admit
            )
        except PictureError as error:
            return _Decoded(None, reason=error.reason)
        pixels = np.ascontiguousarray(square_crop(picture, self.resolution))
        return _Decoded(pixels, hashlib.sha256(content).hexdigest())


def _refuse_large(size: int) -> None:
    if size > SMALL_PICTURE:
        raise _TooLargeForThreadsError


def _fill(
    cache: Path, files: PictureFiles, *, resolution: int, progress: Callable[[int, int], None]
) -> Contents:
    """Decode everything into the cache, which is valid once its contents are written."""
    total = len(files.sizes)
    _check_room(cache, 3 * resolution * resolution * total)
    decoder = _Decoder(files, resolution)
    threads = min(THREADS, (os.cpu_count() or 1) + 1)
    temporary = cache.with_name(f".{cache.name}.{uuid.uuid4().hex[:12]}")
    done = count = 0
    left_out, digest = Counter(files.left_out), hashlib.sha256()
    folders: list[tuple[str, int]] = []
    try:
        with temporary.open("xb") as file, ThreadPoolExecutor(threads) as pool:
            for names in _chunks(list(files.sizes)):
                for name, found in zip(names, decoder.all(names, pool), strict=True):
                    if found.pixels is None:
                        left_out[found.reason] += 1
                        continue
                    file.write(found.pixels.tobytes())
                    digest.update(json.dumps([name, found.digest]).encode())
                    folder, before = name.rpartition("/")[0], folders[-1:]
                    if before and before[0][0] == folder:
                        folders[-1] = (folder, before[0][1] + 1)
                    else:
                        folders.append((folder, 1))
                    count += 1
                done += len(names)
                progress(done, total)
        temporary.replace(cache)
    except OSError as error:
        raise PictureSetError(f"{cache} cannot be written: {error.strerror}") from None
    finally:
        temporary.unlink(missing_ok=True)
    contents = Contents(
        decoding.VERSION,
        resolution,
        files.fingerprint,
        count,
        dict(sorted(left_out.items())),
        digest.hexdigest(),
        folders,
    )
    write_atomically(_contents_path(cache), json.dumps(asdict(contents)).encode())
    return contents


def _chunks(names: list[str]) -> Iterator[list[str]]:
    return (names[start : start + AT_A_TIME] for start in range(0, len(names), AT_A_TIME))


def _check_room(cache: Path, size: int) -> None:
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(cache.parent).free
    except OSError as error:
        raise PictureSetError(f"{cache.parent} cannot be used: {error.strerror}") from None
    if size > free:
        raise PictureSetError(
            f"the pictures would take {size // 10**6} MB in {cache.parent}, where "
            f"{free // 10**6} MB are free; name another folder with GAN_CACHE"
        )


def _contents_path(cache: Path) -> Path:
    return cache.with_suffix(".json")


def _read_contents(cache: Path) -> Contents | None:
    """Return a cache's contents; None where it is missing or incomplete."""
    try:
        contents = Contents(**json.loads(_contents_path(cache).read_text("utf-8")))
        whole = cache.stat().st_size == contents.count * 3 * contents.side**2
        return contents if whole and contents.version == decoding.VERSION else None
    except (OSError, ValueError, TypeError):
        return None
