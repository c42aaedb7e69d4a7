"""Pictures of a folder or a zip as one array: decoded once, cropped, kept beside them.

What is decoded comes from outside: count, bytes, pixels and compression are bounded, names are
used for nothing but the order, and nothing leaves the folder of the cache.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import threading
import uuid
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from gan_core.storage.folders import cache_folder, named_folder
from gan_core.storage.serialization import write_atomically

Pixels = npt.NDArray[np.uint8]

FORMATS = ("JPEG", "PNG", "WEBP")
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
MOST_PICTURES = 300_000
MOST_BYTES = 50_000_000
MOST_PIXELS = 50_000_000
MOST_RATIO = 100
"""A member of a zip that unpacks to more than so many times its size is no picture."""

LEAST_RESOLUTION = 8
AT_A_TIME = 256
VERSION = 1


class PictureSetError(Exception):
    """A folder or zip cannot be used; one line says why and what is accepted."""


@dataclass(frozen=True)
class Contents:
    """What a cache holds, ``count`` of ``found`` files, and a hash of its source; kept as JSON."""

    version: int
    side: int
    source: str
    count: int
    found: int


@dataclass(frozen=True)
class PictureSet:
    """``images`` (N, 3, S, S) uint8, memory-mapped; ``skipped`` files could not be used."""

    images: Pixels
    skipped: int


def load_picture_set(
    source: Path,
    *,
    resolution: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> PictureSet:
    """Return all pictures of a folder or zip, in the order of their names, ``resolution`` square.

    They are decoded the first time, when ``progress`` is called with the pictures done and those in
    all; later the cache is opened. Raises
    ``PictureSetError`` when there are none or too many, or no room for the cache.
    """
    pictures = _open(source)
    cache = cache_path(source, resolution)
    contents = _read_contents(cache)
    if contents is None or contents.source != pictures.fingerprint:
        contents = _fill(cache, pictures, resolution=resolution, progress=progress)
    if not contents.count:
        raise PictureSetError(
            f"none of the {contents.found} pictures in {source} can be used; accepted: "
            f"{', '.join(FORMATS)} of {LEAST_RESOLUTION} x {LEAST_RESOLUTION} pixels or more"
        )
    shape = (contents.count, 3, resolution, resolution)
    # Copy on write: torch wants memory that it may write to, and the file stays as it is.
    images: Pixels = np.memmap(cache, dtype=np.uint8, mode="c", shape=shape)
    return PictureSet(images, contents.found - contents.count)


def is_cached(source: Path, *, resolution: int) -> bool:
    """Whether a source's pictures are decoded already and the source has not changed since."""
    contents = _read_contents(cache_path(source, resolution))
    try:
        return contents is not None and contents.source == _open(source).fingerprint
    except PictureSetError:
        return False


def cache_path(source: Path, resolution: int) -> Path:
    """Return the cache of a source: in ``GAN_CACHE``, else beside it, else in the user's cache."""
    beside = source.resolve().parent
    if not named_folder("GAN_CACHE") and os.access(beside, os.W_OK):
        return beside / f"{source.name}.{resolution}px.u8"
    # Two sources of one name must not share a cache.
    place = hashlib.sha256(str(source.resolve()).encode()).hexdigest()[:12]
    return cache_folder() / f"{source.name}.{place}.{resolution}px.u8"


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
class _Pictures:
    """Names in order, a function that reads one, and a hash of the source."""

    names: list[str]
    read: Callable[[str], bytes]
    fingerprint: str


def _open(source: Path) -> _Pictures:
    if source.is_dir():
        return _open_folder(source)
    try:
        return _open_zip(source)
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise PictureSetError(
            f"{source} cannot be read ({reason}); accepted: a folder of pictures or a zip"
        ) from None


def _open_folder(folder: Path) -> _Pictures:
    sizes: dict[str, tuple[int, int]] = {}
    for name in _bounded(_files(folder), folder):
        facts = (folder / name).stat()
        sizes[name] = (facts.st_size, facts.st_mtime_ns)
    names = sorted(sizes)

    def read(name: str) -> bytes:
        with (folder / name).open("rb") as file:
            return file.read(MOST_BYTES + 1)

    return _Pictures(names, read, _digest([(name, *sizes[name]) for name in names]))


def _files(folder: Path) -> Iterator[str]:
    """Yield picture files below a folder; links are not followed."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        for file in files:
            path = Path(place, file)
            if _is_picture(file) and not path.is_symlink():
                yield str(path.relative_to(folder))


def _open_zip(path: Path) -> _Pictures:
    archive = zipfile.ZipFile(path)
    members = {
        info.filename: info
        for info in archive.infolist()
        if not info.is_dir() and _is_picture(info.filename)
    }
    names = sorted(_bounded(iter(members), path))
    lock = threading.Lock()

    def read(name: str) -> bytes:
        info = members[name]
        if info.file_size > MOST_BYTES or info.file_size > MOST_RATIO * max(1, info.compress_size):
            raise ValueError("unpacks to too much")
        with lock, archive.open(info) as file:
            return file.read(MOST_BYTES + 1)

    facts = [(name, members[name].file_size, members[name].CRC) for name in names]
    return _Pictures(names, read, _digest(facts))


def _is_picture(name: str) -> bool:
    # macOS adds a file of metadata beside each file in a zip.
    return name.lower().endswith(SUFFIXES) and not Path(name).name.startswith("._")


def _bounded(names: Iterator[str], source: Path) -> Iterator[str]:
    for count, name in enumerate(names):
        if count == MOST_PICTURES:
            raise PictureSetError(
                f"{source} holds more than {MOST_PICTURES} pictures, the most that are accepted"
            )
        yield name


def _digest(facts: list[tuple[str, int, int]]) -> str:
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _decode(content: bytes, resolution: int) -> Pixels | None:
    """Return a picture's centre square; None if it is damaged, too large or too small."""
    if len(content) > MOST_BYTES:
        return None
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS or min(image.size) < LEAST_RESOLUTION:
                return None
            # A JPEG is decoded at an eighth, a quarter or half where that is enough.
            image.draft("RGB", (2 * resolution, 2 * resolution))
            return square_crop(image.convert("RGB"), resolution)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _fill(
    cache: Path, pictures: _Pictures, *, resolution: int, progress: Callable[[int, int], None]
) -> Contents:
    """Decode everything into the cache, which is valid once its contents are written."""
    total = len(pictures.names)
    _check_room(cache, 3 * resolution * resolution * total)

    def crop(name: str) -> Pixels | None:
        try:
            return _decode(pictures.read(name), resolution)
        except (OSError, ValueError, RuntimeError, zipfile.BadZipFile):
            # zipfile raises RuntimeError for a password or an unknown compression.
            return None

    temporary = cache.with_name(f".{cache.name}.{uuid.uuid4().hex[:12]}")
    done = count = 0
    try:
        with temporary.open("xb") as file, ThreadPoolExecutor() as pool:
            for names in _chunks(pictures.names):
                for found in pool.map(crop, names):
                    if found is not None:
                        file.write(np.ascontiguousarray(found).tobytes())
                        count += 1
                done += len(names)
                progress(done, total)
        temporary.replace(cache)
    except OSError as error:
        raise PictureSetError(f"{cache} cannot be written: {error.strerror}") from None
    finally:
        temporary.unlink(missing_ok=True)
    contents = Contents(VERSION, resolution, pictures.fingerprint, count, total)
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
        return contents if whole and contents.version == VERSION else None
    except (OSError, ValueError, TypeError):
        return None
