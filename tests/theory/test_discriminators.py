"""The best discriminators, what they are worth, and what their logits do to G."""

import math

import numpy as np
import pytest
import torch

from gan_core.losses.adversarial import LOSSES, hinge_discriminator_loss
from gan_core.settings.base import SettingsError
from gan_core.theory.discriminators import (
    GENERATOR_GRADIENTS,
    js_estimate,
    log_ratio,
    nonsaturating_gradient,
    saturating_gradient,
    value_function,
)
from gan_core.theory.distributions import normal, point, uniform
from gan_core.theory.expectations import shared_nodes
from gan_core.theory.plane import PlaneMixture
from gan_core.theory.specification import parse_distribution

LOG_4 = math.log(4)
PLANE = (PlaneMixture((1.0,), ((0, 0),), (1,)), PlaneMixture((1.0,), ((0.6, 0.8),), (1,)))


def at(*points):
    return np.array(points, dtype=float)


def test_the_best_discriminator_by_hand():
    # log p/q of N(0,1) against N(1,1) is 1/2 - x.
    p, q = normal(0, 1), normal(1, 1)
    assert log_ratio(p, q, at(-2, 0.5, 3)).tolist() == pytest.approx([2.5, 0, -2.5])


def test_it_is_certain_where_only_one_has_mass_and_unknown_where_none():
    found = log_ratio(uniform(0, 1), uniform(0.5, 1.5), at(-1, 0.2, 0.7, 1.2, 2))
    assert found[1:4].tolist() == [math.inf, 0, -math.inf]
    assert np.isnan(found[[0, 4]]).all()


def test_an_atom_outweighs_any_density():
    p = parse_distribution("0.25*point:0+0.75*uniform:-1,1")
    q = parse_distribution("0.75*point:0+0.25*uniform:-1,1")
    # D* is 1/4 and 3/4.
    assert log_ratio(p, q, at(0, 0.5)).tolist() == pytest.approx([-math.log(3), math.log(3)])
    assert log_ratio(normal(0, 1), q, at(0)).item() == -math.inf
    assert log_ratio(point(0), point(1), at(0, 1)).tolist() == [math.inf, -math.inf]


def test_on_the_plane_it_depends_on_the_way_between_the_means():
    # log p/q = 1/2 - (0.6 x + 0.8 y).
    points = np.array([[0.0, 0.0], [0.6, 0.8], [0.8, -0.6]])
    assert log_ratio(*PLANE, points).tolist() == pytest.approx([0.5, -0.5, 0.5])


@pytest.mark.parametrize(
    ("p", "q", "js"),
    [
        (normal(0, 1), normal(0, 1), 0),
        (normal(0, 1), normal(1, 1), 0.111421),
        (normal(0, 1), normal(2, 1), 0.336831),
        (uniform(0, 1), uniform(0, 2), 0.2157615543),
        (point(0), point(1), math.log(2)),
        (*PLANE, 0.111421),
    ],
)
def test_d_star_is_worth_2_jsd_less_log_4(p, q, js):
    nodes = shared_nodes(p, q)
    points = nodes.points[:, 0] if p.dimensions == 1 else nodes.points
    value = value_function(nodes, log_ratio(p, q, points))
    assert value == pytest.approx(2 * js - LOG_4, abs=2e-6)
    assert js_estimate(value) == pytest.approx(js, abs=1e-6)
    assert nodes.p_mass.sum() == pytest.approx(1, abs=1e-12)
    assert nodes.q_mass.sum() == pytest.approx(1, abs=1e-12)


def test_other_discriminators_are_worth_less():
    nodes = shared_nodes(normal(0, 1), normal(1, 1))
    x = nodes.points[:, 0]
    assert value_function(nodes, 0 * x) == pytest.approx(-LOG_4)
    assert value_function(nodes, 0.5 - 0.5 * x) < -1.163451
    assert value_function(nodes, np.where(x > 0, np.inf, -np.inf)) == -math.inf


def test_expectations_by_hand():
    nodes = shared_nodes(parse_distribution("0.5*point:2+0.5*uniform:0,2"), normal(-1, 3))
    x = nodes.points[:, 0]
    assert nodes.expected(x, -x) == pytest.approx(1.5 + 1)
    assert nodes.expected(x**2, x**2) == pytest.approx(0.5 * 4 + 0.5 * 4 / 3 + 10)


def test_nodes_agree_with_the_losses_on_samples():
    random = torch.Generator().manual_seed(0)
    real, fake = (normal(m, 1).sample(200_000, generator=random) for m in (0.0, 1.0))
    nodes = shared_nodes(normal(0, 1), normal(1, 1))
    logits = 0.3 - nodes.points[:, 0]
    by_samples = LOSSES["ns"].discriminator(0.3 - real, 0.3 - fake).item()
    assert -value_function(nodes, logits) == pytest.approx(by_samples, abs=0.01)
    by_samples = hinge_discriminator_loss(0.3 - real, 0.3 - fake).item()
    hinge = nodes.expected(np.maximum(0, 1 - logits), np.maximum(0, 1 + logits))
    assert hinge == pytest.approx(by_samples, abs=0.02)


def test_dimensions_must_agree_and_nodes_are_bounded():
    with pytest.raises(ValueError, match="dimensions 1 and 2 differ"):
        shared_nodes(normal(0, 1), PLANE[0])
    crowd = PlaneMixture(
        (0.0625,) * 16, tuple((40.0 * i, 40.0 * i) for i in range(16)), (0.5,) * 15 + (0.01,)
    )
    wide = PlaneMixture((1.0,), ((0, 0),), (100,))
    assert len(shared_nodes(crowd, wide).points) > 1000
    dense = PlaneMixture((0.0625,) * 16, tuple((2.0 * i, 2.0 * i) for i in range(16)), (0.1,) * 16)
    many = PlaneMixture(
        (0.0625,) * 16, tuple((2.0 * i + 33, 2.0 * i + 33) for i in range(16)), (0.01,) * 16
    )
    with pytest.raises(SettingsError, match="accepted: up to 4000000"):
        shared_nodes(dense, many)


def test_gradients_on_the_logit_by_hand():
    logits = at(-math.log(3), 0, math.log(3))
    assert saturating_gradient(logits).tolist() == pytest.approx([-0.25, -0.5, -0.75])
    assert nonsaturating_gradient(logits).tolist() == pytest.approx([-0.75, -0.5, -0.25])
    assert saturating_gradient(at(-800)).item() == pytest.approx(0)
    assert nonsaturating_gradient(at(-800)).item() == -1


@pytest.mark.parametrize("name", list(GENERATOR_GRADIENTS))
def test_gradients_are_the_losses_own(name):
    logits = torch.linspace(-6, 6, 9, dtype=torch.float64, requires_grad=True)
    LOSSES[name].generator(logits).mul(len(logits)).backward()
    found = GENERATOR_GRADIENTS[name](logits.detach().numpy())
    assert found.tolist() == pytest.approx(logits.grad.tolist())
