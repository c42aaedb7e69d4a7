"""Distances of feature sets against closed forms and hand-made sets."""

import pytest
import torch

from gan_core.metrics import features
from gan_core.metrics.features import (
    frechet_distance,
    kernel_distance,
    manifold_scores,
    mean_pairwise_distance,
)


def exact_normal(mean, covariance, count=4000):
    """Rows whose sample mean and covariance are exactly these."""
    rows = torch.randn(count, len(mean), generator=torch.Generator().manual_seed(0)).double()
    rows = rows - rows.mean(0)
    whiten = torch.linalg.inv(torch.linalg.cholesky(torch.cov(rows.T)))
    colour = torch.linalg.cholesky(torch.tensor(covariance, dtype=torch.float64))
    return rows @ whiten.T @ colour.T + torch.tensor(mean, dtype=torch.float64)


def test_frechet_distance_of_normals():
    """For covariances that commute: |m1 - m2|^2 + sum (sqrt s1 - sqrt s2)^2."""
    first = exact_normal([0.0, 1.0], [[4.0, 0.0], [0.0, 1.0]])
    second = exact_normal([3.0, 1.0], [[1.0, 0.0], [0.0, 9.0]])
    assert frechet_distance(first, second) == pytest.approx(9 + 1 + 4, rel=1e-6)
    assert frechet_distance(first, first) == pytest.approx(0, abs=1e-6)


def test_frechet_distance_of_normals_that_do_not_commute():
    """By hand for S1 = I: tr(S1 + S2 - 2 S2^1/2), the eigenvalues of S2 being 1 and 3."""
    first = exact_normal([0.0, 0.0], [[1.0, 0.0], [0.0, 1.0]])
    second = exact_normal([0.0, 0.0], [[2.0, 1.0], [1.0, 2.0]])
    assert frechet_distance(first, second) == pytest.approx(2 + 4 - 2 * (1 + 3**0.5), rel=1e-6)


def test_kernel_distance_by_hand():
    """Two rows a set, so one pair within each: k(x, y) = (x y + 1)^3 in one dimension."""
    first, second = torch.tensor([[0.0], [1.0]]), torch.tensor([[2.0], [3.0]])
    within = 1 + 7**3
    across = (1 + 1 + 3**3 + 4**3) / 4
    assert kernel_distance(first, second) == pytest.approx(within - 2 * across)


def test_kernel_distance_tells_sets_apart():
    random = torch.Generator().manual_seed(0)
    first, same = (torch.randn(1000, 8, generator=random) for _ in range(2))
    assert abs(kernel_distance(first, same)) < 0.02
    assert kernel_distance(first, same + 1) > 0.5


def test_manifold_scores_by_hand(monkeypatch):
    """Real balls of reach 1 around 0, 1, 2, 3; generated ones at 0.5, 10, 11, 30."""
    real = torch.tensor([[0.0], [1.0], [2.0], [3.0]])
    generated = torch.tensor([[0.5], [10.0], [11.0], [30.0]])
    monkeypatch.setattr(features, "NEIGHBOURS", 1)
    scores = manifold_scores(real, generated)
    assert scores.precision == 1 / 4  # 0.5 alone
    assert scores.density == 2 / 4  # 0.5 lies in the balls around 0 and 1
    assert scores.coverage == 2 / 4
    assert scores.recall == 1.0  # the ball of 0.5 reaches to 10, the one of 30 to 11


def test_equal_sets_score_one():
    rows = torch.randn(300, 4, generator=torch.Generator().manual_seed(1))
    scores = manifold_scores(rows, rows)
    assert scores.precision == scores.recall == scores.coverage == 1.0
    # Each row lies in its own ball and in about k others.
    assert scores.density == pytest.approx(6 / 5, rel=0.05)


def test_a_collapsed_set_is_precise_and_recalls_nothing():
    random = torch.Generator().manual_seed(2)
    real = torch.randn(500, 2, generator=random)
    generated = 0.01 * torch.randn(500, 2, generator=random)
    scores = manifold_scores(real, generated)
    assert scores.precision > 0.9
    assert scores.recall < 0.1
    assert scores.coverage < 0.1


def test_diversity_by_hand():
    assert mean_pairwise_distance(torch.tensor([[0.0], [1.0], [3.0]])) == pytest.approx(2.0)
