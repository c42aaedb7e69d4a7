"""Whether generated faces lie at the border of a map, and whether those there are the broken ones.

Measured with our placement and with umap-learn's ``transform``, which latent-thesis used, 64 faces
at a time as there.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.speed.umap import umap_transform
from gan_core.faces.neighbours import Doubles
from gan_core.faces.outliers import Flags, Surroundings, border_gap
from gan_core.faces.reference import ReferenceSet
from gan_core.faces.thesis import AT_A_TIME, OUTWARD

BROKEN_BY = {"discriminator": "lof", "wavelets": "neighbours"}
"""Space and outlier score by which a face is broken, whatever the map: two ways to say it."""

Features = dict[str, Doubles]
Broken = dict[str, Flags]


def border_figures(known: dict[str, ReferenceSet], fakes: Features, reals: Features) -> Any:  # noqa: ANN401
    """Return the figures of all maps by space and way of placing.

    ``fakes`` and ``reals`` are raw features by space. A face is broken where it is too far away by
    one of ``BROKEN_BY``.
    """
    broken = [
        {
            space: known[space].placed(raw[space]).verdicts[test].too_far
            for space, test in BROKEN_BY.items()
        }
        for raw in (fakes, reals)
    ]
    spaces = {
        space: _one_map(reference, fakes[space], reals[space], broken)
        for space, reference in known.items()
    }
    return {
        "fakes": len(fakes["pixels"]),
        "reals": len(reals["pixels"]),
        "map": len(known["pixels"].coordinates),
        "broken_by": BROKEN_BY,
        "spaces": spaces,
    }


def _one_map(
    known: ReferenceSet, fakes: Doubles, reals: Doubles, broken: list[Broken]
) -> dict[str, Any]:
    theirs = [border_gap(around) >= OUTWARD for around in transformed(known, [fakes, reals])]
    ours = [known.placed(raw).verdicts["border"].outer for raw in (fakes, reals)]
    own = known.surroundings(known.features)
    own_gaps = border_gap(replace(own, places=known.coordinates))
    return {
        "transform": {
            **_border(*theirs, *broken),
            "map_at_border": int((own_gaps >= OUTWARD).sum()),
        },
        "ours": _border(*ours, *broken),
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


def _border(fakes: Flags, reals: Flags, broken: Broken, unusual: Broken) -> dict[str, Any]:
    """Count faces at the border, and broken ones there and inside: of fakes, and of reals."""
    return {
        "fakes_at_border": int(fakes.sum()),
        "reals_at_border": int(reals.sum()),
        "broken": _there_and_inside(fakes, broken),
        "reals_broken": _there_and_inside(reals, unusual),
    }


def _there_and_inside(at_border: Flags, broken: Broken) -> dict[str, dict[str, int]]:
    return {
        space: {"border": int(found[at_border].sum()), "inside": int(found[~at_border].sum())}
        for space, found in broken.items()
    }
