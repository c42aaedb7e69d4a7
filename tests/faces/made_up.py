"""A reference set made of a few soft pictures, without umap-learn."""

from functools import cache

import numpy as np
import pytest

from gan_core.faces import fit
from tests.face_pictures import made_up_faces


def pixels_of(count, seed=0):
    return made_up_faces(count, seed=seed).images.permute(0, 2, 3, 1).numpy().copy()


def flat_map(distances, *, seed, progress):
    """A map without fitting: the first two principal coordinates of the distances."""
    squares = distances**2
    centred = squares - squares.mean(0) - squares.mean(1)[:, None] + squares.mean()
    values, vectors = np.linalg.eigh(-0.5 * centred)
    progress(1, 1)
    return vectors[:, -2:] * np.sqrt(np.abs(values[-2:]))


def raw_pixels(pixels):
    return pixels.reshape(len(pixels), -1).astype(np.float64) / 255


@cache
def fitted_reference():
    """Return a reference set in pixels of 200 faces, and the faces: 100 calibrate, 100 verify."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "fit_umap", flat_map)
        faces = fit.split_faces(pixels_of(400), pixels_of(200, seed=1), first=7)
        known = fit.fit_reference(
            "pixels", raw_pixels, faces, seed=0, source="test", progress=lambda *_: None
        )
    return known, faces
