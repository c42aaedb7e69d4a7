"""The two parts of a variational autoencoder's loss, in nats."""

from __future__ import annotations

from torch import Tensor
from torch.nn.functional import softplus


def bernoulli_cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """-sum_i x_i log y_i + (1 - x_i) log(1 - y_i) of each picture, (N,) nats (latent-thesis, 3.2).

    ``logits`` and ``targets`` are (N, ...), y = sigmoid(logits) and x in [0, 1]; a grey x leaves
    its own entropy, which no y can go below.
    """
    return (softplus(logits) - targets * logits).flatten(1).sum(dim=1)


def kl_to_standard_normal(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(N(mu_j, sigma_j^2) || N(0, 1)) of each latent, shaped as ``mean``, in nats.

    -(1 + log sigma^2 - mu^2 - sigma^2) / 2 (Kingma and Welling 2014, appendix B;
    latent-thesis, 4.2); 0 where mu = 0 and sigma = 1.
    """
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)
