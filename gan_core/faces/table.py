"""What each outlier test flags of the control set, what sets show, what a new background does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from gan_core.faces.control_set import CONTROL_SET, near_copies, recolourable
from gan_core.faces.neighbours import Doubles
from gan_core.faces.outliers import LEVEL, OUTER_SHARE, TESTS, Verdict
from gan_core.faces.reference import Placement, ReferenceSet
from gan_core.faces.repeats import most_compared
from gan_core.faces.spaces import FeatureSpace, Pixels, Raw
from gan_core.metrics.proportions import wilson_interval

HELD_OUT, FAKES, RECOLOURED = "held-out reals", "fakes", "changed background"
SET_SIZES, SETS = (64, 256), 200
REPEATED = (0.03, 0.1)
"""Shares of a set of real faces that are near copies of others in it."""


@dataclass(frozen=True)
class Groups:
    """Pictures (N, 64, 64, 3) by kind, and real faces: those recoloured, and near copies of all."""

    pictures: dict[str, Pixels]
    unchanged: Pixels
    copies: Pixels


def make_groups(real: Pixels, fakes: Pixels, *, seed: int) -> Groups:
    """Return held-out reals, fakes and the control set that is made of the reals."""
    random = np.random.default_rng(seed)
    made = {name: make(real, random) for name, make in CONTROL_SET.items()}
    pictures = {HELD_OUT: real, FAKES: fakes, **made}
    return Groups(pictures, real[recolourable(real)], near_copies(real, random))


def space_table(known: ReferenceSet, raw: Raw, groups: Groups) -> dict[str, Any]:
    """Return one space's rows by kind of picture, and ``moved``: what a new background does.

    A row has ``n`` and for each test the shares ``too_far`` and ``too_typical``, the share
    ``flagged`` with its 95 % interval; and ``outer``, the share of places in the outer part of the
    map, where a third of held-out reals lie. ``sets`` is how often sets are found to repeat.
    """
    seen = {name: raw(pixels) for name, pixels in groups.pictures.items() if len(pixels)}
    placed = {name: known.placed(features) for name, features in seen.items()}
    table: dict[str, Any] = {
        "rows": {name: _row(found) for name, found in placed.items()},
        "level": LEVEL,
        "outer_share": OUTER_SHARE,
        "kept": known.facts["kept"],
        "sets": _sets(
            known,
            real=placed[HELD_OUT].features,
            fakes=placed[FAKES].features,
            copies=known.space.reduced(raw(groups.copies)),
        ),
    }
    if RECOLOURED in seen:
        before = raw(groups.unchanged)
        table["moved"] = {
            **_moved(known.space, before, seen[RECOLOURED]),
            **_moved_on_map(known.placed(before), placed[RECOLOURED]),
        }
    return table


def _row(found: Placement) -> dict[str, Any]:
    return {
        "n": len(found.places),
        "outer": float(found.verdicts["border"].outer.mean()),
        **{name: _shares(found.verdicts[name]) for name in TESTS},
    }


def _shares(verdict: Verdict) -> dict[str, Any]:
    flags = int(verdict.flagged.sum())
    return {
        "too_far": float(verdict.too_far.mean()),
        "too_typical": float(verdict.too_typical.mean()),
        "flagged": flags / len(verdict.flagged),
        "interval": list(wilson_interval(flags, len(verdict.flagged))),
    }


def _moved(space: FeatureSpace, before: Any, after: Any) -> dict[str, float]:  # noqa: ANN401
    """Return how far faces move in all features, as a share of the distance between two faces."""
    before, after = before / space.scale, after / space.scale
    moved = np.linalg.norm(after - before, axis=1)
    others = np.linalg.norm(np.roll(before, 1, axis=0) - before, axis=1)
    return {
        "n": len(moved),
        "of_distance_between_faces": float(np.median(moved) / np.median(others)),
    }


def _moved_on_map(before: Placement, after: Placement) -> dict[str, float]:
    """Return how far faces move on the map, likewise, and the share of neighbours they keep."""
    moved = np.linalg.norm(after.places - before.places, axis=1)
    others = np.linalg.norm(np.roll(before.places, 1, axis=0) - before.places, axis=1)
    pairs = zip(before.near.indices, after.near.indices, strict=True)
    kept = [len(np.intersect1d(a, b)) / len(a) for a, b in pairs]
    return {
        "of_distance_on_map": float(np.median(moved) / np.median(others)),
        "neighbours_kept": float(np.mean(kept)),
    }


def _sets(
    known: ReferenceSet, *, real: Doubles, fakes: Doubles, copies: Doubles
) -> dict[str, dict[str, float]]:
    """Return by size and kind the share of 200 random sets that are found to repeat themselves.

    Sets of a kind have faces in common. ``copies`` are near copies of the ``real`` faces. Sizes
    for which there are too few faces are left out.
    """
    most = min(most_compared(len(known.features)), len(real), len(fakes))
    found = {}
    for size in (size for size in SET_SIZES if size <= most):
        kinds = {HELD_OUT: _draws(real, size), FAKES: _draws(fakes, size)}
        for share in REPEATED:
            kinds[f"{share:.0%} repeated"] = _draws_with_copies(real, copies, size, share)
        found[str(size)] = {kind: _repeated_share(known, draws) for kind, draws in kinds.items()}
    return found


def _repeated_share(known: ReferenceSet, draws: Iterator[Doubles]) -> float:
    tested = [known.repeats(features) for features in draws]
    return float(np.mean([one is not None and one.repeated for one in tested]))


def _draws(features: Doubles, size: int) -> Iterator[Doubles]:
    random = np.random.default_rng(0)
    for _draw in range(SETS):
        yield random.permutation(features)[:size]


def _draws_with_copies(
    real: Doubles, copies: Doubles, size: int, share: float
) -> Iterator[Doubles]:
    """Draw sets of real faces of which a share of the whole set is there twice."""
    random, again = np.random.default_rng(0), max(1, int(share * size))
    for _draw in range(SETS):
        order = random.permutation(len(real))
        yield np.concatenate([real[order[: size - again]], copies[order[:again]]])
