"""The picture files of a folder or a zip: their names in order, their bytes, what is no picture.

Nothing but plain files below the folder is opened: links, pipes and devices are left out, and so
is what a zip keeps behind a password or packs in an unusual way.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import threading
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gan_core.data.decoding import (
    SUFFIXES,
    TOO_LARGE,
    TOO_SMALL,
    UNREADABLE,
    VALUES,
    PictureError,
    formats,
)

MOST_PICTURES = 300_000
MOST_BYTES = 50_000_000
MOST_RATIO = 100
SMALL_MEMBER = 1_000_000
"""A larger member of a zip that unpacks to over ``MOST_RATIO`` times its size is no picture."""

PASSWORD, LINK, NO_FILE, FORMAT = "password", "link", "no_file", "format"
REASONS = {
    UNREADABLE: "unreadable (damaged, cut off or no picture)",
    TOO_LARGE: "too large",
    TOO_SMALL: "too small",
    VALUES: "with numbers whose white is unknown",
    PASSWORD: "behind a password (unpack the zip and name the folder)",
    LINK: "behind links (not followed: copy the files, or name the folder that they lead to)",
    NO_FILE: "no plain file",
    FORMAT: "of a format that is not read",
}
"""Why pictures are left out, as files say it and as people read it."""

DAMAGED = (OSError, ValueError, RuntimeError, EOFError, zlib.error, zipfile.BadZipFile)
"""What zipfile raises for a member that is damaged, or packed in an unknown way."""

ENCRYPTED = 1
"""The flag of a zip's member that needs a password."""

ENDINGS = tuple(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)
OTHER_ENDINGS = (".avif", ".heic", ".heif", ".jp2", ".jxl", ".psd", ".svg")
"""Files that are pictures, but of formats that are not read."""

TOLD_ENDINGS = 3


class PictureSetError(Exception):
    """A folder or zip cannot be used; one line says why and what is accepted."""


@dataclass(frozen=True)
class PictureFiles:
    """The picture files of ``source``: names in order, with their sizes, and what reads one.

    ``read`` raises ``PictureError``. ``left_out`` counts by reason what is not even read,
    ``others`` the other files by their endings. ``fingerprint`` changes with any file.
    """

    source: Path
    sizes: dict[str, int]
    read: Callable[[str], bytes]
    fingerprint: str
    left_out: Counter[str]
    others: Counter[str]

    @property
    def found(self) -> int:
        """The number of files that are pictures by their names."""
        return len(self.sizes) + self.left_out.total()


def open_pictures(source: Path) -> PictureFiles:
    """Return the picture files of a folder or zip; raises ``PictureSetError``."""
    try:
        if source.is_dir():
            return _open_folder(source)
        if source.exists() and not source.is_file():
            raise PictureSetError(
                f"{source} is no plain file; accepted: a folder of pictures or a zip"
            )
        return _open_zip(source)
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        if isinstance(error, zipfile.BadZipFile) and source.is_file():
            reason = f"{reason}: {source.stat().st_size} bytes, perhaps of a download cut short"
        raise PictureSetError(
            f"{source} cannot be read ({reason}); accepted: a folder of pictures or a zip"
        ) from None


def no_pictures(files: PictureFiles) -> str:
    """Return the line that says why a source without a picture file cannot be used."""
    told = ", ".join(f"{count} {name}" for name, count in files.others.most_common(TOLD_ENDINGS))
    instead = f"holds no pictures, but other files ({told})" if told else "holds no pictures"
    advice = "; unpack the zip in it first" if ".zip" in files.others else ""
    return (
        f"{files.source} {instead}{advice}; accepted: {formats()}, by the endings "
        f"{' '.join(ENDINGS)}"
    )


def reasons_line(left_out: Mapping[str, int]) -> str:
    """Return how many pictures were left out for each reason, as one line; "" for none."""
    return ", ".join(f"{left_out[reason]} {REASONS[reason]}" for reason in sorted(left_out))


