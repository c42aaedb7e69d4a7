"""Real faces as arrays: their features, their map, and how a test finds held-out ones.

A reference set is one npz file. It holds no picture and nothing from which one could be read back,
and it is read without pickle.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from gan_core.checkpoints.native import PRETRAINED, CheckpointError
from gan_core.faces.names import SPACES
from gan_core.faces.neighbours import (
    Doubles,
    Indices,
    Neighbours,
    distances,
    nearest,
    nearest_among,
    nearest_others,
)
from gan_core.faces.outliers import NEIGHBOURS, TESTS, Surroundings, Verdict, apply_thresholds
from gan_core.faces.placement import place
from gan_core.faces.repeats import LEAST, MOST_REAL, Repeats, RepeatTest, most_compared
from gan_core.faces.spaces import FeatureSpace
from gan_core.storage.serialization import write_atomically

FOLDER = PRETRAINED / "faces"
BYTES_LIMIT = 20_000_000
MOST_FACES, MOST_DIMENSIONS, MOST_RAW = 20_000, 512, 100_000
STORED = {
    "mean": np.float32,
    "scale": np.float32,
    "basis": np.float16,
    "features": np.float32,
    "coordinates": np.float32,
    "positions": np.int32,
}
CALIBRATION = "calibration_"
FACTS = "facts"


@dataclass(frozen=True)
class Placement:
    """Where faces fall: ``features`` (N, k + 1), ``places`` (N, 2) on the map, nearest reals.

    ``verdicts`` are what each test says, by its name.
    """

    features: Doubles
    places: Doubles
    near: Neighbours
    verdicts: dict[str, Verdict]


@dataclass(frozen=True)
class ReferenceSet:
    """Reference faces in one feature space.

    ``features`` (M, k + 1) and ``coordinates`` (M, 2) of the faces, ``positions`` (M,) of the
    faces in their data set, counted from 0, sorted scores of held-out real faces by test, and
    ``facts``: where they come from, how the map was fitted, how many training faces the space was
    fitted to, and the root mean square of these faces' features as ``unit``.
    """

    space: FeatureSpace
    features: Doubles
    coordinates: Doubles
    positions: Indices
    calibration: dict[str, Doubles]
    facts: dict[str, Any]

    @cached_property
    def own(self) -> Neighbours:
        """Return the nearest other reference faces of each."""
        return nearest_others(self.features, NEIGHBOURS)

    def surroundings(self, features: Doubles) -> Surroundings:
        """Return what tests look at, for new faces by their features (N, k + 1)."""
        near = nearest_among(features, self.features, self.neighbours)
        places = place(near, self.coordinates)
        return Surroundings(near, self.own, places, self.coordinates)

    def nearest_to(self, features: Doubles, count: int) -> Neighbours:
        """Return the ``count`` nearest reference faces of new faces (N, k + 1), at most all."""
        return nearest_among(features, self.features, count)

    def nearest_to_own(self, index: int, count: int) -> Neighbours:
        """Return the ``count`` nearest other reference faces of the reference face at an index."""
        row = distances(self.features[index : index + 1], self.features)
        row[0, index] = np.inf
        return nearest(row, min(count, len(self.features) - 1))

    @property
    def neighbours(self) -> int:
        """Return the number of neighbours with which the map was fitted."""
        return int(self.facts["map"]["n_neighbors"])

    @cached_property
    def _repeat_tests(self) -> dict[int, RepeatTest]:
        return {}

    def repeats(self, features: Doubles) -> Repeats | None:
        """Return whether a set of faces repeats itself, by their features (N, k + 1).

        None for a single face, and for more than half as many as there are reference faces. They
        are compared with the first 1,000 of those: all distances of 8,000 would take 512 MB.
        """
        count = len(features)
        real = self.features[:MOST_REAL]
        if not LEAST <= count <= most_compared(len(real)):
            return None
        if count not in self._repeat_tests:
            self._repeat_tests[count] = RepeatTest(real, count)
        return self._repeat_tests[count].repeats(features)

    def placed(self, raw: Doubles) -> Placement:
        """Return where new faces fall by their raw features (N, F), each as if it were alone."""
        features = self.space.reduced(raw)
        around = self.surroundings(features)
        verdicts = {
            name: apply_thresholds(test, test.score(around), self.calibration[name])
            for name, test in TESTS.items()
        }
        return Placement(features, around.places, around.near, verdicts)


def save_reference(path: Path, found: ReferenceSet) -> None:
    """Write a reference set as an npz file, whole or not at all.

    Raises ``CheckpointError`` for one that ``load_reference`` would refuse.
    """
    space = found.space
    arrays = {
        "mean": space.mean,
        "scale": space.scale,
        "basis": space.basis,
        "features": found.features,
        "coordinates": found.coordinates,
        "positions": found.positions,
    }
    with np.errstate(over="ignore"):
        stored = {name: value.astype(STORED[name]) for name, value in arrays.items()}
        scores = {
            CALIBRATION + name: value.astype(np.float32)
            for name, value in found.calibration.items()
        }
    facts = np.array(json.dumps({**found.facts, "space": space.name}))
    whole = {FACTS: facts, **stored, **scores}
    try:
        _checked(dict(whole))
    except ValueError as error:
        raise CheckpointError(f"{path} is not written: {error}") from None
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **whole)
    write_atomically(path, file.getvalue())


def shipped_reference(space: str) -> ReferenceSet:
    """Return the shipped reference set of a space; ``CheckpointError`` where it is missing."""
    if space not in SPACES:
        raise CheckpointError(f"unknown space {space!r}; accepted: {', '.join(SPACES)}")
    return load_reference(FOLDER / f"{space}.npz")


def load_reference(path: Path) -> ReferenceSet:
    """Return what ``save_reference`` wrote; ``CheckpointError`` for a missing or other file."""
    try:
        if path.stat().st_size > BYTES_LIMIT:
            raise ValueError(f"larger than {BYTES_LIMIT} bytes")
        with zipfile.ZipFile(path) as members:
            unpacked = sum(member.file_size for member in members.infolist())
        if unpacked > 10 * BYTES_LIMIT:
            raise ValueError(f"larger than {10 * BYTES_LIMIT} bytes when unpacked")
        with np.load(path, allow_pickle=False) as file:
            return _checked({name: file[name] for name in file.files})
    except OSError as error:
        raise CheckpointError(
            f"{path} cannot be read ({error.strerror}); 'python -m gan_core faces fit' makes it"
        ) from None
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise CheckpointError(f"{path} is no reference set of faces: {error}") from None


def _checked(arrays: dict[str, Any]) -> ReferenceSet:
    facts = json.loads(str(arrays.pop(FACTS)))
    faces, width = arrays["features"].shape
    shapes = {
        "mean": arrays["mean"].shape[:1],
        "scale": arrays["mean"].shape,
        "basis": (len(arrays["mean"]), width - 1),
        "features": (faces, width),
        "coordinates": (faces, 2),
        "positions": (faces,),
    }
    for name, shape in shapes.items():
        if arrays[name].shape != shape or arrays[name].dtype != STORED[name]:
            raise ValueError(
                f"{name} of shape {arrays[name].shape} and type {arrays[name].dtype}, expected "
                f"{shape} and {np.dtype(STORED[name])}"
            )
    calibration = {name: arrays[CALIBRATION + name] for name in TESTS}
    values = {name: arrays[name].astype(np.float64) for name in shapes}
    scores = {name: np.sort(value.astype(np.float64)) for name, value in calibration.items()}
    if not all(np.isfinite(value).all() for value in (*values.values(), *scores.values())):
        raise ValueError("a number is NaN or infinite")
    if not math.isfinite(float(facts.get("kept", 0))):
        raise ValueError("the share that the components keep is no number")
    if not 0 < float(facts.get("unit", 1)) < math.inf:
        raise ValueError("the unit of its features is no positive number")
    fits = (
        facts["space"] in SPACES
        and NEIGHBOURS < faces <= MOST_FACES
        and 2 <= width <= MOST_DIMENSIONS
        and len(values["mean"]) <= MOST_RAW
        and 1 < int(facts["map"]["n_neighbors"]) < faces
        and all(scores_of.ndim == 1 and len(scores_of) for scores_of in scores.values())
        and (values["scale"] > 0).all()
    )
    if not fits:
        raise ValueError("its sizes do not fit together")
    return ReferenceSet(
        space=FeatureSpace(facts["space"], values["mean"], values["scale"], values["basis"]),
        features=values["features"],
        coordinates=values["coordinates"],
        positions=arrays["positions"].astype(np.int64),
        calibration=scores,
        facts=facts,
    )
