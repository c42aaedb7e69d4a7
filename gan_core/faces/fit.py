"""Make a reference set of real faces: features, map, thresholds."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gan_core.faces.neighbours import Doubles, own_distances
from gan_core.faces.outliers import NEIGHBOURS, TESTS
from gan_core.faces.reference import ReferenceSet
from gan_core.faces.spaces import FeatureSpace, Pixels, Raw, check_pixels, fit_space
from gan_core.faces.umap_fit import fit_umap, fit_umap_of_many, umap_facts

FACES, HELD_OUT = 1000, 500
"""Reference faces, and faces by which tests are calibrated; both unseen by the networks.

A space's principal components are fitted to as many training faces as there are reference faces.
"""

MOST_FACES = 8000
"""Reference faces that can be asked for; beyond 1,000 with faces that networks may have seen."""

AT_ONCE = 2000
"""Up to so many faces are mapped by the distances of all from all, which take 32 MB."""

AT_A_TIME = 256
"""Pictures whose raw features are held in one go; of 8,000 those of pixels would take 800 MB."""

LEAST = 60
"""Different held-out faces that a map needs, and different training faces that a space needs."""

OTHERS = "choose another space, or pictures that differ more"
Progress = Callable[[str, int, int], None]


class FitError(ValueError):
    """No map can be fitted to these faces; one line says why and what is needed."""


@dataclass(frozen=True)
class RealFaces:
    """Real faces (N, 64, 64, 3) in the roles that they play.

    ``training`` faces, from those that networks were trained on, decide what a space's principal
    components are; no network was trained on the others, and nothing is reported against the first.
    Of more than 1,000 ``reference`` faces those after the held-out ones are no longer unseen: the
    thresholds, from faces that are, hold all the same.
    ``positions`` (N,) are the reference faces' places in their data set, from 0. ``verifying``
    faces are for whoever wants to see whether the thresholds hold.
    """

    training: Pixels
    reference: Pixels
    calibrating: Pixels
    verifying: Pixels
    positions: Any


def split_faces(
    pixels: Pixels, training: Pixels, *, first: int = 0, count: int = FACES
) -> RealFaces:
    """Return held-out faces (N, 64, 64, 3) in their roles: half, a quarter, a quarter.

    At most 1,000, 500 and 500, in this order; ``first`` is the place of the first in its data set.
    With them come the first 1,000 at most of the ``training`` faces (M, 64, 64, 3), whose places
    end there or before. Of a ``count`` over 1,000 the rest are the last of the other training
    faces, as many as there are.
    Raises ``FitError`` for fewer than 60 different ones, or for one that is there very often.
    """
    held_out = len(check_pixels(pixels))
    if held_out < LEAST:
        raise FitError(f"{held_out} held-out pictures; at least {LEAST} are needed for a map")
    faces = min(FACES, count, held_out // 2)
    rest = min(HELD_OUT, held_out // 4)
    _check_copies(pixels, faces + 2 * rest)
    others = check_pixels(training)[FACES:]
    others = others[max(0, len(others) - max(0, count - FACES)) :]
    last = len(training)
    return RealFaces(
        training=training[:FACES],
        reference=np.concatenate([pixels[:faces], others]),
        calibrating=pixels[faces : faces + rest],
        verifying=pixels[faces + rest : faces + 2 * rest],
        positions=np.concatenate(
            [np.arange(first, first + faces), np.arange(last - len(others), last)]
        ),
    )


def _check_copies(pixels: Pixels, used: int) -> None:
    """Raise ``FitError`` where too many of the pictures (N, 64, 64, 3) are the same.

    At least 60 of all have to differ; of those ``used``, none may be there more often than a face
    has neighbours that count, as it would lie at a distance of 0 from all of them.
    """
    seen = [hashlib.sha256(picture.tobytes()).digest() for picture in pixels]
    different, most = len(set(seen)), max(Counter(seen[:used]).values())
    if different < LEAST:
        raise FitError(
            f"{len(pixels)} held-out pictures are copies of {different}; at least {LEAST} "
            "different ones are needed for a map"
        )
    if most > NEIGHBOURS:
        raise FitError(
            f"one picture is there {most} times among {used} held-out ones; at most {NEIGHBOURS} "
            "are accepted for a map: remove the copies"
        )


def fit_reference(
    name: str, raw: Raw, faces: RealFaces, *, seed: int, source: str, progress: Progress
) -> ReferenceSet:
    """Return the space of the training faces, the map of the reference ones, and calibrated tests.

    ``raw`` computes the raw features of the space ``name``, ``source`` names the data.
    ``progress`` is called with each part's name, how far it is, and of how much. Raises
    ``FitError``, before the map, where the space does not tell the faces apart.
    """
    progress("features", 0, 3)
    _check_apart(name, raw(faces.reference[:AT_A_TIME]))
    learnt = raw(faces.training)
    progress("features", 1, 3)
    _check_varied(name, learnt)
    space = fit_space(name, learnt)
    unit = float((space.reduced(learnt) ** 2).mean() ** 0.5)
    features = _as_stored(_features(space, raw, faces.reference))
    _check_apart(name, features)
    progress("features", 2, 3)
    held_out = _features(space, raw, faces.calibrating)
    progress("features", 3, 3)
    # It is imported and compiled before it says how far it is.
    progress("umap", 0, 1)
    coordinates = _map(features, seed=seed, progress=lambda done, of: progress("map", done, of))
    components = features[:, :-1]
    known = ReferenceSet(
        space=space,
        features=features,
        coordinates=_as_stored(coordinates),
        positions=np.asarray(faces.positions, dtype=np.int64),
        calibration={},
        facts={
            "source": source,
            "map": umap_facts(seed),
            "kept": float((components**2).sum() / (features**2).sum()),
            "space_fitted_on": len(faces.training),
            "unit": unit,
            "calibrated_on": len(faces.calibrating),
        },
    )
    around = known.surroundings(held_out)
    for key, test in TESTS.items():
        known.calibration[key] = _as_stored(np.sort(test.score(around)))
    return known


def _features(space: FeatureSpace, raw: Raw, pixels: Pixels) -> Doubles:
    """Return features (N, k + 1) of pictures, a few hundred at a time.

    Raises ``FitError`` where raw features do not tell the pictures apart.
    """
    parts, copies = [], Counter[bytes]()
    for start in range(0, len(pixels), AT_A_TIME):
        seen = raw(pixels[start : start + AT_A_TIME])
        copies.update(hashlib.sha256(row.tobytes()).digest() for row in seen)
        parts.append(space.reduced(seen))
    _refuse_copies(space.name, copies)
    return np.concatenate(parts)


def _map(features: Doubles, *, seed: int, progress: Callable[[int, int], None]) -> Doubles:
    """Return coordinates (N, 2) of faces by their features (N, k + 1)."""
    if len(features) > AT_ONCE:
        return fit_umap_of_many(features, seed=seed, progress=progress)
    return fit_umap(own_distances(features), seed=seed, progress=progress)


def _check_apart(name: str, features: Doubles) -> None:
    """Raise ``FitError`` where faces have as many others of the same features as tests look at."""
    _refuse_copies(name, Counter(row.tobytes() for row in features))


def _refuse_copies(name: str, copies: Counter[bytes]) -> None:
    same = sum(count for count in copies.values() if count > NEIGHBOURS)
    if same:
        raise FitError(
            f"{same} of {copies.total()} faces look the same as {NEIGHBOURS} others by {name}; "
            f"{OTHERS}"
        )


def _check_varied(name: str, features: Doubles) -> None:
    """Raise ``FitError`` where training faces differ too little for principal components."""
    different = len({row.tobytes() for row in features})
    if different < LEAST:
        raise FitError(
            f"{len(features)} training pictures have {different} different features by {name}; at "
            f"least {LEAST} are needed for its principal components; {OTHERS}"
        )


def _as_stored(values: Doubles) -> Doubles:
    """Return values rounded to what a file keeps, so that they are the same when read again."""
    return values.astype(np.float32).astype(np.float64)
