"""What the controls of the view divergences say."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.settings.base import Settings, choice, number
from gan_core.theory.settings import CONSTRAINTS
from ui.shared.text import _

EXPERIMENTS = ("apart", "critic")
PAIRS = ("normals", "uniforms", "points", "hills", "mixed")
POINTS = ("100", "1000", "10000", "100000")
WEIGHTS = ("0.1", "0.3", "1", "3", "10", "30", "100")
CLIPS = ("0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1")
WIDTHS = ("4", "8", "16", "32", "64")
FARTHEST, WIDEST = 4.0, 2.0

EXPERIMENT_NAMES = {"apart": _("Moving apart"), "critic": _("A critic's slope")}
PAIR_NAMES = {
    "normals": _("Two normals"),
    "uniforms": _("Two uniforms"),
    "points": _("Two points"),
    "hills": _("Two hills, one normal"),
    "mixed": _("Uniform, normal"),
}
POINT_NAMES = {count: f"{int(count):,}" for count in POINTS}
CONSTRAINT_NAMES = {"penalty": _("Gradient penalty"), "clip": _("Weight clipping")}


@dataclass(frozen=True)
class DivergencesChoice(Settings):
    """What the controls say, each in its limits."""

    experiment: str = choice(
        "apart",
        EXPERIMENTS,
        "Two shapes that move apart, or a critic that is trained between two points.",
    )
    pair: str = choice(
        "normals", PAIRS, "Which shapes: the real one comes first and stays, the fake one moves."
    )
    distance: float = number(2.0, 0.0, FARTHEST, "How far the fakes' centre is from the real one.")
    real_width: float = number(
        1.0,
        0.1,
        WIDEST,
        "Real shape: a normal's standard deviation, a uniform's length.",
    )
    fake_width: float = number(
        1.0,
        0.1,
        WIDEST,
        "Fake shape: a normal's standard deviation, a uniform's length.",
    )
    points: str = choice(
        "10000", POINTS, "Points drawn of each to measure with: 100 times as many, a tenth the "
        "error.",
    )  # fmt: skip
    constraint: str = choice(
        "penalty", CONSTRAINTS, "What keeps the critic from growing ever steeper."
    )
    gap: float = number(1.0, 0.1, 5.0, "Distance of the fake from the real point, which is W1.")
    gp_weight: str = choice(
        "10", WEIGHTS, "Lambda, the penalty's weight. WGAN-GP's paper has 10, and 0.1 for toy data."
    )
    clip: str = choice(
        "0.1", CLIPS, "Every weight and bias is kept in [-clip, clip]. WGAN's paper has 0.01."
    )
    width: str = choice("16", WIDTHS, "Units in each hidden layer of the critic.")
    depth: int = number(2, 1, 4, "Hidden layers of the critic.")
    seed: int = number(0, 0, 2**31 - 1, "Same seed, same points and same critics.")
