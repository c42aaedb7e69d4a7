"""Latent arithmetic: a digit's mean latent, less another's, plus a third's (DCGAN, 6.3.2)."""

from __future__ import annotations

import streamlit as st

from gan_core.checkpoints.native import CheckpointError
from ui.controls.control_values import take_told
from ui.latent.controls import LATENT, chosen_link_state, model_chooser, renew, token
from ui.latent.link_state import LatentLinkState
from ui.live import show_component
from ui.models.canvas_data import canvas_base
from ui.models.shown_models import shown_statistics
from ui.shared.text import _

TERMS = ("a", "b", "c")
EXAMPLES = ((8, 1, 4), (4, 7, 5), (2, 1, 5))
"""What gives a digit which is none of the three, on the best VAE."""


def arithmetic_controls() -> None:
    """Draw the controls: the model, and examples."""
    model_chooser()
    st.caption(_("Examples; with the best VAE they make a fourth digit:"))
    for terms in EXAMPLES:
        first, second, third = terms
        st.button(
            f"{first} \u2212 {second} + {third}", on_click=_put, args=(terms,),
            help=_("Computes with these digits."), width="stretch",
        )  # fmt: skip


def _put(terms: tuple[int, ...]) -> None:
    for name, value in zip(TERMS, terms, strict=True):
        st.session_state[LATENT.key(name)] = value
    renew()


def arithmetic_canvas() -> LatentLinkState:
    """Draw the computation; returns which digits were chosen."""
    link = chosen_link_state()
    try:
        known = shown_statistics(link.model)
    except CheckpointError as error:
        st.error(str(error))
        return link
    data = canvas_base() | {
        "model": link.model,
        "means": known.means.tolist(),
        "counts": known.counts.tolist(),
        "terms": [getattr(link.choice, name) for name in TERMS],
        "token": token(link.model),
    }
    told = show_component("latent_arithmetic", data, key="latent-sum").terms
    if take_told("terms", told):
        for name, value in zip(TERMS, told, strict=True):
            st.session_state[LATENT.key(name)] = int(value)
        return chosen_link_state()
    return link


def arithmetic_explanation() -> None:
    """Draw what to look for."""
    st.markdown(
        _(
            "Averaged over many pictures, what a latent holds of one handwriting cancels out and "
            "what the digits share is left. Taking one mean away and adding another goes from "
            "the first digit in the direction that leads from the second to the third. Guess what "
            "that makes of it, then look: sometimes the third digit, often a fourth; where the "
            "result is no digit, it lies where no latents are. Mind how many pictures a mean is "
            "of: a model that makes few of a digit has a poor mean of it. A GAN's mean is nearer "
            "to 0 than its noise ever was; white blotches come from there."
        )
    )
    st.latex(r"G(\bar{z}_a - \bar{z}_b + \bar{z}_c)")
