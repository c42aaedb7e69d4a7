"""Minibatch standard deviation: what D is told of a collapsing batch (Karras et al. 2018, 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.models.progressive import ProgressiveDiscriminator, ProgressiveGenerator
from gan_core.models.progressive_parts import GROUP, batch_deviation, halve


@dataclass(frozen=True)
class BatchScore:
    """What D sees in a group of pictures (4, C, S, S), blended by ``share`` towards the first.

    ``deviation`` is the group's minibatch standard deviation; ``score`` is D's score of the first
    picture, which itself stays the same; ``untold`` is its score when D gets the statistic of the
    varied group instead.
    """

    share: float
    pictures: Tensor
    deviation: float
    score: float
    untold: float


def blended(latents: Tensor, share: float) -> Tensor:
    """Return latents (N, latent_dim) moved towards the first: by 0 none, by 1 all the way."""
    return torch.lerp(latents, latents[:1].expand_as(latents), share)


def features_of(discriminator: ProgressiveDiscriminator, pictures: Tensor) -> Tensor:
    """Return D's features (N, C, 4, 4) of full-size pictures, before the statistic is joined."""
    features: Tensor = discriminator.from_rgb[-1](pictures)
    for block in reversed(discriminator.blocks):
        features = halve(block(features))
    return features


def scores_told(
    discriminator: ProgressiveDiscriminator, features: Tensor, deviation: Tensor
) -> Tensor:
    """Return D's scores (N,) of features (N, C, 4, 4) with ``deviation`` (N,) in the channel."""
    channel = deviation[:, None, None, None].expand(-1, 1, *features.shape[2:])
    scores: Tensor = discriminator.head[1:](torch.cat([features, channel], 1))
    return scores


@torch.no_grad()
def batch_scores(
    generator: ProgressiveGenerator,
    discriminator: ProgressiveDiscriminator,
    latents: Tensor,
    *,
    shares: Sequence[float],
) -> list[BatchScore]:
    """Return scores of one group, latents (4, latent_dim), at each share of collapse.

    Raises ``ValueError`` for a group of another size.
    """
    if len(latents) != GROUP:
        raise ValueError(f"{len(latents)} latents; accepted: {GROUP}, one group")
    rows = torch.cat([latents, *(blended(latents, share) for share in shares)])
    pictures = generator(rows)
    features = features_of(discriminator, pictures)
    usual = batch_deviation(features[:GROUP])
    found = []
    for index, share in enumerate(shares, 1):
        rows_of = slice(GROUP * index, GROUP * (index + 1))
        group = features[rows_of]
        deviation = batch_deviation(group)
        told, untold = (scores_told(discriminator, group, d) for d in (deviation, usual))
        numbers = (float(one[0]) for one in (deviation, told, untold))
        found.append(BatchScore(share, pictures[rows_of], *numbers))
    return found
