"""Which latents matter, and which directions among them: measured on a decoder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

Decoder = Callable[[Tensor], Tensor]
"""Latents (N, d) to pictures or features (N, ...)."""


def total_sobol_indices(decoder: Decoder, latents: Tensor, others: Tensor) -> Tensor:
    """Return the total Sobol index of each latent, (d,): its share of the pictures' variance.

    ``latents`` and ``others`` are two independent draws (N, d). A total Sobol index is at
    least 0: what is left of the variance while all but one latent stand still. They add up to 1
    where latents act one by one, and to more where they act together. Estimated as
    E[(f(A) - f(A with column j of B))^2] / 2 Var f (Jansen 1999; Saltelli et al. 2010, table 2).
    """
    pictures = decoder(latents).flatten(1)
    variance = pictures.var(0).sum()
    indices = []
    for place in range(latents.shape[1]):
        changed = latents.clone()
        changed[:, place] = others[:, place]
        difference = decoder(changed).flatten(1) - pictures
        indices.append(0.5 * difference.square().mean(0).sum())
    # A decoder that makes one picture only has no variance to share.
    return torch.stack(indices) / variance.clamp_min(torch.finfo(variance.dtype).tiny)


@dataclass(frozen=True)
class Directions:
    """Directions of unit length among latents, (k, d), the strongest first.

    ``shares`` (k,) is the part of the features' variance that each explains.
    """

    vectors: Tensor
    shares: Tensor


def principal_directions(features: Decoder, latents: Tensor, *, count: int) -> Directions:
    """Return the PCA of a generator's early features, carried back to its latents.

    GANSpace, section 2.2: the features of ``latents`` (N, d) are reduced to their ``count`` main
    components, and each component's direction among the latents is found by least squares. Signs
    are such that the largest entry is positive. Raises ``ValueError`` for more components than
    latents.
    """
    if not 1 <= count <= latents.shape[1]:
        raise ValueError(f"{count} directions; accepted: 1 to {latents.shape[1]}")
    found = features(latents).flatten(1)
    found = found - found.mean(0)
    left, strengths, _right = torch.linalg.svd(found, full_matrices=False)
    coordinates = left[:, :count] * strengths[:count]
    centred = latents - latents.mean(0)
    vectors = torch.linalg.lstsq(coordinates, centred).solution
    vectors = torch.nn.functional.normalize(vectors, dim=1)
    largest = vectors.gather(1, vectors.abs().argmax(1, keepdim=True))
    squares = strengths.square()
    return Directions(vectors * largest.sign(), squares[:count] / squares.sum())
