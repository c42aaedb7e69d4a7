"""What the controls of the view from AE to VAE say."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.evaluation.elbo import SHOWN_EACH
from gan_core.recipes.beta_vae import PLAIN, VAE_ROW
from gan_core.settings.base import Settings, choice, number
from gan_core.settings.images import CLASSES
from ui.shared.text import _

EXPERIMENTS = ("map", "bound", "kl")
EXPERIMENT_NAMES = {"map": _("Map"), "bound": _("Bound"), "kl": _("KL")}
BETA_NAMES = {PLAIN: _("AE")} | {beta: beta for beta in VAE_ROW if beta != PLAIN}
USUAL_BETA = "1"
SAMPLES = ("10", "100", "1000", "10000")
SAMPLE_NAMES = {count: f"{int(count):,}" for count in SAMPLES}


@dataclass(frozen=True)
class VaeChoice(Settings):
    """What the controls say, each in its limits."""

    experiment: str = choice(
        "map",
        EXPERIMENTS,
        "Where latents lie; what the bound is made of; the KL by formula and by samples.",
    )
    beta: str = choice(
        USUAL_BETA,
        tuple(VAE_ROW),
        "The KL's weight when it was trained: 1 is the VAE; an AE has no KL at all.",
    )
    digit: int = number(3, 0, CLASSES - 1, "Which digit the test picture shows.")
    which: int = number(1, 1, SHOWN_EACH, "Which of five test pictures of this digit.")
    samples: str = choice("1000", SAMPLES, "Latents drawn from q for the estimate.")
    seed: int = number(0, 0, 2**31 - 1, "Which latents are drawn: same seed, same latents.")