@dataclass(frozen=True)
class Origin:
    """What is known of the files behind pictures: ``used`` of them, and by reason those left out.

    ``digest`` is a hash of names and bytes of the used ones, in their order: it is the same
    wherever they lie. ``labels`` are the names of the folders that are labels, in their order.
    """

    used: int
    left_out: dict[str, int]
    digest: str
    labels: tuple[str, ...] = ()

    def line(self) -> str:
        """Return the line that tells how many pictures were left out, and why; "" for none."""
        count = sum(self.left_out.values())
        if not count:
            return ""
        return f"{count} of {count + self.used} pictures left out: {reasons_line(self.left_out)}"


class _Listing:
    """Sorts files by what their names and kinds say of them."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.left_out: Counter[str] = Counter()
        self.others: Counter[str] = Counter()
        self.count = 0

    def takes(self, name: str, reason: str = "") -> bool:
        """Whether a file is a picture to be read; ``reason`` is what speaks against that."""
        path = PurePosixPath(name)
        # macOS adds files of metadata to zips.
        if path.name.startswith("._") or "__MACOSX" in path.parts:
            return False
        ending = path.suffix.lower()
        if ending not in ENDINGS + OTHER_ENDINGS:
            self.others[ending or "without an ending"] += 1
            return False
        if ending in OTHER_ENDINGS:
            reason = FORMAT
        if reason:
            self.left_out[reason] += 1
            return False
        self.count += 1
        if self.count > MOST_PICTURES:
            raise PictureSetError(
                f"{self.source} holds more than {MOST_PICTURES} pictures, the most that are "
                "accepted"
            )
        return True


def _open_folder(folder: Path) -> PictureFiles:
    listing = _Listing(folder)
    facts = dict(sorted(_walk(folder, listing)))

    def read(name: str) -> bytes:
        try:
            with (folder / name).open("rb") as file:
                return file.read(MOST_BYTES + 1)
        except OSError as error:
            raise PictureError(UNREADABLE, f"the file cannot be read: {error.strerror}") from None

    return PictureFiles(
        folder,
        {name: size for name, (size, _) in facts.items()},
        read,
        _digest([list(facts.items()), listing.left_out]),
        listing.left_out,
        listing.others,
    )


def _walk(folder: Path, listing: _Listing) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield name, size and time of the pictures below a folder; no link is followed."""

    def closed(error: OSError) -> None:
        listing.left_out[UNREADABLE] += 1

    for place, folders, files in os.walk(folder, onerror=closed):
        listing.left_out.update(LINK for name in folders if Path(place, name).is_symlink())
        for file in files:
            path = Path(place, file)
            name = path.relative_to(folder).as_posix()
            try:
                known = path.lstat()
            except OSError:
                listing.takes(name, UNREADABLE)
                continue
            plain = stat.S_ISREG(known.st_mode)
            reason = "" if plain else LINK if stat.S_ISLNK(known.st_mode) else NO_FILE
            if listing.takes(name, reason):
                yield name, (known.st_size, known.st_mtime_ns)


def _open_zip(path: Path) -> PictureFiles:
    listing, lock = _Listing(path), threading.Lock()
    archive = zipfile.ZipFile(path)
    members = {
        info.filename: info
        for info in sorted(archive.infolist(), key=lambda info: info.filename)
        if not info.is_dir()
    }
    members = {
        name: info
        for name, info in members.items()
        if listing.takes(name, PASSWORD if info.flag_bits & ENCRYPTED else "")
    }

    def read(name: str) -> bytes:
        info = members[name]
        bomb = info.file_size > max(SMALL_MEMBER, MOST_RATIO * info.compress_size)
        if bomb or info.file_size > MOST_BYTES:
            raise PictureError(TOO_LARGE, "the file unpacks to too many bytes")
        try:
            with lock, archive.open(info) as file:
                return file.read(MOST_BYTES + 1)
        except DAMAGED as error:
            raise PictureError(UNREADABLE, f"the file cannot be unpacked: {error}") from None

    facts = [(name, info.file_size, info.CRC) for name, info in members.items()]
    return PictureFiles(
        path,
        {name: info.file_size for name, info in members.items()},
        read,
        _digest([facts, listing.left_out]),
        listing.left_out,
        listing.others,
    )


def _digest(facts: object) -> str:
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
