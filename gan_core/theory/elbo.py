"""The evidence lower bound taken apart: KL by formula and by samples, and log p(x) itself."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import softplus

from gan_core.latent.generation import slices
from gan_core.models.autoencoder import draw_latents

LOG_TWO_PI = math.log(2 * math.pi)
CERTAIN = 1.96
"""Standard errors on either side within which 95 % of the means of many samples lie."""


@dataclass(frozen=True)
class Running:
    """A mean after 1, 2, ... samples and its standard error, both (n,); the first has none: nan."""

    mean: Tensor
    error: Tensor


def log_ratio_samples(
    mean: Tensor, log_variance: Tensor, *, count: int, generator: torch.Generator
) -> Tensor:
    """Return log q(z) - log N(z; 0, 1) of z drawn from q = N(mu, sigma^2), (count, d), in nats.

    ``mean`` and ``log_variance`` are (d,). Their mean over samples estimates each latent's
    KL(q || p), which ``losses.elbo.kl_to_standard_normal`` has in closed form.
    """
    means, variances = (one.expand(count, -1) for one in (mean, log_variance))
    latents = draw_latents(means, variances, generator=generator)
    scaled = (latents - mean).square() / log_variance.exp()
    # Both densities have the same factor of 2 pi.
    return 0.5 * (latents.square() - scaled - log_variance)


def running_mean(values: Tensor) -> Running:
    """Return mean and standard error of the first 1, 2, ... of ``values`` (n,)."""
    known = values.double()
    counts = torch.arange(1, len(known) + 1, dtype=torch.float64)
    means = known.cumsum(0) / counts
    # About the last mean, so that squares of large numbers are not subtracted.
    centred = known - means[-1]
    squares = centred.square().cumsum(0) - counts * (centred.cumsum(0) / counts).square()
    errors = (squares.clamp(min=0) / (counts - 1) / counts).sqrt()
    return Running(means, errors)


@torch.no_grad()
def log_evidence(
    logits: Callable[[Tensor], Tensor], images: Tensor, *, reach: float, step: float
) -> Tensor:
    """Return log p(x), the log of the integral of p(x|z) N(z; 0, I) over two latents, (N,) nats.

    Sums over a grid of ``step`` from -``reach`` to ``reach``. ``logits`` decodes latents (M, 2),
    ``images`` (N, C, S, S) are in [0, 1]. Close to exact where no posterior is narrower than the
    step, or lies beyond the reach.
    """
    side = torch.arange(-reach, reach + step / 2, step)
    nodes = torch.cartesian_prod(side, side)
    prior = 2 * math.log(step) - 0.5 * nodes.square().sum(1) - LOG_TWO_PI
    pixels = images.flatten(1).T.contiguous()
    total = torch.full((len(images),), -math.inf)
    for rows in slices(len(nodes)):
        given = logits(nodes[rows]).flatten(1)
        likelihood = given @ pixels - softplus(given).sum(1, keepdim=True)
        here = torch.logsumexp(likelihood + prior[rows, None], 0)
        total = torch.logaddexp(total, here)
    return total
