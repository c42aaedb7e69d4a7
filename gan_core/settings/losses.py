"""What settings know of each adversarial loss, without torch; ``losses.adversarial`` computes it.

The names are what ``loss`` accepts: of a toy run all of them, of a run on pictures those that say
so. A loss from outside the package is added by ``losses.adversarial.register_loss``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LossFacts:
    """``probability``: the sigmoid of D's logit is a probability of 'real'.

    ``pictures``: models on pictures can have it too; with a ``gradient_penalty`` just progressive
    ones. That penalty and ``pairs``, distances of all pairs of points, cost memory.
    """

    probability: bool = False
    pictures: bool = False
    gradient_penalty: bool = False
    pairs: bool = False


LOSS_FACTS: dict[str, LossFacts] = {
    "minimax": LossFacts(probability=True, pictures=True),
    "ns": LossFacts(probability=True, pictures=True),
    "lsgan": LossFacts(pictures=True),
    "hinge": LossFacts(pictures=True),
    "rpgan": LossFacts(pictures=True),
    "wgan": LossFacts(),
    "wgan-noclip": LossFacts(),
    "wgan-gp": LossFacts(pictures=True, gradient_penalty=True),
    "coulomb": LossFacts(pairs=True),
}
