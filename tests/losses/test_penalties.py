"""Gradient penalties on critics whose slope is known."""

import pytest
import torch

from gan_core.losses.adversarial import critic_loss
from gan_core.losses.penalties import gradient_penalty, input_gradients, r1_penalty, r2_penalty

SLOPE = torch.tensor([[3.0], [4.0]])


def linear(points):
    return points @ SLOPE


def half_square(points):
    """A critic whose gradient is the point itself."""
    return 0.5 * points.square().sum(dim=1, keepdim=True)


@pytest.fixture
def points():
    random = torch.Generator().manual_seed(0)
    return torch.randn(16, 2, generator=random), torch.randn(16, 2, generator=random)


def test_input_gradients_of_a_linear_critic(points):
    real, _ = points
    torch.testing.assert_close(input_gradients(linear, real), SLOPE.t().expand(16, 2))


def test_gradient_penalty_of_a_linear_critic(points):
    mix = torch.rand(16, 1, generator=torch.Generator().manual_seed(1))
    assert gradient_penalty(linear, *points, mix).item() == pytest.approx((5 - 1) ** 2)


def test_r1_of_a_linear_critic_is_half_its_squared_slope(points):
    assert r1_penalty(linear, points[0]).item() == pytest.approx(25 / 2)


def test_r2_is_the_same_at_fakes(points):
    assert r2_penalty(linear, points[1]).item() == pytest.approx(25 / 2)
    fake = torch.tensor([[1.0, 2], [0, 3]])
    assert r2_penalty(half_square, fake).item() == pytest.approx((5 + 9) / 4)


def test_r1_is_taken_at_the_real_points():
    real = torch.tensor([[1.0, 2], [0, 3]])
    assert r1_penalty(half_square, real).item() == pytest.approx((5 + 9) / 4)


@pytest.mark.parametrize(("u", "expected"), [(0.0, 1.0), (0.25, 0.25), (0.5, 0.0), (1.0, 1.0)])
def test_u_is_the_share_of_the_real_point(u, expected):
    real, fake = torch.tensor([[2.0, 0]]), torch.zeros(1, 2)
    penalty = gradient_penalty(half_square, real, fake, torch.tensor([[u]]))
    assert penalty.item() == pytest.approx(expected)


def test_each_row_has_its_own_u():
    real, fake = torch.tensor([[2.0, 0], [2.0, 0]]), torch.zeros(2, 2)
    penalty = gradient_penalty(half_square, real, fake, torch.tensor([[0.0], [0.5]]))
    assert penalty.item() == pytest.approx((1 + 0) / 2)


def test_a_flat_critic_costs_1_and_is_not_pushed_to_nan(points):
    weight = torch.zeros(2, 1, requires_grad=True)
    penalty = gradient_penalty(lambda x: x @ weight, *points, torch.full((16, 1), 0.5))
    penalty.backward()
    assert penalty.item() == 1
    assert weight.grad.tolist() == [[0], [0]]


def test_second_derivatives_reach_the_weights(points):
    # d/dw of (|w| - 1)^2 is 2 (|w| - 1) w / |w|.
    weight = SLOPE.clone().requires_grad_(True)
    gradient_penalty(lambda x: x @ weight, *points, torch.full((16, 1), 0.5)).backward()
    assert weight.grad.flatten().tolist() == pytest.approx([2 * 4 * 3 / 5, 2 * 4 * 4 / 5])


@pytest.mark.parametrize(("weight", "delta"), [(10.0, 1.0), (10.0, 3.0), (0.1, 1.0)])
def test_point_masses_stabilise_above_slope_1(weight, delta):
    # Minimiser of -delta k + lambda (k - 1)^2: 1 + delta / (2 lambda), never exactly 1.
    real, fake = torch.full((8, 1), delta), torch.zeros(8, 1)
    mix = torch.rand(8, 1, generator=torch.Generator().manual_seed(0))
    slope = torch.full((1, 1), 0.3, requires_grad=True)
    optimizer = torch.optim.SGD([slope], lr=0.3 / weight)
    for _ in range(60):
        optimizer.zero_grad()
        critic = lambda x: x @ slope  # noqa: E731
        loss = critic_loss(critic(real), critic(fake))
        (loss + weight * gradient_penalty(critic, real, fake, mix)).backward()
        optimizer.step()
    assert slope.item() == pytest.approx(1 + delta / (2 * weight), abs=1e-5)
    if (weight, delta) == (10.0, 1.0):
        assert slope.item() == pytest.approx(1.05, abs=1e-5)
