"""What can be told of a face without labels: how bright, before what background, turned where.

Each is a weighted sum of a space's raw features, so that it is known of pictures, and nearly known
of the principal components that a reference set keeps of them.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from torch import Tensor

from gan_core.faces.neighbours import Doubles
from gan_core.faces.reference import ReferenceSet
from gan_core.faces.spaces import Pixels, Raw
from gan_core.settings.images import FACE_RESOLUTION

SPACE_OF = {"brightness": "pixels", "background": "pixels", "pose": "vae"}
"""The space whose raw features tell each appearance."""

BORDER = 6
"""Columns at the left and the right, in the upper half, that are taken for the background."""

POSE_DIRECTION = 2
"""Which of the VAE's principal directions turns a face.

Its two ends mirror each other: of all 12 it is the one whose change is the most antisymmetric,
which a test of the shipped VAE holds.
"""

AT_A_TIME = 256


class PixelRows(Protocol):
    """Pictures (N, 64, 64, 3): an array, or what reads them a few at a time."""

    def __len__(self) -> int: ...

    def __getitem__(self, chosen: slice, /) -> Pixels: ...


def appearance_weights(name: str, directions: Tensor) -> Doubles:
    """Return the weights (F,) of the raw features of its space that make an appearance.

    Brightness and background are means of red, green and blue from 0 to 255. Pose is the latent
    along one of the VAE's principal ``directions`` (k, d): low where the nose points to the
    picture's right.
    """
    if name == "pose":
        along: Doubles = directions[POSE_DIRECTION].double().numpy()
        return along
    shares = np.zeros((FACE_RESOLUTION, FACE_RESOLUTION, 3))
    if name == "brightness":
        shares += 1
    else:
        upper = slice(FACE_RESOLUTION // 2)
        shares[upper, :BORDER] = shares[upper, -BORDER:] = 1
    # Raw features of pixels are from 0 to 1.
    means: Doubles = 255 * shares.ravel() / shares.sum()
    return means


def of_pictures(pixels: PixelRows, weights: Doubles, *, raw: Raw) -> Doubles:
    """Return an appearance (N,) of pictures (N, 64, 64, 3), by the ``raw`` features of its space.

    A few hundred are looked at in one go: raw features of 8,000 pictures take 800 MB.
    """
    parts = [raw(pixels[i : i + AT_A_TIME]) @ weights for i in range(0, len(pixels), AT_A_TIME)]
    return np.concatenate(parts)


def of_reference(known: ReferenceSet, weights: Doubles) -> Doubles:
    """Return an appearance (M,) of reference faces by what is kept of them in its space.

    Raises ``ValueError`` for weights of another space.
    """
    space = known.space
    if weights.shape != space.mean.shape:
        raise ValueError(f"{len(weights)} weights; {space.name} has {len(space.mean)} features")
    along = space.basis.T @ (space.scale * weights)
    found: Doubles = space.mean @ weights + known.features[:, :-1] @ along
    return found
