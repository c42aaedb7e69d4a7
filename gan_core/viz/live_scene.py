"""What stays the same under a live run's moving points: real points, centres, the fitted mixture.

It is JSON for ui/live/run/toy_canvas.js, on pages and in notebooks.
"""

from __future__ import annotations

import base64
import zlib
from typing import Any

import numpy as np

from gan_core.data.gaussian_mixture import fit_ellipses
from gan_core.data.toy import HIGH_QUALITY_SIGMAS, Points, toy_distribution, training_points
from gan_core.settings.toy import ToySettings

POINTS_SHOWN = 1000
POINTS_FITTED = 10_000
CURVE_COMPONENTS = 25
TIGHT = 0.5


def live_scene(settings: ToySettings) -> dict[str, Any]:
    """Return the scene of a run's data, without ``ellipses``: fitting them takes seconds."""
    distribution = toy_distribution(settings)
    points = training_points(settings)
    shown = points[:: max(1, len(points) // POINTS_SHOWN)][:POINTS_SHOWN]
    radius = HIGH_QUALITY_SIGMAS * distribution.sigma
    drawn = zlib.crc32(settings.drawn.encode())
    return {
        "id": f"{distribution.extent}{settings.seed}{settings.data}{settings.sigma}{drawn}",
        "extent": list(distribution.extent),
        "centers": distribution.centers.tolist(),
        "radius": radius,
        "tight": _is_tight(shown, radius),
        "real": base64.b64encode(shown.astype("<f4").tobytes()).decode(),
        "ellipses": [],
    }


def _is_tight(points: Points, radius: float) -> bool:
    """Whether most points of the data lie together: a G of which that is true has not collapsed."""
    offsets = points - np.median(points, axis=0)
    return bool((np.hypot(*offsets.T) < radius).mean() > TIGHT)


def scene_ellipses(settings: ToySettings) -> list[list[float]]:
    """Return x, y, both radii and the angle of each component of a mixture fitted to the data."""
    distribution = toy_distribution(settings)
    points = training_points(settings)
    rng = np.random.default_rng(settings.seed)
    chosen = points[rng.permutation(len(points))[:POINTS_FITTED]]
    components = len(distribution.centers) or CURVE_COMPONENTS
    fitted = fit_ellipses(chosen, components, seed=settings.seed % 2**32)
    return [[e.x, e.y, e.radius_major, e.radius_minor, e.angle] for e in fitted]
