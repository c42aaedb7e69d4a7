"""Find the four idx files of MNIST or a relative, in the layouts in which people have them.

They lie flat in the folder, in torchvision's ``MNIST/raw``, in a repository's ``data/fashion``, in
a zip, under Kaggle's names, gzipped or not, in capitals or not. All but EMNIST's have the same
names, so the folder's name says whose they are; without such a name they are MNIST's.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

import numpy as np
from numpy.typing import NDArray

from gan_core.data.idx import IdxFile, read_idx
from gan_core.settings.datasets import DIGIT_RESOLUTION
from gan_core.storage.folders import FILE, FOLDER, kind_of

FOLDERS = {
    "mnist": "MNIST", "fashion-mnist": "FashionMNIST", "kmnist": "KMNIST", "emnist": "EMNIST",
}  # fmt: skip
"""torchvision's name of each data set's folder."""

TRANSPOSED = ("emnist",)
"""Data sets whose files hold each picture column by column, as Matlab does."""

TELLING = {
    "fashion-mnist": re.compile("fashion", re.IGNORECASE),
    "kmnist": re.compile("kmnist|kuzushiji", re.IGNORECASE),
    "emnist": re.compile("emnist", re.IGNORECASE),
    "mnist": re.compile("(?<![a-z])mnist", re.IGNORECASE),
}
"""How a folder's or zip's name says whose files are in it; the first that fits counts."""

PASSED = re.compile("raw|data|gzip", re.IGNORECASE)
"""Folders that say nothing and are looked into."""

NAME = re.compile(
    r"(?P<emnist>emnist-digits-)?(?P<split>train|t10k|test)-(?P<kind>images|labels)"
    r"[-._]idx[13][-._]ubyte(\.gz)?",
    re.IGNORECASE,
)
ROLES = {
    (split, kind): f"{'train' if split == 'train' else 't10k'}-{kind}-{idx}-ubyte"
    for split in ("train", "test")
    for kind, idx in (("images", "idx3"), ("labels", "idx1"))
}
"""The four files: split and kind, with their usual names."""

MOST_DEPTH = 4
MOST_MEMBERS = 10_000
MOST_TOLD = 3

Role = tuple[str, str]
Order = tuple[bool, bool, str]


@dataclass(frozen=True)
class Digits:
    """Files by split and kind that lie together in ``place``, and whose they are by its name.

    ``owner`` is None where the name does not say.
    """

    place: str
    owner: str | None
    files: dict[Role, IdxFile]

    @property
    def missing(self) -> list[str]:
        """The usual names of those of the four files that are not there."""
        return [name for role, name in ROLES.items() if role not in self.files]

    def is_of(self, name: str) -> bool:
        """Whether the files are those of a data set."""
        return (self.owner or "mnist") == name


def find_digits(name: str, folder: Path) -> Digits | None:
    """Return a data set's four files in a folder or zip; None where they are not all there."""
    complete = [found for found in all_digits(folder) if found.is_of(name) and not found.missing]
    # What a name says goes before what it leaves open.
    complete.sort(key=lambda found: found.owner is None)
    return complete[0] if complete else None


def all_digits(folder: Path) -> list[Digits]:
    """Return all files of any of the data sets in a folder or zip, by where they lie together."""
    kind = kind_of(folder)
    # Nothing but plain files is opened: a pipe would wait for ever.
    files = _walk(folder, ()) if kind == FOLDER else _members(folder) if kind == FILE else ()
    groups: dict[tuple[tuple[str, ...], str | None], dict[Role, list[tuple[Order, IdxFile]]]]
    groups = defaultdict(lambda: defaultdict(list))
    for path, file in files:
        match = NAME.fullmatch(path.name)
        if match is None:
            continue
        # Some tools unpack a file into a folder of its name.
        inside = tuple(part for part in path.parts[:-1] if not NAME.fullmatch(part))
        owner = "emnist" if match["emnist"] else _owner(inside, folder)
        role = ("train" if match["split"].lower() == "train" else "test", match["kind"].lower())
        # The rest of an unpacking that failed lies beside what was to be unpacked.
        order = (file.size == 0, path.suffix.lower() == ".gz", path.as_posix())
        groups[inside, owner][role].append((order, file))
    return [
        Digits(
            str(folder.joinpath(*inside)),
            owner,
            {role: min(found, key=lambda each: each[0])[1] for role, found in roles.items()},
        )
        for (inside, owner), roles in sorted(groups.items(), key=lambda group: group[0][0])
    ]


