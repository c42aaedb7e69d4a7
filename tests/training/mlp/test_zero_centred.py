"""R1 and R2 in D's update against values worked out by hand."""

import pytest
import torch

from gan_core.losses.adversarial import LOSSES
from gan_core.models.mlp import MLP
from gan_core.training.mlp.mlp_workspace import Layers
from gan_core.training.mlp.optimizers import OptimizerRule
from gan_core.training.mlp.updates import DiscriminatorUpdate, LossWeights

# s(x) = relu(3 x + 4 y) / 2: both real points and the first fake are on the slope, of length 2.5.
REAL = torch.tensor([[1.0, 0], [0, 1]])
FAKE = torch.tensor([[1.0, 1], [-1, -1]])


def moved(**weights):
    """Loss and new (w1, b1, w2, b2) after a step of SGD at rate 1.

    Of the critic's loss alone: means of s are 1.75 at both, and so is all but b1's slope,
    0.5 (1/2 - 1).
    """
    mlp = MLP([2, 1, 1], "relu", generator=torch.Generator().manual_seed(0))
    mlp.flat.copy_(torch.tensor([3.0, 4, 0, 0.5, 0]))
    update = DiscriminatorUpdate(
        Layers(mlp),
        LOSSES["wgan-noclip"],
        2,
        optimizer=[OptimizerRule("sgd")],
        weights=LossWeights(**weights),
    )
    loss = update.update(REAL, FAKE, rate=1.0)
    return loss.item(), mlp.flat.tolist()


# P = gamma / 2 * share * w2^2 |w1|^2 with |w1| = 5, w2 = 0.5, where ``share`` of the rows is on the
# slope: dP/dw1 = gamma share w2^2 w1, dP/dw2 = gamma share w2 |w1|^2.
@pytest.mark.parametrize(
    ("weights", "loss", "w1", "w2"),
    [
        ({}, 0.0, (3.0, 4.0), 0.5),
        ({"r1": 2.0}, 6.25, (1.5, 2.0), -24.5),
        ({"r2": 2.0}, 3.125, (2.25, 3.0), -12.0),
        ({"r1": 2.0, "r2": 2.0}, 9.375, (0.75, 1.0), -37.0),
        ({"r1": 0.2, "r2": 2.0}, 0.625 + 3.125, (2.1, 2.8), -14.5),
    ],
    ids=str,
)
def test_penalties_by_hand(weights, loss, w1, w2):
    found, flat = moved(**weights)
    assert found == pytest.approx(loss)
    assert flat == pytest.approx([*w1, 0.25, w2, 0.0], abs=1e-6)
