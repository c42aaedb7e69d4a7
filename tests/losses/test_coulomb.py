"""The Coulomb potential against the oracle of toy-gans.md and kernels worked out by hand."""

import math

import pytest
import torch

from gan_core.losses.coulomb import (
    coulomb_discriminator_loss,
    coulomb_potential,
    plummer_kernel,
)

FAKE = torch.tensor([[0, 0], [1, 0], [0, 2]], dtype=torch.float64)
REAL = torch.tensor([[1, 1], [2, 0], [-1, 0]], dtype=torch.float64)
KERNEL = {"eps": 1.0, "dim": 3.0}
FAKE_POTENTIAL = [0.14088324, 0.08464264, 0.17884333]
REAL_POTENTIAL = [-0.04126375, -0.13530811, -0.05396913]
GRADIENTS = [[0.11192375, -0.00452155], [-0.19875424, -0.07249021], [-0.04348047, 0.02921291]]


def potential(points):
    return coulomb_potential(points, REAL, FAKE, **KERNEL)


def test_kernel_by_hand():
    origin = torch.zeros(1, 2, dtype=torch.float64)
    ahead = torch.tensor([[1.0, 0], [3, 4], [0, 0]], dtype=torch.float64)
    assert plummer_kernel(origin, ahead, eps=1, dim=3).tolist()[0] == pytest.approx(
        [1 / math.sqrt(2), 1 / math.sqrt(26), 1]
    )
    assert plummer_kernel(origin, ahead, eps=2, dim=4).tolist()[0] == pytest.approx(
        [1 / 5, 1 / 29, 1 / 4]
    )


def test_kernel_of_nearly_equal_points_keeps_their_distance():
    first = torch.tensor([[4.0, 4.0]])
    second = first + torch.tensor([[0.001, 0.0]])
    measured = (second - first)[0, 0].item()
    expected = 1 / math.sqrt(measured**2 + 0.01**2)
    assert plummer_kernel(first, second, eps=0.01, dim=3).item() == pytest.approx(expected, 1e-6)


def test_potential_oracle():
    assert potential(FAKE).tolist() == pytest.approx(FAKE_POTENTIAL, abs=1e-8)
    assert potential(REAL).tolist() == pytest.approx(REAL_POTENTIAL, abs=1e-8)


def test_potential_gradient_oracle():
    points = FAKE.clone().requires_grad_(True)
    potential(points).sum().backward()
    torch.testing.assert_close(
        points.grad, torch.tensor(GRADIENTS, dtype=torch.float64), atol=1e-8, rtol=0
    )


def test_discriminator_loss_oracle_at_zero():
    zero = torch.zeros(3, 1, dtype=torch.float64)
    loss = coulomb_discriminator_loss(
        zero, zero, real_potential=potential(REAL), fake_potential=potential(FAKE)
    )
    assert loss.item() == pytest.approx(0.02730702, abs=1e-8)


def test_discriminator_learns_minus_the_potential():
    # The document's potential is low at real points; the stored logit is high there.
    loss = coulomb_discriminator_loss(
        -potential(REAL)[:, None],
        -potential(FAKE)[:, None],
        real_potential=potential(REAL),
        fake_potential=potential(FAKE),
    )
    assert loss.item() == 0
    assert potential(REAL).max() < 0 < potential(FAKE).min()


def test_equal_distributions_have_no_potential():
    everywhere = torch.randn(20, 2, generator=torch.Generator().manual_seed(0))
    flat = coulomb_potential(everywhere, REAL.float(), REAL.float()[[2, 0, 1]], eps=0.3, dim=3)
    assert flat.abs().max() < 1e-6


def test_potential_in_packed_space():
    # Two points of the plane side by side are one point of four dimensions.
    apart = torch.tensor([[1.0, 1, 1, 1]])
    origin = torch.zeros(1, 4)
    here = coulomb_potential(origin, apart, origin, eps=1, dim=3)
    assert here.item() == pytest.approx(1 - 1 / math.sqrt(5))
