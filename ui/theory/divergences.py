"""The view divergences: its controls, its canvas, what to look for."""

from __future__ import annotations

import streamlit as st

from ui.shared.text import _
from ui.theory.controls import begin_controls, key_of, pick, view_choice
from ui.theory.divergences_apart import apart_canvas, apart_controls
from ui.theory.divergences_choice import EXPERIMENT_NAMES, DivergencesChoice
from ui.theory.divergences_controls import seed_among
from ui.theory.divergences_critic import critic_canvas, critic_controls
from ui.theory.link_state import LearnsLinkState

VIEW, USUAL = "divergences", DivergencesChoice()


def divergences_controls() -> None:
    """Draw the controls: which experiment, what is its own, and the seed."""
    begin_controls(VIEW, USUAL)
    if pick(VIEW, USUAL, "experiment", _("Experiment"), EXPERIMENT_NAMES) == "critic":
        critic_controls(str(st.session_state[key_of(VIEW, "constraint")]))
    else:
        apart_controls(str(st.session_state[key_of(VIEW, "pair")]))
    seed_among(VIEW, USUAL)


def divergences_canvas() -> LearnsLinkState:
    """Draw the canvas; returns what it shows, for the link."""
    chosen = view_choice(VIEW, USUAL)
    (critic_canvas if chosen.experiment == "critic" else apart_canvas)(chosen)
    return LearnsLinkState(VIEW, chosen)


NOTES = {
    "apart": (
        _(
            "Choose *Two points*, then *Two uniforms*, and move them apart. KL jumps to infinity "
            "(∞ on the ruler on top) as soon as one shape has a place that the other lacks. JS and "
            "TV stop at ln 2 and 1 once nothing overlaps: their slope is 0, and a G that learns "
            "from JS does not know where to go. The slope of W1 is 1 wherever "
            "two shapes of equal width stand apart. With *Two hills* stop at distance 2: KL(q‖p) "
            "is least on one hill, KL(p‖q) asks for both, and "
            "that is the difference between dropping modes and blurring them."
        ),
        r"\mathrm{KL}(p\|q) = \mathbb{E}_p \log\tfrac{p}{q}, \quad \mathrm{JS} = "
        r"\tfrac12 \mathrm{KL}(p\|m) + \tfrac12 \mathrm{KL}(q\|m),\ m = \tfrac{p+q}{2}, \quad "
        r"\mathrm{TV} = \tfrac12\!\int\!|p - q|, \quad W_1 = \int\!|F_p - F_q|",
    ),
    "penalty": (
        _(
            "W1 is the greatest f(real) - f(fake) of a critic whose slope is at most 1. The "
            "penalty only asks softly: a little more steepness pays more than it costs, so the "
            "slope comes to lie above 1, the more the further the points and the smaller lambda, "
            "whatever the width and the depth."
        ),
        r"\min_k\; -k\,\delta + \lambda\,(k - 1)^2 \quad\Rightarrow\quad "
        r"k = 1 + \frac{\delta}{2\lambda}",
    ),
    "clip": (
        _(
            "Weights in [-c, c] do not bound the slope by 1 but by a product over all layers, "
            "which depends on width and depth: too small a clip and G's gradient all but "
            "vanishes, too large a one and it explodes. Most weights end at the bound. A critic "
            "of several wide layers may stay below the limit, as no training finds the best one."
        ),
        r"|k| \;\le\; c\,(w\,c)^{n} \;=\; c^{\,n+1}\, w^{\,n} \qquad "
        r"(n\ \text{hidden layers of}\ w\ \text{units})",
    ),
}
"""What to look for in the first experiment, and under each constraint of the second."""


def divergences_explanation() -> None:
    """Say what to look for."""
    chosen = {n: str(st.session_state[key_of(VIEW, n)]) for n in ("experiment", "constraint")}
    name = chosen["constraint"] if chosen["experiment"] == "critic" else "apart"
    text, formula = NOTES[name]
    st.markdown(text)
    st.latex(formula)
