"""What to look for: each loss with its formula, and what was seen with each preset."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from gan_core.recipes.toy import toy_preset
from gan_core.settings.toy import ToySettings
from ui.shared.text import _


@dataclass(frozen=True)
class LossNote:
    """Formulas in LaTeX, s being D's logit, and two or three sentences."""

    discriminator: str
    generator: str
    text: str


CROSS_ENTROPY = (
    r"\min_D\; \mathbb{E}_{x}\,\mathrm{softplus}(-s(x)) "
    r"+ \mathbb{E}_{z}\,\mathrm{softplus}(s(G(z)))"
)
CRITIC = r"\min_D\; \mathbb{E}_{z}\,s(G(z)) - \mathbb{E}_{x}\,s(x)"
CLIMB = r"\min_G\; -\mathbb{E}_{z}\,s(G(z))"

NOTES: dict[str, LossNote] = {
    "minimax": LossNote(
        CROSS_ENTROPY,
        r"\min_G\; -\mathbb{E}_{z}\,\mathrm{softplus}(s(G(z)))",
        _(
            "D is a classifier, and its optimum is D* = p / (p + q). Where D is sure of a fake, "
            "the slope that G gets is -sigmoid(s), almost nothing: watch G stand still when D's "
            "loss falls towards zero."
        ),
    ),
    "ns": LossNote(
        CROSS_ENTROPY,
        r"\min_G\; \mathbb{E}_{z}\,\mathrm{softplus}(-s(G(z)))",
        _(
            "The same D, but G maximises log D of its fakes. Its slope, -(1 - sigmoid(s)), is "
            "largest where D is sure of a fake. Watch points jump from centre to centre, and "
            "count the modes that stay empty."
        ),
    ),
    "lsgan": LossNote(
        r"\min_D\; \tfrac12\mathbb{E}_{x}(s(x)-1)^2 + \tfrac12\mathbb{E}_{z}\,s(G(z))^2",
        r"\min_G\; \tfrac12\mathbb{E}_{z}(s(G(z))-1)^2",
        _(
            "D learns 1 at real points and 0 at fakes with squared errors, so it keeps pulling "
            "on fakes that it already calls real but that lie far from the border. At p = q D's "
            "loss is 0.25."
        ),
    ),
    "hinge": LossNote(
        r"\min_D\; \mathbb{E}_{x}\max(0, 1-s(x)) + \mathbb{E}_{z}\max(0, 1+s(G(z)))",
        CLIMB,
        _(
            "D only cares about points inside its margin, -1 to 1. Its best loss is "
            "2 (1 - total variation): 2 when real and fake cannot be told apart."
        ),
    ),
    "wgan": LossNote(
        CRITIC,
        CLIMB,
        _(
            "D is a critic: the difference of its means estimates the Wasserstein distance, as "
            "long as its slope is bounded. Here every weight is clipped to [-c, c] after each "
            "update. Watch how many weights sit at the bound, and how coarse the valleys are."
        ),
    ),
    "wgan-noclip": LossNote(
        CRITIC,
        CLIMB,
        _(
            "The same critic with nothing that holds its slope. Watch D's range: it grows "
            "without end, and whether G follows the valleys or is thrown out is a matter of luck."
        ),
    ),
    "wgan-gp": LossNote(
        CRITIC
        + r" + \lambda\,\mathbb{E}_{\hat x}\,(\lVert\nabla s(\hat x)\rVert - 1)^2,"
        + r"\quad \hat x = u\,x + (1-u)\,G(z)",
        CLIMB,
        _(
            "The slope is pulled towards 1 between real and fake points instead of clipping "
            "weights. Watch the contours: evenly spaced where points travel. With points a "
            "distance d apart the slope settles at 1 + d / (2 lambda), not at 1."
        ),
    ),
    "coulomb": LossNote(
        r"\min_D\; \mathbb{E}_{z}(-s(G(z))-\Phi)^2 + \mathbb{E}_{x}(-s(x)-\Phi)^2,\quad "
        r"\Phi(a)=\mathbb{E}_{z}\,k(G(z),a)-\mathbb{E}_{x}\,k(x,a),\quad "
        r"k(a,b)=(\lVert a-b\rVert^2+\varepsilon^2)^{-(d-2)/2}",
        CLIMB,
        _(
            "Real points are charges of one sign, fakes of the other: fakes attract to reals and "
            "repel each other. D learns the potential by regression. Epsilon is the width of a "
            "charge: a large one gives long slopes but cannot shape narrow modes."
        ),
    ),
}


def explanation(settings: ToySettings, preset: str) -> None:
    """Draw the notes on the loss and the preset."""
    note = NOTES[settings.loss]
    st.markdown(note.text)
    st.latex(note.discriminator)
    st.latex(note.generator)
    st.caption(
        _(
            "s is D's output, high at real points. The picture shows the potential -s, so that "
            "real points lie in valleys and G runs down into them."
        )
    )
    entry = toy_preset(preset)
    same = entry.settings().replace(seed=settings.seed, epochs=settings.epochs) == settings
    if same:
        st.markdown(f"**{preset}** ({entry.source}): {entry.seen}")
    else:
        st.caption(_("Settings of your own, changed from {preset}.").format(preset=preset))
