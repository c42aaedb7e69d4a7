"""What real faces can be coloured by, and its value for each face of a map."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gan_core.checkpoints.native import CheckpointError
from gan_core.data.attribute_file import (
    ATTRIBUTES,
    AttributeFileError,
    face_names,
    find_attributes,
    read_attribute,
)
from gan_core.data.images import DataError, where
from gan_core.faces.appearance import SPACE_OF, appearance_weights, of_pictures, of_reference
from gan_core.faces.names import APPEARANCES
from gan_core.faces.neighbours import Doubles, Indices
from gan_core.faces.reference import ReferenceSet
from gan_core.faces.spaces import FEATURE_MODELS
from ui.faces.link_state import COLOURS, ONE_COLOUR, SHIPPED
from ui.faces.shown_faces import real_pictures, shown_raw, shown_reference
from ui.models.shown_models import shipped_statistics
from ui.shared.text import N_, Texts

Values = npt.NDArray[np.float32]

COLOUR_NAMES = Texts(
    {
        ONE_COLOUR: N_("Nothing: one colour"),
        "brightness": N_("Brightness"),
        "background": N_("Background's brightness"),
        "pose": N_("Pose: left or right"),
        **{name: name.replace("_", " ") for name in ATTRIBUTES},
    }
)
OFFICIAL = "{:06d}.jpg"
"""Name of a face of CelebA by its number."""


def colours_here(source: str) -> list[str]:
    """Return what faces of a source can be coloured by on this machine."""
    if attribute_path(source):
        return list(COLOURS)
    return [ONE_COLOUR, *APPEARANCES]


def attribute_path(source: str) -> Path | None:
    """Return CelebA's file of attributes, if it is here and about a source's faces."""
    try:
        return None if source == "pictures" else find_attributes(where(None))
    except DataError:
        return None


def colour_values(source: str, space: str, colour: str) -> Values:
    """Return (M,) what the faces of a map are coloured by; NaN where it is not known.

    An attribute is 1 or 0. An appearance is computed from the pictures where they are shown, else
    from what the source's map of the space behind it keeps. Raises ``CheckpointError`` where there
    is neither.
    """
    known = shown_reference(source, space)
    if colour in ATTRIBUTES:
        return _attribute(source, known.positions, colour)
    if colour not in APPEARANCES:
        raise CheckpointError(f"unknown colour {colour!r}; accepted: {', '.join(COLOURS[1:])}")
    pictures = real_pictures(source).pixels
    if pictures is not None and len(pictures) == len(known.positions):
        return _of_pictures(source, colour, known.positions.tobytes())
    return of_reference(_kept(source, known, colour), _weights(colour)).astype(np.float32)


@lru_cache(maxsize=8)
def _of_pictures(source: str, colour: str, _faces: bytes) -> Values:
    pictures = real_pictures(source).pixels
    if pictures is None:
        raise CheckpointError("the pictures are not shown any more")
    raw = shown_raw(SPACE_OF[colour], "cpu")
    return of_pictures(pictures, _weights(colour), raw=raw).astype(np.float32)


def _weights(colour: str) -> Doubles:
    return appearance_weights(colour, shipped_statistics(FEATURE_MODELS["vae"]).directions)


def _kept(source: str, known: ReferenceSet, colour: str) -> ReferenceSet:
    """Return the map of the same faces from which an appearance can be told."""
    kept = shown_reference(source, SPACE_OF[colour])
    if not np.array_equal(kept.positions, known.positions):
        raise CheckpointError(
            f"the map by {SPACE_OF[colour]} has other faces; show the pictures, or fit it again"
        )
    return kept


def _attribute(source: str, positions: Indices, attribute: str) -> Values:
    path = attribute_path(source)
    if path is None:
        raise CheckpointError("no list_attr_celeba.txt is beside the faces")
    try:
        return _read(path, path.stat().st_mtime_ns, source, positions.tobytes(), attribute)
    except (AttributeFileError, OSError) as error:
        raise CheckpointError(str(error)) from None


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int, source: str, positions: bytes, attribute: str) -> Values:
    places = np.frombuffer(positions, dtype=np.int64)
    # The shipped points are faces of the official set, whose names are their numbers.
    if source == SHIPPED:
        names = [OFFICIAL.format(place + 1) for place in places]
    else:
        all_names = face_names(where(None))
        if places.max() >= len(all_names):
            raise AttributeFileError("the map has faces that are not here any more")
        names = [all_names[place] for place in places]
    return read_attribute(path, attribute, names)
