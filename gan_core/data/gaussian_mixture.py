"""A Gaussian mixture fitted to points, as ellipses for the pictures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SIGMAS = 2.0


@dataclass(frozen=True)
class Ellipse:
    """One component at ``SIGMAS`` standard deviations: centre, half axes, angle in radians."""

    x: float
    y: float
    radius_major: float
    radius_minor: float
    angle: float


def fit_ellipses(points: npt.NDArray[np.float32], components: int, *, seed: int) -> list[Ellipse]:
    """Fit a full-covariance mixture to (N, 2) points and return an ellipse per component."""
    # scikit-learn takes most of a second to import and only this function needs it.
    from sklearn.mixture import GaussianMixture

    mixture = GaussianMixture(
        components, covariance_type="full", random_state=seed, init_params="k-means++", n_init=3
    ).fit(points.astype(np.float64))
    ellipses = []
    for mean, covariance in zip(mixture.means_, mixture.covariances_, strict=True):
        variances, axes = np.linalg.eigh(covariance)
        ellipses.append(
            Ellipse(
                x=float(mean[0]),
                y=float(mean[1]),
                radius_major=SIGMAS * float(np.sqrt(variances[1])),
                radius_minor=SIGMAS * float(np.sqrt(variances[0])),
                angle=float(np.arctan2(axes[1, 1], axes[0, 1])),
            )
        )
    return ellipses
