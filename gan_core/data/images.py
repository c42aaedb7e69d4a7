"""Data sets by name: MNIST and its relatives, scikit-learn's digits, faces, your pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch
from torch import Tensor

from gan_core.data.digit_files import (
    FOLDERS,
    fetch_digits,
    find_digits,
    found_digits,
    looked_for,
    read_digits,
    what_is_in,
)
from gan_core.data.embedded import embedded_digits
from gan_core.data.face_files import BELOW, DOWNLOADS, FACES, Faces, find_faces, unpacked
from gan_core.data.idx import IdxError
from gan_core.data.labelled_folders import load_labelled
from gan_core.data.licences import LICENCES
from gan_core.data.picture_cache import is_cached, load_picture_set
from gan_core.data.picture_files import Origin, PictureSetError
from gan_core.data.splits import SPLITS, TRAIN, file_split, part, validation_count
from gan_core.data.stacked import stacked_split
from gan_core.settings.datasets import (
    CLASSES,
    DATASETS,
    EMBEDDED,
    FACE_RESOLUTION,
    FACE_SETS,
    LABELLED_PICTURES,
    STACKED,
    PictureFormat,
)
from gan_core.storage.folders import expanded, kind_of, named_folder

OWN = ("pictures", LABELLED_PICTURES)
"""Data sets that are the folder or zip itself that somebody names."""

STACKED_OF = "mnist"
"""The data set whose digits are stacked."""

FACE_TEST, FACE_TEST_SHARE = 2000, 4
"""The last 2,000 pictures without labels, a quarter at the most, are kept for testing."""


class DataError(Exception):
    """Data is missing or damaged; one line says where it was expected and what to do."""


@dataclass(frozen=True)
class ImageSet:
    """``images`` (N, C, S, S) uint8 and ``labels`` (N,) int64, in the data's own order.

    ``split`` is one of ``SPLITS``. Pictures without labels have label 0. ``origin`` tells of the
    folder or zip that all splits come from; None for sets that are no picture files.
    """

    name: str
    split: str
    images: Tensor
    labels: Tensor
    origin: Origin | None = None

    def to(self, device: torch.device) -> ImageSet:
        """Return the same pictures on a device."""
        return replace(self, images=self.images.to(device), labels=self.labels.to(device))


@dataclass(frozen=True)
class Place:
    """Where files are looked for, whether missing ones are fetched, and who hears of progress.

    Who reads picture files adds to ``origins`` what is known of them.
    """

    folder: Path
    download: bool
    progress: Callable[[int, int], None]
    origins: list[Origin] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """Where a data set comes from.

    ``load`` takes name, ``train`` or ``test``, and place, and returns all pictures (N, C, S, S) of
    these files, validation ones among those of ``train``, with labels (N,), or with None where they
    have none; ``there`` says whether a folder has its files.
    """

    load: Callable[[str, str, Place], tuple[Tensor, Tensor | None]]
    there: Callable[[str, Path], bool]


def data_folder() -> Path:
    """Return where data sets are: ``GAN_DATA``, else ``data`` in the current folder."""
    return named_folder("GAN_DATA") or Path("data")


def where(folder: Path | None) -> Path:
    """Return where data sets are looked for: in the folder, or zip, that is given, or the usual.

    Everything that asks for data comes through here. Raises ``DataError`` for an unknown home.
    """
    try:
        return data_folder() if folder is None else expanded(folder)
    except ValueError as error:
        raise DataError(str(error)) from None


def is_there(name: str, *, folder: Path | None = None) -> bool:
    """Whether a data set's files are where ``load_images`` looks; the embedded one always is."""
    try:
        return SOURCES[name].there(name, where(folder))
    except DataError:
        return False


def is_decoded(name: str, *, folder: Path | None = None) -> bool:
    """Whether faces or your pictures are in their cache already."""
    found = _find_faces(name, where(folder))
    return found is not None and is_cached(found.source, resolution=FACE_RESOLUTION)


def found_instead(name: str, *, folder: Path | None = None, listed: bool = True) -> str:
    """Return in a few words what was looked for, and what is there, where data is not.

    Unless ``listed``, other files are not named, for those to whom the folder does not belong.
    """
    place = where(folder)
    others = f"found {what_is_in(place) if listed else 'none of these'}"
    name = STACKED_OF if name == STACKED else name
    if name in FOLDERS:
        wanted, known = looked_for(name), found_digits(name, place)
        return f"looked for {wanted}; {known or others}"
    if name in OWN:
        return f"looked for a folder or zip of pictures; {others}"
    below = ", ".join(path or "it" for path in BELOW)
    return (
        f"looked for {FACES}, a folder of pictures or a zip, in {below}, and for "
        f"{' and '.join(DOWNLOADS)}; {others}"
    )


