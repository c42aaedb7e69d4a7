"""Feature spaces of faces, each reduced by PCA.

Pixels, a discriminator's layers, a VAE's encoder, wavelets.

Features of a picture are the same alone and among others: networks see fixed chunks, so that
their sums are taken in the same order, and what follows is computed in doubles.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn.functional import pad

from gan_core.checkpoints.native import load_model
from gan_core.faces.names import SPACES
from gan_core.faces.neighbours import Doubles
from gan_core.faces.wavelets import wavelet_energies
from gan_core.settings.images import FACE_RESOLUTION

Pixels = npt.NDArray[np.uint8]

FEATURE_MODELS = {"discriminator": "discriminator-celeba64", "vae": "vae-celeba64"}
"""The shipped network behind a space; the others need none."""

DIMENSIONS = {"pixels": 16, "discriminator": 32, "vae": 16, "wavelets": 16}
"""Principal components that are kept. From so few a face cannot be read back."""

STANDARDISED = ("discriminator", "wavelets")
"""Spaces whose raw features are brought to one spread, as layers and bands differ in theirs."""

LEAST_SPREAD = 1e-3
CHUNK = 16
"""Pictures that a network sees at a time, always as many."""

Raw = Callable[[Pixels], Doubles]
"""From pictures (N, 64, 64, 3) to features (N, F) before they are reduced."""


def raw_features(space: str, *, device: torch.device) -> Raw:
    """Return what turns pictures into a space's features before PCA.

    Raises ``CheckpointError`` where the shipped network behind it is missing.
    """
    if space in WITHOUT_NETWORK:
        return WITHOUT_NETWORK[space]
    if space not in FEATURE_MODELS:
        raise ValueError(f"unknown space {space!r}; accepted: {', '.join(SPACES)}")
    network = load_model(FEATURE_MODELS[space]).to(device).network
    if space == "vae":
        encoder: Any = network
        return lambda pixels: _by_chunks(pixels, lambda images: encoder.encode(images)[0], device)
    return lambda pixels: _by_chunks(pixels, network.features, device)  # type: ignore[arg-type]


def _pixels(pixels: Pixels) -> Doubles:
    return pixels.reshape(len(pixels), -1).astype(np.float64) / 255


WITHOUT_NETWORK: dict[str, Raw] = {"pixels": _pixels, "wavelets": wavelet_energies}
"""Spaces that are computed from the pixels alone."""


@torch.no_grad()
def _by_chunks(pixels: Pixels, look: Callable[[Tensor], Tensor], device: torch.device) -> Doubles:
    found = []
    for start in range(0, len(pixels), CHUNK):
        images = torch.tensor(pixels[start : start + CHUNK]).permute(0, 3, 1, 2)
        known = len(images)
        images = pad(images.to(device).float().div(255), (0, 0, 0, 0, 0, 0, 0, CHUNK - known))
        seen = look(images.contiguous(memory_format=torch.channels_last))[:known]
        found.append(seen.double().cpu().numpy())
    return np.concatenate(found)


@dataclass(frozen=True)
class FeatureSpace:
    """Raw features (N, F), of which ``basis`` (F, k) keeps the principal components.

    Before that ``mean`` (F,) is taken away and ``scale`` (F,) divides.
    """

    name: str
    mean: Doubles
    scale: Doubles
    basis: Doubles

    def reduced(self, raw: Doubles) -> Doubles:
        """Return features (N, k + 1): components, and the length of what they leave out."""
        centred = (raw - self.mean) / self.scale
        # Row by row: a matrix product's sums, and so scikit-learn's, depend on how many there are.
        kept = np.stack([row @ self.basis for row in centred])
        left = (centred**2).sum(1) - (kept**2).sum(1)
        found: Doubles = np.column_stack([kept, np.sqrt(left.clip(min=0))])
        return found


def fit_space(name: str, raw: Doubles) -> FeatureSpace:
    """Return the space of the principal components of raw features (N, F), strongest first.

    The features are of training faces, never of those that scores are reported against.

    As many as ``DIMENSIONS`` says, or as the pictures allow. All is rounded to what is stored, so
    that features computed anew are those that were stored.
    """
    # Only a fit needs it, and it takes a second to import.
    from sklearn.decomposition import PCA

    mean = _as_stored(raw.mean(0), np.float32)
    scale = np.ones_like(mean)
    if name in STANDARDISED:
        spread = raw.std(0)
        # A feature that hardly moves would be made of rounding errors.
        scale = _as_stored(spread + LEAST_SPREAD * spread.mean(), np.float32)
    most = min(DIMENSIONS[name], len(raw) - 1, raw.shape[1])
    components = PCA(most, svd_solver="full").fit((raw - mean) / scale).components_
    basis = _as_stored(components.T, np.float16)
    return FeatureSpace(name, mean, scale, basis)


def _as_stored(values: Doubles, kind: type[np.floating[Any]]) -> Doubles:
    return values.astype(kind).astype(np.float64)


def check_pixels(pixels: Pixels) -> Pixels:
    """Return pictures (N, 64, 64, 3) of bytes as they are; ``ValueError`` for anything else."""
    resolution = FACE_RESOLUTION
    if (
        pixels.dtype != np.uint8
        or pixels.ndim != 4
        or pixels.shape[1:] != (resolution, resolution, 3)
    ):
        raise ValueError(
            f"pictures of shape {pixels.shape} and type {pixels.dtype}; accepted: "
            f"(N, {resolution}, {resolution}, 3) of uint8"
        )
    return pixels
