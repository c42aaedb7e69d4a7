"""CelebA's 40 attributes of each face, from the file that people have beside the pictures.

It comes from outside: size, names and values are checked, and only the wished rows are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath

import numpy as np
import numpy.typing as npt

from gan_core.data.face_files import find_faces, folders_below
from gan_core.data.picture_cache import is_cached, load_picture_set
from gan_core.data.picture_files import PictureSetError, open_pictures
from gan_core.settings.datasets import FACE_RESOLUTION
from gan_core.storage.folders import FILE, FOLDER, kind_of

FILES = ("list_attr_celeba.txt", "list_attr_celeba.csv")
"""The official file, and Kaggle's, which has commas and no count."""

BELOW = ("", "celeba", "anno", "celeba/anno")
"""Where it may lie below a folder, in capitals or not; officially in Anno, beside Img."""

MOST_BYTES = 60_000_000
"""The official file has 27 MB."""

ATTRIBUTES = (
    "5_o_Clock_Shadow", "Arched_Eyebrows", "Attractive", "Bags_Under_Eyes", "Bald", "Bangs",
    "Big_Lips", "Big_Nose", "Black_Hair", "Blond_Hair", "Blurry", "Brown_Hair", "Bushy_Eyebrows",
    "Chubby", "Double_Chin", "Eyeglasses", "Goatee", "Gray_Hair", "Heavy_Makeup",
    "High_Cheekbones", "Male", "Mouth_Slightly_Open", "Mustache", "Narrow_Eyes", "No_Beard",
    "Oval_Face", "Pale_Skin", "Pointy_Nose", "Receding_Hairline", "Rosy_Cheeks", "Sideburns",
    "Smiling", "Straight_Hair", "Wavy_Hair", "Wearing_Earrings", "Wearing_Hat",
    "Wearing_Lipstick", "Wearing_Necklace", "Wearing_Necktie", "Young",
)  # fmt: skip
"""As the file names them (Liu et al. 2015); whoever labelled the faces decided what they mean."""

MARKS = {b"-1": 0.0, b"1": 1.0, b"0": 0.0}


class AttributeFileError(ValueError):
    """The file of attributes cannot be used; one line says why."""


def find_attributes(folder: Path) -> Path | None:
    """Return the file of attributes beside CelebA's faces in a folder, or beside a zip of them."""
    faces = find_faces(folder)
    places = [folder if kind_of(folder) == FOLDER else folder.parent]
    if faces:
        beside = faces.place.absolute().parent
        places += [beside, beside.parent] if beside.name.lower() == "img" else [beside]
    inner = (at for place in places for below in BELOW for at in folders_below(place, below))
    found = (at / name for at in inner for name in FILES)
    return next((path for path in found if kind_of(path) == FILE), None)


def face_names(folder: Path) -> list[str]:
    """Return the names of CelebA's decoded pictures in a folder, in the order of the data set.

    Raises ``AttributeFileError`` where they are not decoded, or where one could not be used: then
    nobody knows any more which name belongs to which row.
    """
    found = find_faces(folder)
    try:
        if found is None or not is_cached(found.source, resolution=FACE_RESOLUTION):
            raise AttributeFileError("the faces are not decoded yet: show their pictures first")
        known = load_picture_set(found.source, resolution=FACE_RESOLUTION)
        names = list(open_pictures(found.source).sizes)
    except PictureSetError as error:
        raise AttributeFileError(str(error)) from None
    if len(names) != len(known.images):
        raise AttributeFileError(f"rows are no names: {known.origin.line()}")
    return names


def read_attribute(path: Path, attribute: str, names: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return (N,) whether each picture has an attribute, 1 or 0; NaN for those not in the file.

    ``names`` are those of the pictures' files, whatever their ending. Raises ``AttributeFileError``
    for a file of another kind, and ``ValueError`` for an unknown attribute.
    """
    if attribute not in ATTRIBUTES:
        raise ValueError(f"unknown attribute {attribute!r}; accepted: {', '.join(ATTRIBUTES)}")
    lines = iter(_content(path).splitlines())
    column = _columns(path, lines).index(attribute)
    wished = {PurePath(name).stem.encode(): row for row, name in enumerate(names)}
    found = np.full(len(names), np.nan, dtype=np.float32)
    for line in lines:
        name, *marks = line.replace(b",", b" ").split()[: column + 2] or [b""]
        row = wished.get(name.rpartition(b".")[0])
        if row is None:
            continue
        if len(marks) <= column or marks[column] not in MARKS:
            raise AttributeFileError(f"{path}: the row of {name.decode('ascii', 'replace')} is cut")
        found[row] = MARKS[marks[column]]
    return found


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise AttributeFileError(f"{path} cannot be read ({error.strerror})") from None
    if len(content) > MOST_BYTES:
        raise AttributeFileError(f"{path} is larger than {MOST_BYTES // 10**6} MB")
    return content


def _columns(path: Path, lines: Iterable[bytes]) -> list[str]:
    """Return the attributes in the order of the file, whose first lines are read."""
    for line, _ahead in zip(lines, range(2), strict=False):
        words = line.decode("utf-8", "replace").replace(",", " ").split()
        named = [word for word in words if word != "image_id"]
        if sorted(named) == sorted(ATTRIBUTES):
            return named
    raise AttributeFileError(f"{path} does not begin with the names of CelebA's 40 attributes")
