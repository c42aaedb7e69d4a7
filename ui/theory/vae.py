"""The view from AE to VAE: its controls, its canvas, what to look for."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

import streamlit as st

from gan_core.checkpoints.native import CheckpointError
from ui.controls.noise_controls import RANDOM_SEEDS
from ui.shared.text import _
from ui.theory.controls import begin_controls, key_of, pick, slide, view_choice
from ui.theory.link_state import LearnsLinkState
from ui.theory.vae_choice import (
    BETA_NAMES,
    EXPERIMENT_NAMES,
    SAMPLE_NAMES,
    USUAL_BETA,
    VaeChoice,
)
from ui.theory.vae_figures import bound_canvas, kl_canvas, map_canvas
from ui.theory.vae_notes import NOTES
from ui.theory.vae_numbers import studied_row

VIEW = "vae"
USUAL_VAE = VaeChoice()
STAGES: Mapping[str, Callable[[VaeChoice], None]] = {
    "map": map_canvas,
    "bound": bound_canvas,
    "kl": kl_canvas,
}


def vae_controls() -> None:
    """Draw the controls: the experiment, beta, and what the experiment has of its own."""
    begin_controls(VIEW, USUAL_VAE)
    experiment = pick(VIEW, USUAL_VAE, "experiment", _("Experiment"), EXPERIMENT_NAMES)
    row = studied_row()
    known = {beta: name for beta, name in BETA_NAMES.items() if beta in row}
    if known:
        if st.session_state[key_of(VIEW, "beta")] not in known:
            st.session_state[key_of(VIEW, "beta")] = (
                USUAL_BETA if USUAL_BETA in known else next(iter(known))
            )
        pick(VIEW, USUAL_VAE, "beta", _("Beta, the KL's weight"), known)
    OWN[experiment]()


def _digit_controls() -> None:
    slide(VIEW, USUAL_VAE, "digit", _("Digit"), 1)
    slide(VIEW, USUAL_VAE, "which", _("Picture"), 1)
    pick(VIEW, USUAL_VAE, "samples", _("Samples"), SAMPLE_NAMES)
    _seed_controls()


def _seed_controls() -> None:
    def other_seed() -> None:
        st.session_state[key_of(VIEW, "seed")] = 1 + secrets.randbelow(RANDOM_SEEDS)

    left, right = st.columns(2, vertical_alignment="bottom")
    left.number_input(
        _("Seed"), step=1, key=key_of(VIEW, "seed"), persist_state="session",
        help=_("Which latents are drawn: same seed, same latents."),
    )  # fmt: skip
    right.button(
        _("Random"), icon=":material/casino:", on_click=other_seed, width="stretch",
        key=key_of(VIEW, "random"), help=_("Another seed, drawn at random."),
    )  # fmt: skip


OWN: Mapping[str, Callable[[], None]] = {
    "map": _seed_controls,
    "bound": lambda: None,
    "kl": _digit_controls,
}
"""The controls that only one experiment has."""


def vae_canvas() -> LearnsLinkState:
    """Draw the experiment; returns what it shows, for the link."""
    chosen = view_choice(VIEW, USUAL_VAE)
    try:
        STAGES[chosen.experiment](chosen)
    except CheckpointError as error:
        st.error(str(error))
    return LearnsLinkState(VIEW, chosen)


def vae_explanation() -> None:
    """Say what to look for."""
    chosen = view_choice(VIEW, USUAL_VAE)
    note = NOTES[chosen.experiment]
    st.markdown(note.text)
    st.latex(note.formula)
