"""The two parts of a variational autoencoder's loss, in nats, and the KL they come from."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import softplus


def bernoulli_cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """-sum_i x_i log y_i + (1 - x_i) log(1 - y_i) of each picture, (N,) nats (thesis, 3.2).

    ``logits`` and ``targets`` are (N, ...), y = sigmoid(logits) and x in [0, 1]; a grey x leaves
    its own entropy, which no y can go below.
    """
    return (softplus(logits) - targets * logits).flatten(1).sum(dim=1)


def kl_to_standard_normal(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(N(mu_j, sigma_j^2) || N(0, 1)) of each latent, shaped as ``mean``, in nats.

    -(1 + log sigma^2 - mu^2 - sigma^2) / 2 (VAE, appendix B; thesis, 4.2); 0 where mu = 0 and
    sigma = 1.
    """
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)


def gaussian_kl(
    first_mean: Tensor, first_covariance: Tensor, second_mean: Tensor, second_covariance: Tensor
) -> Tensor:
    """KL(N(mu_1, S_1) || N(mu_2, S_2)) in nats (thesis, appendix A).

    (log det S_2 - log det S_1 - d + tr(S_2^-1 S_1) + (mu_1 - mu_2)' S_2^-1 (mu_1 - mu_2)) / 2 with
    means (..., d) and covariances (..., d, d), symmetric and positive definite; torch raises
    ``LinAlgError`` for others.
    """
    first_factor = torch.linalg.cholesky(first_covariance)
    second_factor = torch.linalg.cholesky(second_covariance)
    log_determinants = [
        2 * factor.diagonal(dim1=-2, dim2=-1).log().sum(-1)
        for factor in (first_factor, second_factor)
    ]
    trace = (
        torch.linalg.solve_triangular(second_factor, first_factor, upper=False)
        .square()
        .sum((-2, -1))
    )
    offset = (first_mean - second_mean).unsqueeze(-1)
    distance = (
        torch.linalg.solve_triangular(second_factor, offset, upper=False).square().sum((-2, -1))
    )
    dimensions = first_mean.shape[-1]
    divergence: Tensor = 0.5 * (
        log_determinants[1] - log_determinants[0] - dimensions + trace + distance
    )
    return divergence
