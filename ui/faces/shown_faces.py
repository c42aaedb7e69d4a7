"""Faces as the page shows them: reference sets, generated faces, pictures of real ones if here."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from gan_core.checkpoints.native import CheckpointError
from gan_core.data.images import (
    DataError,
    ImageSet,
    data_folder,
    is_decoded,
    is_there,
    load_images,
)
from gan_core.data.splits import IN_ORDER
from gan_core.faces.generated import check_face_model, generated_faces
from gan_core.faces.names import SPACES, THESIS_SPACE
from gan_core.faces.neighbours import Indices, distances
from gan_core.faces.reference import (
    Placement,
    ReferenceSet,
    load_reference,
    shipped_reference,
)
from gan_core.faces.spaces import Pixels, Raw, raw_features
from gan_core.faces.thesis import ThesisPlacement, thesis_placement
from gan_core.storage.devices import resolve_device
from gan_core.storage.folders import default_folder
from ui.faces.link_state import SHIPPED, SOURCES
from ui.models.compute_threads import threads_for
from ui.models.shown_models import shown_model

ALIKE = 0.35
"""Pictures found here are those of the points if their features are off by no more than this share
of the distance to the nearest other face; copies of another size differ by a little."""

CHECKED = 100
MOST_KEPT = 16


def own_folder(source: str) -> Path:
    """Return the folder of the maps that were fitted here."""
    return default_folder() / "faces" / source


def pictures_folder(source: str) -> Path:
    """Return where a source's pictures are looked for; own ones in ``pictures`` of the data."""
    return data_folder() / "pictures" if source == "pictures" else data_folder()


def dataset_of(source: str) -> str:
    """Return the data set behind a source."""
    return "pictures" if source == "pictures" else "celeba"


def shown_reference(source: str, space: str) -> ReferenceSet:
    """Return a reference set; ``CheckpointError`` where none was shipped or fitted."""
    if source not in SOURCES:
        raise CheckpointError(f"unknown source {source!r}; accepted: {', '.join(SOURCES)}")
    if source == SHIPPED:
        return _shipped(space)
    # It becomes the name of a file.
    if space not in SPACES:
        raise CheckpointError(f"unknown space {space!r}; accepted: {', '.join(SPACES)}")
    path = own_folder(source) / f"{space}.npz"
    try:
        return _fitted(path, path.stat().st_mtime_ns)
    except OSError:
        raise CheckpointError(
            f"no map of {source} by {space} was fitted here yet; fit one under 'Real faces'"
        ) from None


@cache
def _shipped(space: str) -> ReferenceSet:
    return shipped_reference(space)


@lru_cache(maxsize=6)
def _fitted(path: Path, _changed: int) -> ReferenceSet:
    return load_reference(path)


@cache
def shown_raw(space: str, device: str) -> Raw:
    """Return what computes a space's features on a device; networks are loaded once."""
    return raw_features(space, device=resolve_device(device))


@lru_cache(maxsize=16)
def shown_fakes(name: str, count: int, seed: int, truncation: float | None, device: str) -> Pixels:
    """Return faces (count, 64, 64, 3), the same for the same wish, whatever the feature space."""
    model = check_face_model(shown_model(name, device))
    return generated_faces(
        model, count, seed=seed, truncation=truncation, device=resolve_device(device)
    )


@dataclass(frozen=True)
class Placed:
    """Generated faces (N, 64, 64, 3) and where they fall."""

    pixels: Pixels
    placement: Placement


def placed_fakes(
    name: str, count: int, *, seed: int, truncation: float | None, source: str, space: str,
    device: str,
) -> Placed:  # fmt: skip
    """Return generated faces, placed on a map."""
    known, raw = shown_reference(source, space), shown_raw(space, device)
    with threads_for(count):
        pixels = shown_fakes(name, count, seed, truncation, device)
        placement = known.placed(raw(pixels))
    return Placed(pixels, placement)


_as_in_thesis: dict[tuple[object, ...], ThesisPlacement] = {}


def placed_as_in_thesis(
    name: str, count: int, *, seed: int, truncation: float | None, source: str, device: str
) -> ThesisPlacement:
    """Return where generated faces fall on the map of pixels, read as in latent-thesis.

    It takes a second or two for 64 faces; the last ones are kept.
    """
    known = shown_reference(source, THESIS_SPACE)
    key = (name, count, seed, truncation, device, zlib.crc32(known.coordinates.tobytes()))
    if key not in _as_in_thesis:
        pixels = shown_fakes(name, count, seed, truncation, device)
        while len(_as_in_thesis) >= MOST_KEPT:
            _as_in_thesis.pop(next(iter(_as_in_thesis)), None)
        raw = shown_raw(THESIS_SPACE, device)
        _as_in_thesis[key] = thesis_placement(known, raw(pixels), seed=0)
    return _as_in_thesis[key]


