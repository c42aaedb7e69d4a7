"""Scores by drawn points, against cases that were computed by hand."""

import math

import numpy as np
import pytest

from gan_core.metrics.clusters import ClusterScorer

POINTS = np.array([[0, 0], [1, 0], [10, 0], [0, 10]], dtype=float)
OWNERS = np.array([0, 0, 1, -1])
SHARES = np.array([0.5, 0.25])
"""Two points of the first cluster, one of the second, one of none."""


def scored(samples, *, owners=OWNERS, shares=SHARES):
    scorer = ClusterScorer(POINTS, owners, shares, radius=0.5)
    return scorer.score(np.array(samples, dtype=np.float32))


def test_samples_belong_to_the_cluster_of_their_nearest_point():
    # Four near the first cluster, one near the second, one near the lone point, two near none.
    near = [[0, 0], [0.4, 0], [1, 0.5], [0.6, 0], [10, 0.3], [0, 9.6]]
    found = scored([*near, [5, 5], [0, 0.6]])
    assert found.hits.tolist() == [4, 1]
    assert found.high_quality == pytest.approx(100 * 6 / 8)
    assert (found.modes, found.covered) == (2, 2)
    # A fifth of 8 x 0.5 = 0.8 and of 8 x 0.25 = 0.4: one at least.
    assert found.needed.tolist() == [1, 1]
    # 4/5 ln((4/5) / (2/3)) + 1/5 ln((1/5) / (1/3)).
    expected = 0.8 * math.log(1.2) + 0.2 * math.log(0.6)
    assert found.reverse_kl == pytest.approx(expected)


def test_the_data_themselves_have_no_divergence():
    found = scored([[0, 0], [1, 0], [10, 0], [0, 10]] * 25)
    assert found.reverse_kl == pytest.approx(0, abs=1e-12)
    assert found.high_quality == 100
    assert found.hits.tolist() == [50, 25]
    assert found.needed.tolist() == [10, 5]


@pytest.mark.parametrize(("of_second", "covered"), [(5, 2), (4, 1)])
def test_a_cluster_is_covered_from_a_fifth_of_its_share_on(of_second, covered):
    found = scored([[0, 0]] * (100 - of_second) + [[10, 0]] * of_second)
    assert found.needed.tolist() == [10, 5]
    assert (found.modes, found.covered) == (2, covered)


def test_a_generator_of_one_cluster():
    found = scored([[10, 0]] * 50)
    assert (found.modes, found.covered, found.high_quality) == (1, 1, 100)
    assert found.reverse_kl == pytest.approx(math.log(3))


def test_without_a_hit_there_is_no_divergence():
    found = scored([[5, 5]] * 10)
    assert (found.modes, found.covered, found.high_quality) == (0, 0, 0)
    assert found.reverse_kl is None


def test_without_clusters_there_is_only_quality():
    found = scored([[0, 0], [5, 5]], owners=np.full(4, -1), shares=np.empty(0))
    assert found.high_quality == 50
    assert (found.modes, found.covered, found.reverse_kl) == (None, None, None)
    assert len(found.hits) == len(found.needed) == 0
