"""What a link to the page of theory holds: the view, and what its own controls say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gan_core.evaluation.elbo import SHOWN_EACH
from gan_core.recipes.beta_vae import VAE_ROW
from gan_core.recipes.dcgan_ablations import ABLATION_PAIRS, STEPS
from gan_core.settings.base import Settings, choice, number
from gan_core.settings.images import CLASSES
from gan_core.theory.settings import CONSTRAINTS, GameSettings, RatioSettings
from ui.controls.link_values import NamedSettings

DIVERGENCES_EXPERIMENTS = ("apart", "critic")
PAIRS = ("normals", "uniforms", "points", "hills", "mixed")
POINTS = ("100", "1000", "10000", "100000")
WEIGHTS = ("0.1", "0.3", "1", "3", "10", "30", "100")
CLIPS = ("0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1")
WIDTHS = ("4", "8", "16", "32", "64")
FARTHEST, WIDEST = 4.0, 2.0


@dataclass(frozen=True)
class DivergencesChoice(Settings):
    """What the controls of the view divergences say, each in its limits."""

    experiment: str = choice(
        "apart",
        DIVERGENCES_EXPERIMENTS,
        "Two densities that move apart, or a critic that is trained between two points.",
    )
    pair: str = choice(
        "normals", PAIRS, "Which densities: the real one comes first and stays, the fake one moves."
    )
    distance: float = number(2.0, 0.0, FARTHEST, "How far the fakes' centre is from the real one.")
    real_width: float = number(
        1.0, 0.1, WIDEST, "Real density: a normal's standard deviation, a uniform's length."
    )
    fake_width: float = number(
        1.0, 0.1, WIDEST, "Fake density: a normal's standard deviation, a uniform's length."
    )
    points: str = choice(
        "10000", POINTS, "Samples of each to measure with: 100 times as many, a tenth the error."
    )
    constraint: str = choice("penalty", CONSTRAINTS, "What bounds the critic's slope.")
    gap: float = number(1.0, 0.1, 5.0, "Distance of the fake from the real point, which is W1.")
    gp_weight: str = choice(
        "10", WEIGHTS, "Lambda, the penalty's weight. WGAN-GP's paper has 10, and 0.1 for toy data."
    )
    clip: str = choice(
        "0.1", CLIPS, "Every weight and bias is kept in [-clip, clip]. WGAN's paper has 0.01."
    )
    width: str = choice("16", WIDTHS, "Units in each hidden layer of the critic.")
    depth: int = number(2, 1, 4, "Hidden layers of the critic.")
    seed: int = number(0, 0, 2**31 - 1, "Same seed, same samples and same critics.")


VAE_EXPERIMENTS = ("map", "bound", "kl")
USUAL_BETA = "1"
SAMPLES = ("10", "100", "1000", "10000")


@dataclass(frozen=True)
class VaeChoice(Settings):
    """What the controls of the view from AE to VAE say, each in its limits."""

    experiment: str = choice(
        "map",
        VAE_EXPERIMENTS,
        "Where latents lie; the terms of the ELBO; the KL by formula and by samples.",
    )
    beta: str = choice(
        USUAL_BETA,
        tuple(VAE_ROW),
        "The KL weight when it was trained: 1 is the VAE; an AE has no KL at all.",
    )
    digit: int = number(3, 0, CLASSES - 1, "Which digit the test picture shows.")
    which: int = number(1, 1, SHOWN_EACH, "Which of five test pictures of this digit.")
    samples: str = choice("1000", SAMPLES, "Latents drawn from q for the estimate.")
    seed: int = number(0, 0, 2**31 - 1, "Which latents are drawn: same seed, same latents.")


RECORDED_EVERY = 1000
"""Steps between two recorded sheets of pictures."""


@dataclass(frozen=True)
class AblationsChoice(Settings):
    """What the controls of the view of ablations say, each in its limits."""

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


MARK = "learns"
USUAL: dict[str, Settings] = {
    "ratio": RatioSettings(),
    "divergences": DivergencesChoice(),
    "game": GameSettings(),
    "vae": VaeChoice(),
    "rules": AblationsChoice(),
}
"""What the controls of each view say at first; of a view that trains, the run's settings."""

FIRST = next(iter(USUAL))
VIEW_LINK = NamedSettings(MARK, USUAL, FIRST, USUAL.__getitem__)


@dataclass(frozen=True)
class TheoryLinkState:
    """What a link asks for; ``run`` is of a view that trains."""

    view: str
    settings: Settings
    run: str = ""
    notices: list[str] = field(default_factory=list)


def read_theory(parameters: Mapping[str, str]) -> TheoryLinkState:
    """Turn query parameters into a link state; a wrong value falls back with a notice."""
    notices: list[str] = []
    view, settings = VIEW_LINK.read(parameters, notices)
    return TheoryLinkState(view, settings, parameters.get("run", ""), notices)


def write_theory(link: TheoryLinkState) -> dict[str, str]:
    """Turn a link state into query parameters: the view and what differs from the usual."""
    return VIEW_LINK.write(link.view, link.settings, link.run)
