"""What the controls of the view rules say: which rule, and at which step."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.recipes.dcgan_ablations import ABLATION_PAIRS, STEPS
from gan_core.settings.base import Settings, choice, number

APART = 1000
"""Steps between two recorded sheets of pictures."""


@dataclass(frozen=True)
class RulesChoice(Settings):
    """What the controls say, each in its limits."""

    rule: str = choice(
        "batch-norm",
        tuple(ABLATION_PAIRS),
        "What the two recorded runs differ in, and in nothing else.",
    )
    step: int = number(
        STEPS,
        0,
        STEPS,
        "Which moment of the recorded runs is shown: every 1,000 steps there is one.",
    )
