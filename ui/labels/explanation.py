"""What to look for in each view of the label page."""

import streamlit as st

from ui.shared.text import _

COMMON = _(
    "G gets a latent and a label, D a picture and the label it claims to have, so G must make what "
    "was asked for to pass. Below each picture stands what an independent classifier reads, ✓ "
    "where that is what was asked for; a red frame marks a picture that it reads otherwise."
)
EXPLANATIONS = {
    "grid": _(
        "A row shares a latent, a column a label: read along a row, and slant and thickness stay "
        "while the digit changes, the same hand; read down a column, and the digit stays."
    ),
    "digit": _(
        "One label, forty latents: how many ways has this model to write one digit? If many of "
        "them looked alike, it would have collapsed inside the label. *Random* asks other hands."
    ),
    "sentence": _(
        "A row writes the number in one hand: one latent for all its digits. Two equal digits in a "
        "row are equal to the pixel, as no two from a person are."
    ),
    "blend": _(
        "The model gets shares of two labels; no such label was in the training. Look where one "
        "digit gives way to the other, whether that happens at once or bit by bit, and whether the "
        "halves are digits at all. Below each picture stands what the classifier makes of it."
    ),
    "counts": _(
        "Any number of each digit in one request, as one would order training pictures for a "
        "rare class. NPZ saves them with their labels."
    ),
    "confusion": _(
        "1,000 pictures, a hundred for each label. A row is what was asked for, a column what the "
        "classifier reads; numbers in the diagonal are obeyed, and a row of a model that always "
        "obeys has 100 there. Beside the diagonal look for pairs that people mix up, too: 4 and "
        "9, 3 and 5. The classifier itself reads 99.7 % of real test digits right."
    ),
}


def explanation(view: str) -> None:
    """Say what to look for in a view."""
    st.markdown(EXPLANATIONS[view] + "\n\n" + COMMON)
    st.latex(
        r"\min_G \max_D \; \mathbb{E}_{x, y}[\log D(x \mid y)]"
        r" + \mathbb{E}_{z, y}[\log(1 - D(G(z \mid y) \mid y))]"
    )
