"""Whether generated faces lie at the border of a map, and whether those there are the broken ones.

Measured with our placement and with umap-learn's ``transform``, which the thesis used, 64 faces at
a time as there.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from gan_core.cli.bench_umap import umap_transform
from gan_core.faces.face_judge import SPACE
from gan_core.faces.neighbours import Doubles
from gan_core.faces.outliers import OUTWARD, Flags, Surroundings, border_gap
from gan_core.faces.reference import ReferenceSet

AT_A_TIME = 64
Features = dict[str, Doubles]


def border_figures(known: dict[str, ReferenceSet], fakes: Features, reals: Features) -> Any:  # noqa: ANN401
    """Return the figures of all maps by space and way of placing.

    ``fakes`` and ``reals`` are raw features by space. A face is too far away by the local outlier
    factor in the judge's space, whatever the map.
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
    ours = [known.surroundings(known.space.reduced(raw)) for raw in (fakes, reals)]
    theirs = transformed(known, [fakes, reals])
    return {"transform": _border(*theirs, broken), "ours": _border(*ours, broken)}


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


def _border(fakes: Surroundings, reals: Surroundings, broken: Flags) -> dict[str, Any]:
    """Count faces at the border, and broken ones in the third of the fakes nearest to it."""
    gaps = border_gap(fakes)
    own = border_gap(replace(fakes, places=fakes.reference_places))
    outer = np.zeros(len(gaps), dtype=bool)
    outer[np.argsort(-gaps, kind="stable")[: round(len(gaps) / 3)]] = True
    return {
        "fakes_at_border": int((gaps >= OUTWARD).sum()),
        "reals_at_border": int((border_gap(reals) >= OUTWARD).sum()),
        "map_at_border": int((own >= OUTWARD).sum()),
        "widest_gap": float(gaps.max()),
        "outer_third": _broken(broken[outer]),
        "others": _broken(broken[~outer]),
    }


def _broken(chosen: Flags) -> dict[str, int]:
    return {"n": len(chosen), "too_far": int(chosen.sum())}
