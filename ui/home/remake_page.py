"""The page on which the source documents are done again, figure by figure."""

from __future__ import annotations

import streamlit as st

from ui.home.remakes import REMAKES, Remake
from ui.shared.projector import display_parameters
from ui.shared.shell import open_page
from ui.shared.text import N_, _

DOCUMENTS = {
    "wgan-25-gaussians": N_("WGAN on 25 Gaussians (blog post, 2017)"),
    "gan-digits": N_("A first GAN on handwritten digits, by Y. Ujitoko (blog post, 2017)"),
    "dcgan-digits": N_("Understanding DCGAN, by mm0824 (blog post)"),
    "latent-thesis": N_("Generative modelling with deep learning, by Y. Ebisawa (thesis, 2022)"),
    "pggan-review": N_("A summary of Progressive Growing of GANs, by St_Hakky (blog post)"),
}
"""Title of each source document; docs/references.md has them in full."""


def remake_page() -> None:
    """Draw each document's figures and tables: the claim, what comes out here, the way there."""
    open_page(
        N_("Remake the documents"), N_("What do five documents claim, and what comes out here?")
    )
    st.markdown(
        _(
            "This app began with five Japanese documents. Each line below is one of their figures, "
            "tables or claims, and opens with everything set: live, from a trained model, or as a "
            "recorded run that *Start* trains anew. How the numbers were measured stands in the "
            "folder `docs`."
        )
    )
    for key, remakes in REMAKES.items():
        st.header(_(DOCUMENTS[key]), anchor=False)
        for remake in remakes:
            remake_line(remake)


def remake_line(remake: Remake) -> None:
    """Draw one figure: the link, the original's claim, what comes out here."""
    with st.container(border=True, gap="xsmall"):
        link, claim, here = st.columns([1, 1.2, 1.2], vertical_alignment="center")
        link.page_link(
            remake.page, label=f"**{_(remake.name)}**", icon=":material/play_circle:",
            query_params=remake.link | display_parameters(),
            help=_("Opens the page with everything set."),
        )  # fmt: skip
        claim.markdown(_("*There:* {claim}").format(claim=_(remake.claim)))
        here.markdown(_("*Here:* {here}").format(here=_(remake.here)))
