"""Encode: a digit of one's own, drawn or uploaded, and its place among the latents."""

from __future__ import annotations

import hashlib
from typing import Any

import streamlit as st

from gan_core.checkpoints.native import CheckpointError
from gan_core.data.decoding import PictureError, formats
from gan_core.data.handwriting import LIMITS, read_picture, to_digit
from gan_core.settings.families import ENCODING
from ui.controls.control_values import put_values, take_told
from ui.latent.controls import LATENT, chosen_link_state, label_control, model_chooser
from ui.latent.link_state import LatentLinkState
from ui.latent.map import plane_of
from ui.live import show_component
from ui.models.canvas_data import axis_name, canvas_base
from ui.models.shown_models import shown_model
from ui.shared.picture_bytes import encode_bytes
from ui.shared.text import _

DRAWN = "latent-drawn"
READ = "latent-read"
"""The classifier's prediction, until the next script run puts it into the control."""


def encode_controls() -> None:
    """Draw the controls: the model, an upload, the digit where labels decide."""
    name = model_chooser()
    # The browser refuses nothing by its name or kind: the reason is said here, once.
    st.file_uploader(
        _("Or upload a picture"), key="latent-upload",
        help=_(
            "One digit, dark on light or light on dark: {formats}, at most {size} MB. It is taken "
            "as a viewer shows it: upright, its first frame, transparent parts white."
        ).format(formats=formats(), size=LIMITS.most_bytes // 10**6),
    )  # fmt: skip
    if READ in st.session_state:
        put_values({LATENT.key("label"): st.session_state.pop(READ)})
    label_control(name)


def uploaded() -> dict[str, str] | None:
    """Return the uploaded picture in MNIST's form; one that is refused shows one line."""
    file = st.session_state.get("latent-upload")
    if file is None:
        return None
    content = file.getvalue()
    try:
        digit = to_digit(read_picture(content))
    except PictureError as error:
        # Hidden by the page's style once the browser itself has refused a later file.
        with st.container(key="upload-refused"):
            st.error(_("{name}: {error}").format(name=file.name, error=error))
        return None
    return {"picture": encode_bytes(digit), "token": hashlib.sha256(content).hexdigest()[:12]}


def encode_canvas() -> LatentLinkState:
    """Draw the pad and what the model makes of it; the latent is kept for walks."""
    link = chosen_link_state()
    try:
        settings = shown_model(link.model, "cpu").settings
        coded = settings.kind in ENCODING
        plane = plane_of(link.model) if coded and settings.latent_dim == 2 else None
    except CheckpointError as error:
        st.error(str(error))
        return link
    data: dict[str, Any] = canvas_base() | {
        "model": link.model,
        "coded": coded,
        "label": link.choice.label if settings.conditional else None,
        "plane": plane,
        "names": [axis_name(i) for i in range(settings.latent_dim)],
        "given": uploaded(),
    }
    told = show_component("latent_encode", data, key="latent-encode").found
    if take_told("found", told) and told["model"] == link.model:
        if "latent" in told:
            st.session_state[DRAWN] = tuple(map(float, told["latent"]))
            st.session_state[LATENT.key("z")] = st.session_state[DRAWN]
        if told["label"] not in (None, link.choice.label):
            st.session_state[READ] = int(told["label"])
            st.rerun()
        return chosen_link_state()
    return link


def encode_explanation() -> None:
    """Draw what to look for."""
    st.markdown(
        _(
            "An encoder says at once where your digit lies and what the decoder makes of that "
            "place. A digit far from all others, or one whose reconstruction is worse than that of "
            "most test digits, is one that the model does not know. The error is the "
            "cross-entropy of all pixels, in nats: natural units of information, 1.44 bits each. "
            "A GAN has no encoder: GAN inversion searches its latent, by gradient descent from "
            "eight starts at once, and some digits it cannot make at all. A conditional one is "
            "asked for the digit that the classifier predicts; choose another, and see how near it "
            "gets."
        )
    )
    st.latex(r"\hat{z} = \arg\min_z \; \lVert G(z) - x \rVert^2")
