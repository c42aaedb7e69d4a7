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
from gan_core.faces.spaces import Pixels, Raw, check_pixels, fit_space
from gan_core.faces.umap_fit import fit_umap, umap_facts

FACES, HELD_OUT = 1000, 500
"""Reference faces, and faces by which tests are calibrated; both unseen by the networks.

A space's principal components are fitted to as many training faces as there are reference faces.
"""

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
    ``positions`` (N,) are the reference faces' places in their data set, from 0. ``verifying``
    faces are for whoever wants to see whether the thresholds hold.
    """

    training: Pixels
    reference: Pixels
    calibrating: Pixels
    verifying: Pixels
    positions: Any


def split_faces(pixels: Pixels, training: Pixels, *, first: int = 0) -> RealFaces:
    """Return held-out faces (N, 64, 64, 3) in their roles: half, a quarter, a quarter.

    At most 1,000, 500 and 500, in this order; ``first`` is the place of the first in its data set.
    With them come the first 1,000 at most of the ``training`` faces (M, 64, 64, 3).
    Raises ``FitError`` for fewer than 60 different ones, or for one that is there very often.
    """
    count = len(check_pixels(pixels))
    if count < LEAST:
        raise FitError(f"{count} held-out pictures; at least {LEAST} are needed for a map")
    faces = min(FACES, count // 2)
    rest = min(HELD_OUT, count // 4)
    _check_copies(pixels, faces + 2 * rest)
    return RealFaces(
        training=check_pixels(training)[:FACES],
        reference=pixels[:faces],
        calibrating=pixels[faces : faces + rest],
        verifying=pixels[faces + rest : faces + 2 * rest],
        positions=np.arange(first, first + faces),
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
    seen = raw(faces.reference)
    _check_apart(name, seen)
    progress("features", 1, 3)
    learnt = raw(faces.training)
    _check_varied(name, learnt)
    space = fit_space(name, learnt)
    unit = float((space.reduced(learnt) ** 2).mean() ** 0.5)
    features = _as_stored(space.reduced(seen))
    _check_apart(name, features)
    progress("features", 2, 3)
    held_out = raw(faces.calibrating)
    progress("features", 3, 3)
    # It is imported and compiled before it says how far it is.
    progress("umap", 0, 1)
    coordinates = fit_umap(
        own_distances(features), seed=seed, progress=lambda done, of: progress("map", done, of)
    )
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
    around = known.surroundings(space.reduced(held_out))
    for key, test in TESTS.items():
        known.calibration[key] = _as_stored(np.sort(test.score(around)))
    return known


def _check_apart(name: str, features: Doubles) -> None:
    """Raise ``FitError`` where faces have as many others of the same features as tests look at."""
    copies = Counter(row.tobytes() for row in features)
    same = sum(count for count in copies.values() if count > NEIGHBOURS)
    if same:
        raise FitError(
            f"{same} of {len(features)} faces look the same as {NEIGHBOURS} others by {name}; "
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
