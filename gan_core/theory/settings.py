"""Settings of the networks that are trained against known distributions; no torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from gan_core.settings.base import Settings, SettingsError, choice, number, word
from gan_core.settings.toy import ACTIVATION_NAMES
from gan_core.theory.expectations import Known, plane_axes
from gan_core.theory.plane import PlaneMixture
from gan_core.theory.specification import LENGTH_LIMIT, parse_distribution, parse_known


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


PLANE_NODES = 200_000
"""Where D is measured on the plane of a run, at most."""


@dataclass(frozen=True)
class RatioSettings(DiscriminatorSettings):
    """A run in which D learns to tell points of p from points of q."""

    live: ClassVar[tuple[str, ...]] = ("lr", "steps")

    p: str = word("normal:0,1", LENGTH_LIMIT, "The real distribution, as a specification.")
    q: str = word("normal:1,1", LENGTH_LIMIT, "The fake distribution, as a specification.")

    def __post_init__(self) -> None:
        """Check the specifications as well, of as many dimensions."""
        super().__post_init__()
        p, q = self.known
        if p.dimensions != q.dimensions:
            raise SettingsError(
                f"p has {p.dimensions} and q {q.dimensions} dimensions; accepted: as many of both"
            )
        if isinstance(p, PlaneMixture) and isinstance(q, PlaneMixture):
            nodes = math.prod(len(axis[0]) for axis in plane_axes(p, q))
            if nodes > PLANE_NODES:
                raise SettingsError(
                    f"parts of so different widths need {nodes:,} nodes; accepted: {PLANE_NODES:,}"
                )

    @property
    def known(self) -> tuple[Known, Known]:
        """Both distributions."""
        return parse_known(self.p), parse_known(self.q)


MARGIN = 1.5
"""Standard deviations of p that a game's picture shows around G's start."""


@dataclass(frozen=True)
class GameSettings(Settings):
    """Two games in one dimension, equal but for G's loss: saturating against non-saturating."""

    live: ClassVar[tuple[str, ...]] = ("lr", "lr_g", "n_critic", "steps")

    p: str = word("normal:0,1", LENGTH_LIMIT, "The real distribution, as a specification.")
    start: float = number(
        -10.0, -20.0, 20.0, "Where G's points lie at first, in standard deviations from p's mean."
    )
    n_critic: int = number(5, 1, 50, "Updates of D before each one of G.")
    batch_size: int = number(256, 8, 8192, "Real points and fakes in one update.")
    width: int = number(32, 1, 256, "Units in each hidden layer of D.")
    width_g: int = number(16, 1, 256, "Units in each hidden layer of G.")
    depth: int = number(2, 1, 4, "Hidden layers of D and of G.")
    activation: str = choice("leaky_relu", ACTIVATION_NAMES, "Activation after hidden layers.")
    lr: float = number(5e-3, 1e-6, 0.1, "Adam's learning rate of D.")
    lr_g: float = number(5e-3, 1e-6, 1.0, "Learning rate of G.")
    optimizer: str = choice(
        "sgd",
        ("sgd", "adam"),
        "How G is moved: SGD as far as its gradient is long; Adam by steps of much the same "
        "length, however small the gradient.",
    )
    r1: float = number(
        0.0, 0.0, 100.0, "Weight of the R1 penalty on D's slope at real points; 0: none."
    )
    steps: int = number(1500, 1, 100_000, "Updates of G.")
    seed: int = number(0, 0, 2**31 - 1, "Start of every random stream: same seed, same game.")

    def __post_init__(self) -> None:
        """Check the specification as well."""
        super().__post_init__()
        parse_distribution(self.p)

    @property
    def extent(self) -> tuple[float, float]:
        """The interval that pictures show: p's, and a margin around where G starts."""
        real = parse_distribution(self.p)
        scale = real.sd or 1.0
        start = real.mean + self.start * scale
        low, high = real.extent
        return min(low, start - MARGIN * scale), max(high, start + MARGIN * scale)


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
