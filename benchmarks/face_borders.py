"""Whether generated faces lie at the border of a map, and whether those there are the broken ones.

Measured with our placement and with umap-learn's ``transform``, which latent-thesis used, 64 faces
at a time as there.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.speed.umap import umap_transform
from gan_core.faces.features import SPACE
from gan_core.faces.neighbours import Doubles
from gan_core.faces.outliers import Flags, Surroundings, border_gap
from gan_core.faces.reference import ReferenceSet

AT_A_TIME = 64

OUTWARD = 180.0
"""A place with a gap of so many degrees has a side on which there is no real face.

Only ``transform`` leads there: ours is a mean of places, which lies between them. With ours the
border is the outer part of the map, where a third of held-out reals lie.
"""

Features = dict[str, Doubles]


def border_figures(known: dict[str, ReferenceSet], fakes: Features, reals: Features) -> Any:  # noqa: ANN401
    """Return the figures of all maps by space and way of placing.

    ``fakes`` and ``reals`` are raw features by space. A face is too far away by the local outlier
    factor in the discriminator's space, whatever the map.
    """
    broken = known[SPACE].placed(fakes[SPACE]).verdicts["lof"].too_far
    spaces = {
        space: _one_map(reference, fakes[space], reals[space], broken)
        for space, reference in known.items()
    }
    return {
        "fakes": len(broken),
        "reals": len(reals[SPACE]),
        "map": len(known[SPACE].coordinates),
        "broken_by": f"lof in {SPACE}",
        "spaces": spaces,
    }


def _one_map(known: ReferenceSet, fakes: Doubles, reals: Doubles, broken: Flags) -> dict[str, Any]:
    theirs = [border_gap(around) >= OUTWARD for around in transformed(known, [fakes, reals])]
    ours = [known.placed(raw).verdicts["border"].outer for raw in (fakes, reals)]
    own = known.surroundings(known.features)
    own_gaps = border_gap(replace(own, places=known.coordinates))
    return {
        "transform": {
            **_border(*theirs, broken),
            "map_at_border": int((own_gaps >= OUTWARD).sum()),
        },
        "ours": _border(*ours, broken),
    }


def transformed(known: ReferenceSet, raws: list[Doubles]) -> list[Surroundings]:
    """Place faces by their raw features (N, F) with umap-learn, 64 at a time."""
    transform, coordinates = umap_transform(known)
    found = []
    for raw in raws:
        features = known.space.reduced(raw)
        starts = range(0, len(features), AT_A_TIME)
        places = np.concatenate([transform(features[i : i + AT_A_TIME]) for i in starts])
        around = known.surroundings(features)
        found.append(replace(around, places=places, reference_places=coordinates))
    return found


def _border(fakes: Flags, reals: Flags, broken: Flags) -> dict[str, Any]:
    """Count faces at the border, and broken ones among the fakes there and inside."""
    return {
        "fakes_at_border": int(fakes.sum()),
        "reals_at_border": int(reals.sum()),
        "broken_at_border": int(broken[fakes].sum()),
        "broken_inside": int(broken[~fakes].sum()),
    }