def fetch_digits(name: str, folder: Path) -> str:
    """Let torchvision fetch a data set into its own layout; returns why that failed, if it did."""
    from torchvision import datasets

    kind: Callable[..., object] = getattr(datasets, FOLDERS[name])
    of_several = {"split": "digits"} if name == "emnist" else {}
    try:
        kind(root=str(folder), train=False, download=True, **of_several)
    except (RuntimeError, OSError, ValueError, AssertionError, TypeError) as error:
        return " ".join(str(error).split()) or type(error).__name__
    return ""


def looked_for(name: str) -> str:
    """Return in a few words which files make a data set, and where they may lie."""
    first = f"{'emnist-digits-' if name == 'emnist' else ''}{ROLES['train', 'images']}"
    return f"{first} and its like, plain or .gz, here and in {FOLDERS[name]}/raw"


def found_digits(name: str, folder: Path) -> str:
    """Return why files that lie there are not those of a data set; "" where there are none."""
    told = [
        f"{found.place} lacks {', '.join(found.missing)}"
        if found.is_of(name)
        else f"{found.place} has those of {found.owner or 'mnist'} by the name of the folder"
        for found in all_digits(folder)
    ]
    return "; ".join(told[:MOST_TOLD])


def what_is_in(place: Path, *, most: int = 5) -> str:
    """Return in a few words what a folder holds."""
    if not kind_of(place):
        return "no folder or file that may be read"
    if kind_of(place) != FOLDER:
        return "a zip of other files" if zipfile.is_zipfile(place) else "a file that is no zip"
    try:
        names = sorted(
            entry.name + "/" * (kind_of(entry.path) == FOLDER)
            for entry in os.scandir(place)
            if not entry.name.startswith(".")
        )
    except OSError as error:
        return f"a folder that cannot be read ({error.strerror})"
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more if names else "an empty folder"


def _owner(inside: tuple[str, ...], folder: Path) -> str | None:
    """Return which data set the names of folders tell of, the innermost first."""
    names = list(reversed(inside))
    for place in (folder.absolute(), folder.resolve()):
        names.append(place.name)
        if PASSED.fullmatch(place.name):
            names.append(place.parent.name)
    return next((owner for each in names if (owner := _told_by(each))), None)


def _told_by(folder: str) -> str | None:
    return next((name for name, pattern in TELLING.items() if pattern.search(folder)), None)


def _walk(folder: Path, inside: tuple[str, ...]) -> Iterator[tuple[PurePosixPath, IdxFile]]:
    """Yield files by their paths below the folder that was given; only known folders are opened."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        parts = (*inside, entry.name)
        known = NAME.fullmatch(entry.name)
        if kind_of(entry.path) == FOLDER:
            if known or PASSED.fullmatch(entry.name) or _told_by(entry.name):
                yield from _walk(Path(entry.path), parts) if len(parts) < MOST_DEPTH else ()
        elif known and kind_of(entry.path) == FILE:
            size = Path(entry.path).stat().st_size
            yield (
                PurePosixPath(*parts),
                IdxFile(entry.path, size, size, partial(_open_file, Path(entry.path))),
            )


def _members(path: Path) -> Iterator[tuple[PurePosixPath, IdxFile]]:
    """Yield the files of a zip; none where it is no zip, or one of too many files."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (OSError, ValueError, zipfile.BadZipFile):
        return
    if len(members) > MOST_MEMBERS:
        return
    for info in members:
        if not info.is_dir() and "__MACOSX" not in info.filename:
            yield (
                PurePosixPath(info.filename),
                IdxFile(
                    f"{path}/{info.filename}",
                    info.compress_size,
                    info.file_size,
                    partial(_open_member, path, info.filename),
                ),
            )


def _open_file(path: Path) -> IO[bytes]:
    return path.open("rb")


def _open_member(path: Path, name: str) -> IO[bytes]:
    # A member's stream keeps its archive open.
    return zipfile.ZipFile(path).open(name)


def read_digits(
    name: str, split: str, found: Digits
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return pictures (N, 28, 28) and labels (N,) of a split; ``IdxError`` for damaged files."""
    pixels = read_idx(found.files[split, "images"], (DIGIT_RESOLUTION, DIGIT_RESOLUTION))
    labels = read_idx(found.files[split, "labels"], ())
    return pixels.transpose(0, 2, 1) if name in TRANSPOSED else pixels, labels
