"""Data sets by name: MNIST and its relatives, what scikit-learn carries, faces, own pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from gan_core.data.picture_cache import PictureSetError, is_cached, load_picture_set
from gan_core.settings.images import (
    CLASSES,
    DATASET_NAMES,
    EMBEDDED,
    FACE_SETS,
    FACE_SIDE,
    IMAGE_SIDE,
)
from gan_core.storage.folders import named_folder

EMBEDDED_TEST = 360
"""So many of the embedded digits are kept for testing."""

SPLITS = ("train", "test")
TORCHVISION = {"mnist": "MNIST", "fashion-mnist": "FashionMNIST", "kmnist": "KMNIST"}
RAW_FILES = tuple(
    f"{part}-{kind}-ubyte" for part in ("train", "t10k") for kind in ("images-idx3", "labels-idx1")
)
LICENCES = {
    "mnist": "CC BY-SA 3.0",
    "fashion-mnist": "MIT",
    "kmnist": "CC BY-SA 4.0",
    EMBEDDED: "CC BY 4.0",
    "celeba": "non-commercial research use",
    "pictures": "that of your pictures",
}
CELEBA = ("img_align_celeba", "celeba/img_align_celeba")
"""Where CelebA's faces lie below a folder: as folders, else as zips whose names begin so."""

FACE_TEST, FACE_TEST_SHARE = 2000, 4
"""The last 2,000 pictures without labels, a quarter at the most, are kept for testing."""


class DataError(Exception):
    """Data is missing or damaged; one line says where it was looked for and what to do."""


@dataclass(frozen=True)
class ImageSet:
    """``images`` (N, C, S, S) uint8 and ``labels`` (N,) int64, in the data's own order.

    Pictures without labels have label 0.
    """

    name: str
    split: str
    images: Tensor
    labels: Tensor

    def to(self, device: torch.device) -> ImageSet:
        """Return the same pictures on a device."""
        return ImageSet(self.name, self.split, self.images.to(device), self.labels.to(device))


def data_folder() -> Path:
    """Where data sets are looked for: ``GAN_DATA``, else ``data`` in the current folder."""
    return named_folder("GAN_DATA") or Path("data")


def is_there(name: str, *, folder: Path | None = None) -> bool:
    """Whether a data set's files are where ``load_images`` looks; the embedded one always is."""
    if name == EMBEDDED:
        return True
    if name in FACE_SETS:
        return _find_faces(name, folder or data_folder()) is not None
    raw = (folder or data_folder()) / TORCHVISION[name] / "raw"
    return all((raw / file).is_file() for file in RAW_FILES)


def is_decoded(name: str, *, folder: Path | None = None) -> bool:
    """Whether faces or own pictures can be opened from their cache at once."""
    source = _find_faces(name, folder or data_folder())
    return source is not None and is_cached(source, side=FACE_SIDE)


