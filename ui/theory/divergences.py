"""The view divergences: its controls, its canvas, what to look for."""

from __future__ import annotations

import streamlit as st

from ui.controls.control_group import ControlGroup
from ui.shared.text import N_, Texts, _
from ui.theory.divergences_apart import apart_canvas
from ui.theory.divergences_critic import critic_canvas
from ui.theory.divergences_numbers import STEP
from ui.theory.link_state import CLIPS, POINTS, WEIGHTS, WIDTHS, DivergencesChoice, TheoryLinkState

VIEW = "divergences"
DIVERGENCES = ControlGroup(f"learns-{VIEW}", DivergencesChoice)

EXPERIMENT_NAMES = Texts({"apart": N_("Moving apart"), "critic": N_("A critic's slope")})
PAIR_NAMES = Texts(
    {
        "normals": N_("Two normals"),
        "uniforms": N_("Two uniforms"),
        "points": N_("Two points"),
        "hills": N_("Two modes, one normal"),
        "mixed": N_("Uniform, normal"),
    }
)
POINT_NAMES = {count: f"{int(count):,}" for count in POINTS}
CONSTRAINT_NAMES = Texts({"penalty": N_("Gradient penalty"), "clip": N_("Weight clipping")})


def divergences_controls() -> None:
    """Draw the controls: which experiment, what is its own, and the seed."""
    DIVERGENCES.begin()
    experiment = DIVERGENCES.segments("experiment", _("Experiment"), EXPERIMENT_NAMES)
    (_critic_controls if experiment == "critic" else _apart_controls)()
    DIVERGENCES.seed()


def _apart_controls() -> None:
    DIVERGENCES.slider("distance", _("Distance"), STEP)
    pair = DIVERGENCES.segments("pair", _("Densities, real and fake"), PAIR_NAMES)
    if pair != "points":
        left, right = st.columns(2)
        with left:
            DIVERGENCES.slider("real_width", _("Width, real"), 0.1)
        with right:
            DIVERGENCES.slider("fake_width", _("Width, fake"), 0.1)
    DIVERGENCES.segments("points", _("Samples of each"), POINT_NAMES)


def _critic_controls() -> None:
    constraint = DIVERGENCES.segments("constraint", _("Constraint"), CONSTRAINT_NAMES)
    if constraint == "penalty":
        DIVERGENCES.slider_among("gp_weight", _("Lambda"), WEIGHTS)
    else:
        DIVERGENCES.slider_among("clip", _("Weight clipping bound"), CLIPS)
    DIVERGENCES.slider("gap", _("Distance of the points"), 0.1)
    left, right = st.columns(2)
    with left:
        DIVERGENCES.slider_among("width", _("Width"), WIDTHS)
    with right:
        DIVERGENCES.slider("depth", _("Depth"), 1)


def divergences_canvas() -> TheoryLinkState:
    """Draw the canvas; returns what it shows, for the link."""
    DIVERGENCES.begin()
    chosen = DIVERGENCES.chosen(said=["seed"])
    (critic_canvas if chosen.experiment == "critic" else apart_canvas)(chosen)
    return TheoryLinkState(VIEW, chosen)


NOTES = {
    "apart": (
        N_(
            "Choose *Two points*, then *Two uniforms*, and move them apart. KL jumps to infinity "
            "(∞ on the ruler on top) as soon as one density has support that the other lacks. JS "
            "and TV saturate at ln 2 and 1 once nothing overlaps: their slope is 0, and a G that "
            "learns from JS gets no gradient. The slope of W1 is 1 wherever two densities of "
            "equal width stand apart. With *Two modes* stop at distance 2: KL(q‖p) is least on "
            "one mode (mode seeking), KL(p‖q) asks for both (mass covering): the difference "
            "between dropping modes and blurring them."
        ),
        r"\mathrm{KL}(p\|q) = \mathbb{E}_p \log\tfrac{p}{q}, \quad \mathrm{JS} = "
        r"\tfrac12 \mathrm{KL}(p\|m) + \tfrac12 \mathrm{KL}(q\|m),\ m = \tfrac{p+q}{2}, \quad "
        r"\mathrm{TV} = \tfrac12\!\int\!|p - q|, \quad W_1 = \int\!|F_p - F_q|",
    ),
    "penalty": (
        N_(
            "W1 is the greatest f(real) - f(fake) of a critic whose slope is at most 1. The "
            "penalty only asks softly: a little more steepness pays more than it costs, so the "
            "slope ends above 1, the more the further apart the points and the smaller lambda, "
            "whatever the width and the depth."
        ),
        r"\min_k\; -k\,\delta + \lambda\,(k - 1)^2 \quad\Rightarrow\quad "
        r"k = 1 + \frac{\delta}{2\lambda}",
    ),
    "clip": (
        N_(
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
    critic = DIVERGENCES.value("experiment") == "critic"
    text, formula = NOTES[str(DIVERGENCES.value("constraint")) if critic else "apart"]
    st.markdown(text)
    st.latex(formula)
