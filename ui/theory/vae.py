"""The view from AE to VAE: its controls, its canvas, what to look for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from gan_core.checkpoints.native import CheckpointError
from ui.controls.control_group import ControlGroup
from ui.shared.text import N_, Text, Texts, _
from ui.theory.link_state import SAMPLES, USUAL_BETA, TheoryLinkState, VaeChoice
from ui.theory.numbers import claim
from ui.theory.vae_figures import bound_canvas, kl_canvas, map_canvas
from ui.theory.vae_numbers import BETA_NAMES, studied_row

VIEW = "vae"
VAE = ControlGroup(f"learns-{VIEW}", VaeChoice)
EXPERIMENT_NAMES = Texts({"map": N_("Map"), "bound": N_("ELBO"), "kl": N_("KL")})
SAMPLE_NAMES = {count: f"{int(count):,}" for count in SAMPLES}
CANVASES: Mapping[str, Callable[[VaeChoice, dict[str, str]], None]] = {
    "map": map_canvas,
    "bound": bound_canvas,
    "kl": kl_canvas,
}


def vae_controls() -> None:
    """Draw the controls: the experiment, beta, and what the experiment has of its own."""
    VAE.begin()
    experiment = VAE.segments("experiment", _("Experiment"), EXPERIMENT_NAMES)
    row = studied_row()
    known = {beta: name for beta, name in BETA_NAMES.items() if beta in row}
    if known:
        if VAE.value("beta") not in known:
            usual = USUAL_BETA if USUAL_BETA in known else next(iter(known))
            st.session_state[VAE.key("beta")] = usual
        VAE.segments("beta", _("KL weight (beta)"), known)
    OWN[experiment]()


def _digit_controls() -> None:
    VAE.slider("digit", _("Digit"), 1)
    VAE.slider("which", _("Picture"), 1)
    VAE.segments("samples", _("Samples"), SAMPLE_NAMES)
    VAE.seed()


OWN: Mapping[str, Callable[[], None]] = {
    "map": VAE.seed,
    "bound": lambda: None,
    "kl": _digit_controls,
}
"""The controls that only one experiment has."""


def _chosen() -> VaeChoice:
    VAE.begin()
    return VAE.chosen(said=["seed"])


def vae_canvas() -> TheoryLinkState:
    """Draw the experiment; returns what it shows, for the link."""
    chosen = _chosen()
    note = NOTES[chosen.experiment]
    claim(note.claim, note.short)
    row = studied_row()
    if chosen.beta not in row:
        st.error(
            _("No model of the row with beta {beta} is shipped; accepted: {known}").format(
                beta=chosen.beta, known=", ".join(row) or _("none")
            )
        )
        return TheoryLinkState(VIEW, chosen)
    try:
        CANVASES[chosen.experiment](chosen, row)
    except CheckpointError as error:
        st.error(str(error))
    return TheoryLinkState(VIEW, chosen)


@dataclass(frozen=True)
class Note:
    """A claim with a short formula; what to look for, and the formula of that."""

    claim: Text
    short: str
    text: Text
    formula: str


NOTES: dict[str, Note] = {
    "map": Note(
        N_("The KL ties latents to the prior; without it they lie where they like."),
        r"\mathcal{L}_\beta = -\mathbb{E}_q \log p(x|z) + \beta\,D_{KL}",
        N_(
            "Each dot is the latent of a test digit, a VAE's the mean of q(z|x); small ellipses "
            "are one standard deviation of q around a few of them. The dashed circles are the "
            "prior, from which a generative model draws: 39 % of it lies within the inner one, 86 "
            "% within the outer one. The VAEs share one scale; the AE has its own, wider one. "
            "**AE**: a latent is a point, and many dots lie far outside, with gaps between them, "
            "so that prior samples miss whole classes of digits. **Small beta**: narrow q, so the "
            "map may still be wider than the prior and have gaps. **Large beta**: wide q that "
            "overlap, so digits are mixed up, and pictures blur. Watch the pictures on the right: "
            "they are decoded from the same latents at every beta. The *effective number of "
            "classes* is exp of the entropy of the classifier's predictions over 1,000 prior "
            "samples: an AE's prior falls on few of its digits, which is why an AE is no "
            "generative model."
        ),
        r"\frac{1}{N}\sum_n q(z|x_n) \approx p(z) = \mathcal{N}(0, I) \quad\Rightarrow\quad "
        r"\mathbb{E}\,[\mu_j^2 + \sigma_j^2] \approx 1",
    ),
    "bound": Note(
        N_("A picture costs its reconstruction error and what the latents tell."),
        r"\log p(x) \ge \mathbb{E}_q \log p(x|z) - D_{KL}",
        N_(
            "As beta grows, the latents tell less (KL falls at every step), and in the end the "
            "reconstruction costs more. The sum with weight 1 is the ELBO, a lower bound on log "
            "p(x); that is what the right half shows for every model, whatever weight it was "
            "trained with. Training with beta 1 maximises that sum on training digits; on test "
            "digits, with one training each, a neighbour may do a little better. With two latents "
            "log p(x) can be integrated on a grid, here to about 0.05 nats. The gap to it is what "
            "q lacks: the KL from q to the true posterior. An AE has q without width, so its KL is "
            "infinite and it has no ELBO; log p(x) of its decoder under the prior is finite all "
            "the same. Grey pixels cost nats that no model can save."
        ),
        r"\log p(x) = \underbrace{\mathbb{E}_{q(z|x)}[\log p(x|z)] - \sum_j "
        r"D_{KL}(q(z_j|x)\,\|\,p(z_j))}_{\text{evidence lower bound}} + "
        r"D_{KL}(q(z|x)\,\|\,p(z|x))",
    ),
    "kl": Note(
        N_("Averaged over samples from q, log q - log p approaches the closed form."),
        r"D_{KL} = \mathbb{E}_q[\log q - \log p]",
        N_(
            "q(z|x) of this picture is normal, so that its KL to the prior has a formula. Drawing "
            "z from q and averaging log q - log p gives the same in the end: the error falls as "
            "one over the square root of the samples, and in 95 of 100 cases the exact value lies "
            "within the band. Ten samples may be far off; that is why a VAE is trained with the "
            "formula and samples only for the reconstruction. Choose a larger beta: as a rule q "
            "widens, moves to the middle, and tells less. Beside the picture stands what "
            "the decoder makes of q's mean and of samples from q: where q is narrow they are all "
            "alike."
        ),
        r"D_{KL}(\mathcal{N}(\mu, \sigma^2)\,\|\,\mathcal{N}(0, 1)) = \tfrac{1}{2}\big(\mu^2 + "
        r"\sigma^2 - 1 - \log \sigma^2\big) \;\approx\; \frac{1}{n}\sum_{i=1}^{n} "
        r"\log\frac{q(z_i|x)}{p(z_i)}",
    ),
}


def vae_explanation() -> None:
    """Say what to look for."""
    note = NOTES[_chosen().experiment]
    st.markdown(_(note.text))
    st.latex(note.formula)
