"""Why D has a minibatch standard deviation: only with it can D see that G repeats itself."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.losses.adversarial import cross_entropy_discriminator_loss
from gan_core.models.initialization import build_seeded
from gan_core.models.progressive import ProgressiveDiscriminator
from gan_core.models.progressive_parts import GROUP, batch_deviation, halve
from gan_core.part_studies.batches import features_of, scores_told
from gan_core.part_studies.layers import ANY_SCHEME
from gan_core.part_studies.updates import adam_move

WIDTH, SIDE, RATE = 16, 4, 0.01
"""Channels, pixels and learning rate of the small D that learns while one waits."""

EVERY = 5
"""Updates between two tests of what D has learnt."""


@dataclass(frozen=True)
class Learnt:
    """D's accuracy at telling the varied group from the collapsed one after so many updates."""

    updates: int
    right: float


def learn_collapse(pictures: Tensor, *, told: bool, updates: int, seed: int) -> list[Learnt]:
    """Return how well a new D learns to tell varied groups from one picture four times.

    Each picture is in one group of both kinds, so that by itself it says nothing: unless D is
    ``told`` the standard deviation of the picture's own group, and not that of the varied one, it
    can only guess. The first half of ``pictures`` (N, C, S, S) is for training and the second for
    testing; N is a multiple of 8.
    """
    if not len(pictures) or len(pictures) % (2 * GROUP):
        raise ValueError(f"{len(pictures)} pictures; accepted: a multiple of {2 * GROUP}")
    while pictures.shape[-1] > SIDE:
        pictures = halve(pictures)
    random = torch.Generator().manual_seed(seed)
    discriminator = build_seeded(
        lambda: ProgressiveDiscriminator([WIDTH], channels=pictures.shape[1]),
        ANY_SCHEME,
        generator=random,
    )
    weights = list(discriminator.parameters())
    squares = [torch.zeros_like(weight) for weight in weights]
    training, test = pictures.chunk(2)
    found = [Learnt(0, accuracy(discriminator, test, told=told))]
    for step in range(1, updates + 1):
        shuffled = training[torch.randperm(len(training), generator=random)]
        loss = cross_entropy_discriminator_loss(*_both_scores(discriminator, shuffled, told=told))
        gradients = torch.autograd.grad(loss, weights)
        with torch.no_grad():
            for weight, gradient, square in zip(weights, gradients, squares, strict=True):
                weight.sub_(adam_move(gradient, square, step, rate=RATE))
        if not step % EVERY:
            found.append(Learnt(step, accuracy(discriminator, test, told=told)))
    return found


@torch.no_grad()
def accuracy(discriminator: ProgressiveDiscriminator, pictures: Tensor, *, told: bool) -> float:
    """Return how often a picture scores higher in its varied group than in its collapsed one.

    Equal scores count half, as a guess would.
    """
    varied, collapsed = _both_scores(discriminator, pictures, told=told)
    return float((varied > collapsed).float().mean() + (varied == collapsed).float().mean() / 2)


def _both_scores(
    discriminator: ProgressiveDiscriminator, pictures: Tensor, *, told: bool
) -> tuple[Tensor, Tensor]:
    """Return D's scores of pictures (N, C, 4, 4) in varied groups and in groups of one picture."""
    features = features_of(discriminator, pictures)
    varied = batch_deviation(features)
    # With four copies of the batch one after the other, the copies of picture n form a group.
    alone = batch_deviation(features.repeat(GROUP, 1, 1, 1))[: len(features)]
    collapsed = alone if told else varied
    return (
        scores_told(discriminator, features, varied),
        scores_told(discriminator, features, collapsed),
    )
