"""Distances between two sets of feature vectors, real (N, d) and generated (M, d)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

NEIGHBOURS = 5
ROWS = 2048
"""Rows of a distance matrix at a time, so that memory stays bounded."""

KERNEL_SUBSETS = 50
KERNEL_SUBSET = 500


def frechet_distance(real: Tensor, generated: Tensor) -> float:
    """Return |m_r - m_g|^2 + tr(S_r + S_g - 2 (S_r S_g)^(1/2)) (Heusel et al. 2017, eq. 6).

    The squared 2-Wasserstein distance of the normal distributions with the sets' means and
    covariances; needs more rows than dimensions to mean anything.

    torchmetrics' ``FrechetInceptionDistance`` agrees to 7 digits, but takes 2.8 s to import, and
    of a set of 90 rows with 128 numbers each from itself it says -1.5e-6.
    """
    means, covariances = zip(*map(_moments, (real, generated)), strict=True)
    # tr((S_r S_g)^1/2) = sum of singular values of S_r^1/2 S_g^1/2.
    roots = [_square_root(covariance) for covariance in covariances]
    cross = torch.linalg.svdvals(roots[0] @ roots[1]).sum()
    offset = (means[0] - means[1]).square().sum()
    traces = covariances[0].trace() + covariances[1].trace()
    return max(0.0, float(offset + traces - 2 * cross))


def _moments(features: Tensor) -> tuple[Tensor, Tensor]:
    features = features.double()
    return features.mean(0), torch.cov(features.T).reshape(features.shape[1], -1)


def _square_root(covariance: Tensor) -> Tensor:
    values, vectors = torch.linalg.eigh(covariance)
    root: Tensor = (vectors * values.clamp(min=0).sqrt()) @ vectors.T
    return root


def kernel_distance(real: Tensor, generated: Tensor) -> float:
    """Return the unbiased squared maximum mean discrepancy under (x . y / d + 1)^3.

    KID, section 4. The mean over 50 pairs of random subsets of 500 rows (or all, when there are
    fewer); about 0 for sets of the same distribution, and below it half of the time.

    torchmetrics' ``KernelInceptionDistance`` draws its subsets from the global random state, so
    that the same sets give 0.0328 and then 0.0313, and refuses sets of fewer rows than a subset.
    """
    random = torch.Generator().manual_seed(0)
    size = min(KERNEL_SUBSET, len(real), len(generated))
    values = []
    for _ in range(KERNEL_SUBSETS):
        first = real[torch.randperm(len(real), generator=random)[:size]].double()
        second = generated[torch.randperm(len(generated), generator=random)[:size]].double()
        values.append(_unbiased_discrepancy(first, second))
    return float(torch.stack(values).mean())


def _unbiased_discrepancy(first: Tensor, second: Tensor) -> Tensor:
    size, dimensions = first.shape

    def kernel(a: Tensor, b: Tensor) -> Tensor:
        return (a @ b.T / dimensions + 1) ** 3

    within = [kernel(x, x) for x in (first, second)]
    pairs = size * (size - 1)
    inner = sum((k.sum() - k.trace()) / pairs for k in within)
    discrepancy: Tensor = inner - 2 * kernel(first, second).mean()
    return discrepancy


@dataclass(frozen=True)
class ManifoldScores:
    """Shares of the sets that lie in each other's neighbourhoods; density may exceed 1."""

    precision: float
    recall: float
    density: float
    coverage: float


def manifold_scores(real: Tensor, generated: Tensor) -> ManifoldScores:
    """Return precision, recall, density and coverage of generated rows.

    Kynkaanniemi et al. 2019; Naeem et al. 2020. A set's neighbourhood is a ball around each row
    that reaches to its k-th nearest other row, k = 5. Precision is the share of generated rows in
    some real ball, recall the share of real rows in some generated ball; density counts for each
    generated row the real balls it lies in, over k; coverage is the share of real balls that hold
    a generated row.

    torchmetrics 1.9 has none of the four: its precision and recall are those of classifiers.
    """
    real_reach, generated_reach = (_reach(rows) for rows in (real, generated))
    in_real_balls = torch.zeros(len(generated), device=real.device)
    covered = torch.zeros(len(real), dtype=torch.bool, device=real.device)
    recalled = torch.zeros(len(real), dtype=torch.bool, device=real.device)
    for start in range(0, len(real), ROWS):
        rows = slice(start, start + ROWS)
        distances = _squared_distances(real[rows], generated)
        inside = distances <= real_reach[rows, None]
        in_real_balls += inside.sum(0)
        covered[rows] = inside.any(1)
        recalled[rows] = (distances <= generated_reach[None]).any(1)
    return ManifoldScores(
        precision=float((in_real_balls > 0).float().mean()),
        recall=float(recalled.float().mean()),
        density=float(in_real_balls.mean() / NEIGHBOURS),
        coverage=float(covered.float().mean()),
    )


def _squared_distances(rows: Tensor, others: Tensor) -> Tensor:
    """Return squared distances (N, M); in doubles, as a matrix product subtracts near equals."""
    rows, others = rows.double(), others.double()
    products = torch.addmm(others.square().sum(1), rows, others.T, alpha=-2)
    return products.add_(rows.square().sum(1)[:, None])


def _reach(rows: Tensor) -> Tensor:
    """Return the squared distance of each row to its fifth nearest other row."""
    found = []
    # The nearest is the row itself.
    nearest = min(NEIGHBOURS + 1, len(rows))
    for start in range(0, len(rows), ROWS):
        distances = _squared_distances(rows[start : start + ROWS], rows)
        found.append(distances.topk(nearest, dim=1, largest=False).values[:, -1])
    return torch.cat(found)


def mean_pairwise_distance(features: Tensor) -> float:
    """Return the mean Euclidean distance between two different rows, a set's diversity."""
    rows = features.float()
    total = sum(
        torch.cdist(rows[start : start + ROWS], rows).double().sum()
        for start in range(0, len(rows), ROWS)
    )
    return float(total) / (len(rows) * (len(rows) - 1))
