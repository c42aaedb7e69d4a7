"""The plain step's parts: packing and D's whole loss."""

import pytest
import torch

from gan_core.settings.toy import ToySettings
from gan_core.training.toy.step import discriminator_loss, pack_points

REAL = torch.tensor([[1.0, 0], [2, 0], [3, 0], [4, 0]])
FAKE = torch.tensor([[0.0, 1], [0, 2], [0, 3], [0, 4]])
MIX = torch.full((4, 1), 0.5)
SLOPE = torch.tensor([3.0, 4.0])


def linear(rows):
    """Logit 3 x + 4 y summed over the points of a pack."""
    return (rows.view(len(rows), -1, 2) * SLOPE).sum(dim=(1, 2))[:, None]


def test_packs_are_neighbours():
    assert pack_points(REAL, 2).tolist() == [[1, 0, 2, 0], [3, 0, 4, 0]]
    assert pack_points(REAL, 1) is not None
    assert torch.equal(pack_points(REAL, 1), REAL)
    assert pack_points(REAL, 4).shape == (1, 8)


def loss(**changes):
    settings = ToySettings(batch_size=8, **changes)
    return discriminator_loss(settings, linear, REAL, FAKE, MIX).item()


def test_critic_loss_by_hand():
    # mean 4 y - mean 3 x = 10 - 7.5
    assert loss(loss="wgan") == pytest.approx(2.5)


def test_penalties_are_added_with_their_weights():
    assert loss(loss="wgan-gp", gp_weight=10) == pytest.approx(2.5 + 10 * (5 - 1) ** 2)
    assert loss(loss="wgan", r1=2) == pytest.approx(2.5 + 2 * 25 / 2)
    assert loss(loss="wgan", r2=3) == pytest.approx(2.5 + 3 * 25 / 2)
    assert loss(loss="wgan", r1=2, r2=3) == pytest.approx(2.5 + 5 * 25 / 2)
    both = loss(loss="wgan-gp", gp_weight=0.1, r1=1)
    assert both == pytest.approx(2.5 + 0.1 * 16 + 12.5)


def test_packed_points_share_a_logit_and_a_slope():
    # Two points a row: logits double, and so does the squared slope.
    assert loss(loss="wgan", pack=2) == pytest.approx(5)
    assert loss(loss="wgan", pack=2, r1=2) == pytest.approx(5 + 2 * 50 / 2)
    assert loss(loss="wgan-gp", pack=2) == pytest.approx(5 + 10 * (50**0.5 - 1) ** 2, rel=1e-6)


def test_coulomb_oracle():
    fake = torch.tensor([[0.0, 0], [1, 0], [0, 2]])
    real = torch.tensor([[1.0, 1], [2, 0], [-1, 0]])
    settings = ToySettings(loss="coulomb")
    nothing = lambda rows: torch.zeros(len(rows), 1)  # noqa: E731
    value = discriminator_loss(settings, nothing, real, fake, fake).item()
    assert value == pytest.approx(0.02730702, abs=1e-7)