def load_images(
    name: str,
    split: str,
    *,
    folder: Path | None = None,
    download: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImageSet:
    """Return a split of a data set; raises ``DataError`` when it is missing or damaged.

    ``split`` is one of ``SPLITS``, which ``gan_core.data.splits`` explains. ``folder``, which may
    be a zip, is ``data_folder()`` if left out; ``download`` lets torchvision download what is
    missing. Faces and your pictures are decoded once, when ``progress`` is called with the number
    of pictures done and that of all, and then read from their cache.
    """
    if name not in SOURCES:
        raise DataError(f"unknown data set {name!r}; accepted: {', '.join(SOURCES)}")
    if split not in SPLITS:
        raise DataError(f"unknown split {split!r}; accepted: {', '.join(SPLITS)}")
    place = Place(where(folder), download, progress)
    images, labels = SOURCES[name].load(name, file_split(split), place)
    if labels is None:
        labels = torch.zeros(len(images), dtype=torch.int64)
    _check(name, images, labels)
    found = part(name, split, len(images))
    if found.first == found.end:
        raise DataError(f"{name} has {len(images)} training pictures, too few for validation")
    rows = slice(found.first, found.end)
    origin = place.origins[0] if place.origins else None
    return ImageSet(
        name, found.split, images[rows].contiguous(), labels[rows].long().contiguous(), origin
    )


def register_images(
    name: str,
    load: Callable[[str], tuple[Tensor, Tensor | None]],
    *,
    resolution: int,
    channels: int,
    labelled: bool = False,
    licence: str = "unknown",
) -> None:
    """Add a data set of pictures from outside the package: settings accept its name from then on.

    ``load`` returns the pictures (N, channels, S, S), uint8, of ``train`` or ``test``, with their
    labels (N,) from 0 to 9 where they are ``labelled`` and None where not; the last sixth of
    ``train``, at most 10,000, are its validation pictures. Raises ``ValueError`` for a name that is
    taken.
    """
    if name in SOURCES:
        raise ValueError(f"the data set {name!r} is there already; accepted: a name that is free")
    SOURCES[name] = Source(lambda name, split, place: load(split), lambda name, folder: True)
    DATASETS[name] = PictureFormat(resolution, channels, labelled=labelled)
    LICENCES[name] = licence


def _digits(name: str, split: str, place: Place) -> tuple[Tensor, Tensor]:
    found, failed = find_digits(name, place.folder), ""
    if found is None and place.download:
        why = fetch_digits(name, place.folder)
        failed = f"; the download failed: {why}" if why else ""
        found = None if failed else find_digits(name, place.folder)
    if found is None:
        found_there = found_instead(name, folder=place.folder)
        raise DataError(
            f"no {name} in {place.folder.resolve()} ({found_there}){failed}; "
            "name its folder with --data or GAN_DATA, let it be fetched with --download, or take "
            f"the data set {EMBEDDED!r}, which needs no files"
        )
    try:
        pixels, labels = read_digits(name, split, found)
    except IdxError as error:
        raise DataError(
            f"the files of {name} are damaged: {error}; delete them and fetch them again, by "
            "--download or as you had them"
        ) from None
    return torch.tensor(pixels).unsqueeze(1), torch.tensor(labels)


def _stacked(name: str, split: str, place: Place) -> tuple[Tensor, None]:
    digits, _ = _digits(STACKED_OF, split, place)
    validating = validation_count(name, len(digits)) if split == TRAIN else 0
    return stacked_split(digits, split, validating), None


def _find_faces(name: str, folder: Path) -> Faces | None:
    """Return the folder or zip of CelebA in ``folder``; of your pictures, ``folder`` itself."""
    if name in OWN:
        return Faces(folder) if kind_of(folder) else None
    return find_faces(folder)


def _faces(name: str, split: str, place: Place) -> tuple[Tensor, Tensor | None]:
    faces = _find_faces(name, place.folder)
    if faces is None:
        raise DataError(
            f"no {name} in {place.folder.resolve()} ({found_instead(name, folder=place.folder)}); "
            "name its folder or zip with --data or GAN_DATA"
        )
    try:
        source = unpacked(faces)
        if name == LABELLED_PICTURES:
            images, labels, origin = load_labelled(
                source, resolution=FACE_RESOLUTION, training=split == TRAIN,
                most_test=FACE_TEST, progress=place.progress,
            )  # fmt: skip
            place.origins.append(origin)
            return images, labels
        found = load_picture_set(source, resolution=FACE_RESOLUTION, progress=place.progress)
    except PictureSetError as error:
        raise DataError(str(error)) from None
    images = torch.from_numpy(found.images)
    cut = len(images) - min(FACE_TEST, len(images) // FACE_TEST_SHARE)
    chosen = images[:cut] if split == TRAIN else images[cut:]
    if not len(chosen):
        raise DataError(
            f"{source} holds {len(images)} pictures; at least {FACE_TEST_SHARE} are needed"
        )
    place.origins.append(found.origin)
    return chosen, None


def _check(name: str, images: Tensor, labels: Tensor) -> None:
    known = DATASETS[name]
    shape = (known.channels, known.resolution, known.resolution)
    if images.dtype != torch.uint8 or tuple(images.shape[1:]) != shape:
        raise DataError(
            f"the pictures of {name} are {tuple(images.shape)} of {images.dtype}, expected "
            f"(N, {', '.join(map(str, shape))}) of torch.uint8"
        )
    if len(images) != len(labels) or not len(images):
        raise DataError(f"{name} has {len(images)} pictures and {len(labels)} labels")
    if int(labels.min()) < 0 or int(labels.max()) >= CLASSES:
        raise DataError(f"{name} has labels outside 0 to {CLASSES - 1}")


SOURCES: dict[str, Source] = {
    **dict.fromkeys(
        FOLDERS, Source(_digits, lambda name, folder: find_digits(name, folder) is not None)
    ),
    STACKED: Source(_stacked, lambda name, folder: find_digits(STACKED_OF, folder) is not None),
    EMBEDDED: Source(lambda name, split, place: embedded_digits(split), lambda name, folder: True),
    **dict.fromkeys(
        (*FACE_SETS, LABELLED_PICTURES),
        Source(_faces, lambda name, folder: _find_faces(name, folder) is not None),
    ),
}
"""Where each data set of pictures comes from."""
