"""The page of faces: its controls and its link."""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from ui.controls.address import take_link_state, write_link
from ui.controls.control_values import chosen_values, put_values, say_refusal
from ui.controls.noise_controls import SAID, noise_controls
from ui.faces.link_state import (
    LAYERS,
    FacesChoice,
    FacesLinkState,
    face_models,
    is_adversarial,
    read_faces,
    write_faces,
)
from ui.models.model_list import MODEL_NAMES
from ui.shared.text import _

FIELDS: dict[str, dataclasses.Field[Any]] = {f.name: f for f in dataclasses.fields(FacesChoice)}
SHOWN = "faces-shown"
SPACE_NAMES = {
    "pixels": _("Pixels"),
    "discriminator": _("Discriminator"),
    "vae": _("VAE"),
}
TEST_NAMES = {
    "border": _("Border of the map"),
    "neighbours": _("Distance"),
    "lof": _("Local density"),
}
SOURCE_NAMES = {
    "shipped": _("Shipped points"),
    "celeba": _("CelebA, map of your own"),
    "pictures": _("Your pictures"),
}
LAYER_NAMES = {
    "reals": _("Real"),
    "fakes": _("Generated"),
    "pictures": _("Pictures"),
}
DIM = 1.0
"""Deviations within which a GAN's pictures are dim; docs/faces.md has what was measured."""


def key_of(name: str) -> str:
    """Return a control's key in the session state."""
    return f"faces-{name}"


def load_faces() -> tuple[FacesLinkState, bool]:
    """Return the link state and whether the link is new; a new one fills the controls."""
    return take_link_state("faces", read_faces, _show)


def _show(link: FacesLinkState) -> None:
    values = link.choice.as_dict()
    put_values({key_of(name): value for name, value in values.items() if name not in LAYERS})
    put_values({SHOWN: [name for name in LAYERS if values[name] == "on"]})
    put_values({key_of("model"): link.model})


def chosen_link_state() -> FacesLinkState:
    """Return what the controls say; a value that is refused shows one line."""
    values = {name: st.session_state[key_of(name)] for name in FIELDS if name not in LAYERS}
    values |= {name: "on" if name in st.session_state[SHOWN] else "off" for name in LAYERS}
    chosen = chosen_values("faces", FacesChoice, values, said=(*SAID, "count"))
    return FacesLinkState(st.session_state[key_of("model")], chosen)


def choosers() -> None:
    """Draw the two choices above the canvas: the space and the test."""
    left, right = st.columns([1, 1], gap="small")
    with left:
        _segments("space", _("Compare faces by"), SPACE_NAMES)
    with right:
        _segments("test", _("Out of place by"), TEST_NAMES)


def _segments(name: str, label: str, names: dict[str, str]) -> None:
    st.segmented_control(
        label, list(names), key=key_of(name), required=True, persist_state="session",
        format_func=lambda value: names[value], help=_(FIELDS[name].metadata["help"]),
    )  # fmt: skip


def controls() -> None:
    """Draw the controls: model, number, which faces, what is shown."""
    model = st.selectbox(
        _("Model"), face_models(), key=key_of("model"), persist_state="session",
        format_func=lambda name: MODEL_NAMES.get(name, name),
        help=_("Which shipped model makes the faces."),
    )  # fmt: skip
    limits = FIELDS["count"].metadata
    st.number_input(
        _("Faces"), step=16, key=key_of("count"), persist_state="session",
        help=_(limits["help"]),
    )  # fmt: skip
    say_refusal(FIELDS["count"], _("Faces"), key_of("count"))
    noise_controls(key_of, FIELDS, changed=lambda: None)
    if st.session_state[key_of("truncation")] <= DIM and is_adversarial(model):
        st.caption(
            _(
                "This GAN's noise never lies so near to 0: its pictures get dim, then black. "
                "See *What to look for*."
            )
        )
    st.pills(
        _("Show"), list(LAYER_NAMES), key=SHOWN, selection_mode="multi", persist_state="session",
        format_func=lambda name: LAYER_NAMES[name],
        help=" ".join(f"{LAYER_NAMES[n]}: {_(FIELDS[n].metadata['help'])}" for n in LAYERS),
    )  # fmt: skip


def show_faces_link(link: FacesLinkState) -> None:
    """Write what the page shows into the address."""
    write_link("faces", write_faces(link))
