"""Border and inside of a map as latent-thesis reads them (docs/references.md, chapter 8).

Faces are placed by UMAP's ``transform``, 64 at a time as there, and one is at the border where all
real faces near it lie on one side.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gan_core.faces.neighbours import Doubles
from gan_core.faces.outliers import Flags, border_gap
from gan_core.faces.reference import ReferenceSet
from gan_core.faces.umap_transform import transformed

AT_A_TIME = 64

OUTWARD = 180.0
"""A place with a gap of so many degrees has a side on which there is no real face.

Only ``transform`` leads there: our placement is a mean of places, which lies between them. With
ours the border is the outer part of the map, where a third of held-out reals lie.
"""


@dataclass(frozen=True)
class ThesisPlacement:
    """Where faces fall: ``places`` (N, 2) on the map, and whether they are ``at_border`` (N,)."""

    places: Doubles
    at_border: Flags


def thesis_placement(known: ReferenceSet, raw: Doubles, *, seed: int) -> ThesisPlacement:
    """Return where faces fall on a map by their raw features (N, F), read as in latent-thesis."""
    around = known.surroundings(known.space.reduced(raw))
    fitted = known.facts["map"]
    parts = [
        transformed(
            around.near.rows(slice(start, start + AT_A_TIME)),
            known.coordinates,
            epochs=int(fitted["n_epochs"]),
            least_distance=float(fitted["min_dist"]),
            seed=seed,
        )
        for start in range(0, len(raw), AT_A_TIME)
    ]
    places = np.concatenate(parts)
    return ThesisPlacement(places, border_gap(replace(around, places=places)) >= OUTWARD)