def load_images(
    name: str,
    split: str,
    *,
    folder: Path | None = None,
    download: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImageSet:
    """Read a data set by name; raises ``DataError`` when it is not there or damaged.

    ``folder`` is ``data_folder()`` if left out; ``download`` lets torchvision fetch what is
    missing. Faces and own pictures are decoded once, which ``progress`` follows, and then opened
    from their cache.
    """
    if name not in DATASET_NAMES:
        raise DataError(f"unknown data set {name!r}; accepted: {', '.join(DATASET_NAMES)}")
    if split not in SPLITS:
        raise DataError(f"unknown split {split!r}; accepted: {', '.join(SPLITS)}")
    if name in FACE_SETS:
        return _faces(name, split, folder or data_folder(), progress)
    if name == EMBEDDED:
        images, labels = _embedded(split)
    else:
        images, labels = _torchvision(name, split, folder or data_folder(), download=download)
    _check(name, images, labels)
    return ImageSet(name, split, images.unsqueeze(1).contiguous(), labels.long())


def _torchvision(name: str, split: str, folder: Path, *, download: bool) -> tuple[Tensor, Tensor]:
    from torchvision import datasets

    kind: Callable[..., datasets.MNIST] = getattr(datasets, TORCHVISION[name])
    raw = folder / TORCHVISION[name] / "raw"
    try:
        found = kind(root=str(folder), train=split == "train", download=download)
    except (RuntimeError, OSError, ValueError, AssertionError, TypeError) as error:
        if is_there(name, folder=folder):
            raise DataError(
                f"the files of {name} in {raw.resolve()} are damaged: {_line(error)}"
            ) from None
        reason = f"; the download failed: {_line(error)}" if download else ""
        raise DataError(
            f"no {name} in {folder.resolve()} (looked for {TORCHVISION[name]}/raw){reason}; "
            f"name its folder with --data or GAN_DATA, let it be fetched with --download, or "
            f"take the data set {EMBEDDED!r}, which needs no files"
        ) from None
    return found.data, found.targets


def _find_faces(name: str, folder: Path) -> Path | None:
    """Return the folder or zip of CelebA below ``folder``; own pictures are the folder itself."""
    if name == "pictures":
        return folder if folder.exists() else None
    folders = [folder / place for place in CELEBA if (folder / place).is_dir()]
    zips = [path for place in CELEBA for path in sorted(folder.glob(f"{place}*.zip"))]
    return next(iter(folders + zips), None)


def _faces(name: str, split: str, folder: Path, progress: Callable[[int, int], None]) -> ImageSet:
    source = _find_faces(name, folder)
    if source is None:
        wanted = (
            "a folder or zip of pictures"
            if name == "pictures"
            else f"{' or '.join(CELEBA)}, a folder or a zip"
        )
        raise DataError(
            f"no {name} in {folder.resolve()} (looked for {wanted}); name its folder with --data "
            "or GAN_DATA"
        )
    try:
        images = torch.from_numpy(
            load_picture_set(source, side=FACE_SIDE, progress=progress).images
        )
    except PictureSetError as error:
        raise DataError(str(error)) from None
    cut = len(images) - min(FACE_TEST, len(images) // FACE_TEST_SHARE)
    chosen = images[:cut] if split == "train" else images[cut:]
    if not len(chosen):
        raise DataError(
            f"{source} holds {len(images)} pictures; at least {FACE_TEST_SHARE} are needed"
        )
    return ImageSet(name, split, chosen, torch.zeros(len(chosen), dtype=torch.int64))


def _embedded(split: str) -> tuple[Tensor, Tensor]:
    """Return the embedded digits at 28 x 28: enlarged smoothly to 24 with a black border of 2."""
    from sklearn.datasets import load_digits
    from torch.nn.functional import interpolate, pad

    bunch = load_digits()
    small = torch.tensor(bunch.images, dtype=torch.float32).unsqueeze(1) / 16
    large = interpolate(small, size=24, mode="bicubic", align_corners=False)
    images = (pad(large, (2, 2, 2, 2)).clamp(0, 1) * 255).round().to(torch.uint8).squeeze(1)
    labels = torch.tensor(bunch.target)
    # The last ones come from other writers than the first ones.
    cut = len(images) - EMBEDDED_TEST
    chosen = slice(0, cut) if split == "train" else slice(cut, None)
    return images[chosen], labels[chosen]


def _check(name: str, images: Tensor, labels: Tensor) -> None:
    sides = (IMAGE_SIDE, IMAGE_SIDE)
    if images.dtype != torch.uint8 or images.ndim != 3 or tuple(images.shape[1:]) != sides:
        raise DataError(f"the pictures of {name} are {tuple(images.shape)}, expected (N, 28, 28)")
    if len(images) != len(labels) or not len(images):
        raise DataError(f"{name} has {len(images)} pictures and {len(labels)} labels")
    if int(labels.min()) < 0 or int(labels.max()) >= CLASSES:
        raise DataError(f"{name} has labels outside 0 to {CLASSES - 1}")


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