@dataclass(frozen=True)
class PicturesAt:
    """Pictures of the faces at ``positions`` (M,) of a data set, each read when it is asked for."""

    positions: Indices
    sets: list[ImageSet]

    def __len__(self) -> int:
        return len(self.positions)

    def __getitem__(self, chosen: slice | Indices) -> Pixels:
        """Return some of them, (N, 64, 64, 3)."""
        images = [_picture_at(int(place), self.sets) for place in self.positions[chosen]]
        found: Pixels = torch.stack(images).permute(0, 2, 3, 1).contiguous().numpy()
        return found


@dataclass
class RealPictures:
    """Pictures of a source's reference faces (M, 64, 64, 3), once they are found and decoded.

    ``state`` is absent, found, decoding, ready, other (they are not the faces of the points), or
    failed with ``notice``. ``left_out`` tells which pictures could not be used, if any.
    """

    state: str
    done: int = 0
    total: int = 0
    notice: str = ""
    left_out: str = ""
    pixels: Pixels | PicturesAt | None = None


_found: dict[str, RealPictures] = {}
_finding = threading.Lock()


def real_pictures(source: str) -> RealPictures:
    """Return what is known of a source's pictures; what is decoded already is opened at once."""
    with _finding:
        known = _found.get(source)
        if known is None or known.state == "absent":
            known = _found[source] = _look(source)
    return known


def _look(source: str) -> RealPictures:
    dataset, folder = dataset_of(source), pictures_folder(source)
    if not is_there(dataset, folder=folder):
        return RealPictures("absent")
    found = RealPictures("found")
    if is_decoded(dataset, folder=folder):
        _open(source, found)
    return found


def decode_pictures(source: str) -> None:
    """Begin to decode a source's pictures in the background, unless it is done or under way."""
    known = real_pictures(source)
    with _finding:
        if known.state not in ("found", "failed"):
            return
        known.state = "decoding"
    threading.Thread(target=_open, args=(source, known), daemon=True).start()


def forget_pictures(source: str) -> None:
    """Look for a source's pictures anew, as after a new map."""
    with _finding:
        _found.pop(source, None)


def _open(source: str, found: RealPictures) -> None:
    def progress(done: int, total: int) -> None:
        found.done, found.total = done, total

    try:
        known = shown_reference(source, "pixels" if source == SHIPPED else _any_space(source))
        pixels, found.left_out = _pictures_at(known.positions, source, progress)
        fits = source != SHIPPED or are_pictures_of(pixels, known)
    except (DataError, CheckpointError, IndexError) as error:
        found.state, found.notice = "failed", str(error)
        return
    found.pixels, found.state = (pixels, "ready") if fits else (None, "other")


def _any_space(source: str) -> str:
    """Return the name of a map that was fitted here; all of a source have the same faces."""
    places = sorted(own_folder(source).glob("*.npz"))
    if not places:
        raise CheckpointError(f"no map of {source} was fitted here yet")
    return places[0].stem


def _pictures_at(
    positions: Indices, source: str, progress: Callable[[int, int], None]
) -> tuple[PicturesAt, str]:
    """Return pictures by their places in the data set, and which files could not be used.

    Raises ``IndexError`` where the data set ends before a place.
    """
    dataset, folder = dataset_of(source), pictures_folder(source)
    sets = [load_images(dataset, split, folder=folder, progress=progress) for split in IN_ORDER]
    _picture_at(int(positions.max()), sets)
    origin = sets[0].origin
    return PicturesAt(positions, sets), origin.line() if origin else ""


def _picture_at(place: int, sets: list[ImageSet]) -> Tensor:
    """Return a picture (3, 64, 64) by its place among those of all splits, one after another."""
    for part in sets:
        if place < len(part.images):
            return part.images[place]
        place -= len(part.images)
    raise IndexError(f"{sets[0].name} holds fewer pictures than the map has points")


def are_pictures_of(pixels: Pixels | PicturesAt, known: ReferenceSet) -> bool:
    """Whether pictures are those of the points of a map of pixels."""
    raw = raw_features("pixels", device=torch.device("cpu"))
    seen = known.space.reduced(raw(pixels[:CHECKED]))
    off = np.linalg.norm((seen - known.features[:CHECKED])[:, :-1], axis=1)
    others = np.sort(distances(seen, known.features), axis=1)[:, 1]
    return bool(np.median(off) < ALIKE * np.median(others))
