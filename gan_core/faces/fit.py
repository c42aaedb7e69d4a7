"""Make a reference set of real faces: features, map, thresholds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gan_core.faces.neighbours import Doubles, own_distances
from gan_core.faces.outliers import TESTS
from gan_core.faces.reference import ReferenceSet
from gan_core.faces.spaces import Pixels, Raw, check_pixels, fit_space
from gan_core.faces.umap_fit import fit_umap, umap_facts

FACES, HELD_OUT = 1000, 500
"""Reference faces, and faces by which tests are calibrated; both unseen by the networks."""

LEAST = 60
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class RealFaces:
    """Real faces (N, 64, 64, 3) that no network was trained on, in the roles that they play.

    ``positions`` (N,) are the reference faces' places in their data set, from 0. ``verifying``
    faces are for whoever wants to see whether the thresholds hold.
    """

    reference: Pixels
    calibrating: Pixels
    verifying: Pixels
    positions: Any


def split_faces(pixels: Pixels, *, first: int = 0) -> RealFaces:
    """Return held-out faces (N, 64, 64, 3) in their roles: half, a quarter, a quarter.

    At most 1,000, 500 and 500, in this order; ``first`` is the place of the first in its data set.
    Raises ``ValueError`` for fewer than 60.
    """
    count = len(check_pixels(pixels))
    if count < LEAST:
        raise ValueError(f"{count} held-out pictures; at least {LEAST} are needed for a map")
    faces = min(FACES, count // 2)
    rest = min(HELD_OUT, count // 4)
    return RealFaces(
        reference=pixels[:faces],
        calibrating=pixels[faces : faces + rest],
        verifying=pixels[faces + rest : faces + 2 * rest],
        positions=np.arange(first, first + faces),
    )


def fit_reference(
    name: str, raw: Raw, faces: RealFaces, *, seed: int, source: str, progress: Progress
) -> ReferenceSet:
    """Return space and map of the reference faces, with tests calibrated on the others.

    ``raw`` computes the raw features of the space ``name``, ``source`` names the data.
    ``progress`` is called with each part's name, how far it is, and of how much.
    """
    progress("features", 0, 2)
    seen = raw(faces.reference)
    space = fit_space(name, seen)
    features = _as_stored(space.reduced(seen))
    progress("features", 1, 2)
    held_out = raw(faces.calibrating)
    progress("features", 2, 2)
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
            "calibrated_on": len(faces.calibrating),
        },
    )
    around = known.surroundings(space.reduced(held_out))
    for key, test in TESTS.items():
        known.calibration[key] = _as_stored(np.sort(test.score(around)))
    return known


def _as_stored(values: Doubles) -> Doubles:
    """Return values rounded to what a file keeps, so that they are the same when read again."""
    return values.astype(np.float32).astype(np.float64)
