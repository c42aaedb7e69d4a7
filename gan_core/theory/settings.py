"""Settings of the networks that are trained against known distributions; no torch."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.settings import ACTIVATION_NAMES
from gan_core.validation import Settings, choice, number


@dataclass(frozen=True)
class DiscriminatorSettings(Settings):
    """How D is trained to tell two known distributions apart."""

    data: int = number(
        0, 0, 50_000, "Points drawn once of each distribution; 0 draws fresh ones every step."
    )
    batch_size: int = number(512, 8, 8192, "Points of each distribution in one update.")
    width: int = number(32, 1, 256, "Units in each hidden layer.")
    depth: int = number(2, 1, 4, "Hidden layers.")
    activation: str = choice("elu", ACTIVATION_NAMES, "Activation after hidden layers.")
    fourier: int = number(
        16, 0, 256, "Random frequencies whose sines and cosines D is fed beside the point; 0: none."
    )
    fourier_scale: float = number(
        2.0,
        0.01,
        100.0,
        "Spread of the frequencies, in radians per standard deviation of all data.",
    )
    steps: int = number(1000, 1, 100_000, "Updates of D.")
    lr: float = number(5e-3, 1e-6, 0.1, "Adam's learning rate at the start; falls as a cosine.")
    held_out: int = number(
        20_000, 100, 50_000, "Points of each distribution that D is tested on only."
    )
    seed: int = number(0, 0, 2**31 - 1, "Start of every random stream: same seed, same D.")


CONSTRAINTS = ("penalty", "clip")


@dataclass(frozen=True)
class CriticSettings(Settings):
    """How a critic is trained between two point masses."""

    constraint: str = choice("penalty", CONSTRAINTS, "Gradient penalty or weight clipping.")
    distance: float = number(1.0, 0.01, 10.0, "Distance of real from fake point.")
    gp_weight: float = number(10.0, 0.01, 1000.0, "Lambda of the gradient penalty.")
    clip: float = number(0.1, 1e-4, 10.0, "Bound on every weight and bias when clipping.")
    batch_size: int = number(64, 8, 1024, "Points of each kind, and of the penalty, in an update.")
    width: int = number(16, 1, 256, "Units in each hidden layer.")
    depth: int = number(2, 1, 4, "Hidden layers.")
    activation: str = choice("elu", ACTIVATION_NAMES, "Activation after hidden layers.")
    steps: int = number(500, 1, 100_000, "Updates of the critic.")
    lr: float = number(5e-3, 1e-6, 0.1, "Learning rate at the start; falls as a cosine.")
    seed: int = number(0, 0, 2**31 - 1, "Start of every random stream: same seed, same critic.")
