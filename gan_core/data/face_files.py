"""Find CelebA's aligned faces in the layouts in which people have them, as a folder or a zip."""

from __future__ import annotations

import os
import re
import shutil
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path, PurePosixPath

from gan_core.data.picture_cache import kept_path
from gan_core.data.picture_files import ENDINGS, OTHER_ENDINGS, PictureSetError
from gan_core.storage.folders import FILE, FOLDER, kind_of

FACES = "img_align_celeba"
BELOW = ("", "celeba", "celeba/img", "img")
"""Where the faces may lie below a folder: torchvision's and the official folders."""

DOWNLOADS = ("celeba.zip", "archive.zip")
"""Zips that may hold the faces: Google Drive's, with the official zip inside, and Kaggle's."""

OFFICIAL_NAME = re.compile(r"\d{6}\.(jpg|png)", re.IGNORECASE)
DEPTH, LOOKED_AT = 3, 1000
MOST_RATIO = 100
PIECE = 1 << 22


@dataclass(frozen=True)
class Faces:
    """A folder or zip with the faces; ``inner`` is the zip inside that zip which has them."""

    place: Path
    inner: str = ""

    @property
    def source(self) -> Path:
        """The folder or zip of pictures; an inner zip lies where ``unpacked`` puts it."""
        if not self.inner:
            return self.place
        return kept_path(self.place, PurePosixPath(self.inner).name)


def find_faces(folder: Path) -> Faces | None:
    """Return where CelebA's faces are in a folder, or in a zip that is given; None without any.

    A folder without a single picture, as an unpacking that failed leaves it, is passed over.
    """
    if kind_of(folder) == FILE:
        return _in_zip(folder)
    places = [place for below in BELOW for place in folders_below(folder, below)]
    for place in places:
        # The exact name goes first.
        named = sorted(_children(place, FACES), key=lambda path: (path.stem.lower() != FACES, path))
        folders = [path for path in named if kind_of(path) == FOLDER and holds_pictures(path)]
        zips = [path for path in named if path.suffix.lower() == ".zip" and kind_of(path) == FILE]
        for path in folders + zips:
            return Faces(path)
    if _is_the_folder(folder):
        return Faces(folder)
    for place in places:
        for path in _children(place):
            known = path.name.lower() in DOWNLOADS and kind_of(path) == FILE
            found = _in_zip(path) if known else None
            if found:
                return found
    return None


def unpacked(found: Faces) -> Path:
    """Return the folder or zip of pictures; an inner zip is unpacked into the cache, once.

    Raises ``PictureSetError`` where there is no room for it, or where it is damaged.
    """
    source = found.source
    if not found.inner:
        return source
    try:
        with zipfile.ZipFile(found.place) as archive:
            info = archive.getinfo(found.inner)
            if _is_unpacked(source, found.place, info.file_size):
                return source
            if info.file_size > MOST_RATIO * max(1, info.compress_size):
                raise PictureSetError(f"{found.place}: {found.inner} unpacks to too much")
            source.parent.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(source.parent).free
            if info.file_size > free:
                raise PictureSetError(
                    f"{found.inner} of {found.place} would take {info.file_size // 10**6} MB in "
                    f"{source.parent}, where {free // 10**6} MB are free; name another folder "
                    "with GAN_CACHE"
                )
            temporary = source.with_name(f".{source.name}.{uuid.uuid4().hex[:12]}")
            try:
                with archive.open(info) as inner, temporary.open("xb") as file:
                    shutil.copyfileobj(inner, file, PIECE)
                temporary.replace(source)
            finally:
                temporary.unlink(missing_ok=True)
    except (OSError, RuntimeError, ValueError, KeyError, zipfile.BadZipFile) as error:
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        raise PictureSetError(
            f"{found.inner} of {found.place} cannot be unpacked ({reason})"
        ) from None
    return source


def _is_unpacked(source: Path, outer: Path, size: int) -> bool:
    if not source.is_file():
        return False
    known = source.stat()
    return known.st_size == size and known.st_mtime_ns >= outer.stat().st_mtime_ns


def holds_pictures(folder: Path, depth: int = DEPTH) -> bool:
    """Whether there is a picture, by its name, in a folder or a few folders below."""
    inner = []
    for entry in _entries(folder):
        if kind_of(entry.path) == FOLDER:
            inner.append(Path(entry.path))
        elif _is_picture(entry.name):
            return True
    return depth > 1 and any(holds_pictures(path, depth - 1) for path in inner)


def _is_the_folder(folder: Path) -> bool:
    """Whether a folder is that of the faces itself, by its name or by theirs."""
    if folder.absolute().name.lower().startswith(FACES) and holds_pictures(folder):
        return True
    some = islice(_entries(folder), LOOKED_AT)
    return any(OFFICIAL_NAME.fullmatch(entry.name) for entry in some)


def _is_picture(name: str) -> bool:
    # macOS adds files of metadata.
    return name.lower().endswith(ENDINGS + OTHER_ENDINGS) and not name.startswith("._")


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError:
        return


def _children(folder: Path, start: str = "") -> list[Path]:
    """Return what is in a folder under names that begin so, in capitals or not, by name."""
    found = (entry for entry in _entries(folder) if entry.name.lower().startswith(start))
    return sorted(Path(entry.path) for entry in found)


def folders_below(folder: Path, below: str) -> list[Path]:
    """Return the folders at a path below a folder, in capitals or not."""
    places = [folder]
    for name in PurePosixPath(below).parts:
        places = [
            path
            for place in places
            for path in _children(place, name)
            if path.name.lower() == name and kind_of(path) == FOLDER
        ]
    return places


def _in_zip(path: Path) -> Faces | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    inner = _held(path, facts.st_mtime_ns, facts.st_size)
    return None if inner is None else Faces(path, inner)


@lru_cache(maxsize=16)
def _held(path: Path, _time: int, _size: int) -> str | None:
    """Return the zip with the faces inside a zip, "" where they are in it itself, else None.

    All of CelebA's 202,599 names take a second to read, so the answer is kept until the file
    changes.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = [PurePosixPath(info.filename) for info in archive.infolist()]
    except (OSError, ValueError, zipfile.BadZipFile):
        return None
    for name in names:
        told = OFFICIAL_NAME.fullmatch(name.name) or FACES in str(name.parent).lower()
        if told and _is_picture(name.name):
            return ""
    inner = (str(name) for name in names if name.name.lower().startswith(FACES))
    return next((name for name in inner if name.lower().endswith(".zip")), None)
