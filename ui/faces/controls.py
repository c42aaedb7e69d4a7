"""The page of faces: its controls and its link."""

from __future__ import annotations

import streamlit as st

from ui.controls.address import take_link_state, write_link
from ui.controls.control_group import ControlGroup
from ui.controls.control_values import put_values
from ui.faces.colouring import COLOUR_NAMES, colours_here
from ui.faces.link_state import (
    LAYERS,
    FacesChoice,
    FacesLinkState,
    face_models,
    read_faces,
    write_faces,
)
from ui.models.model_list import MODEL_NAMES
from ui.shared.text import N_, Texts, _

FACES = ControlGroup("faces", FacesChoice, switches=("thesis",))
MODEL, SHOWN = FACES.key("model"), FACES.key("shown")
SPACE_NAMES = Texts(
    {
        "pixels": N_("Pixels"),
        "discriminator": N_("Discriminator"),
        "vae": N_("VAE"),
        "wavelets": N_("Wavelets"),
    }
)
TEST_NAMES = Texts(
    {
        "border": N_("Border of the map"),
        "neighbours": N_("kNN distance"),
        "lof": N_("LOF"),
    }
)
SOURCE_NAMES = Texts(
    {
        "shipped": N_("Shipped points"),
        "celeba": N_("CelebA, map of your own"),
        "pictures": N_("Your pictures"),
    }
)
LAYER_NAMES = Texts(
    {
        "reals": N_("Real"),
        "fakes": N_("Generated"),
        "pictures": N_("Pictures"),
        "density": N_("Density"),
    }
)


def load_faces() -> tuple[FacesLinkState, bool]:
    """Return the link state and whether the link is new; a new one fills the controls."""
    return take_link_state("faces", read_faces, _show)


def _show(link: FacesLinkState) -> None:
    FACES.put(link.choice, keep=LAYERS)
    shown = [name for name in LAYERS if getattr(link.choice, name) == "on"]
    put_values({SHOWN: shown, MODEL: link.model})


def chosen_link_state() -> FacesLinkState:
    """Return what the controls say; a value that is refused shows one line."""
    layers = {name: "on" if name in st.session_state[SHOWN] else "off" for name in LAYERS}
    chosen = FACES.chosen(said=["seed", "count"], given=layers)
    return FacesLinkState(st.session_state[MODEL], chosen)


def choosers() -> None:
    """Draw the two choices above the canvas: the feature space and the outlier score."""
    left, right = st.columns([1, 1], gap="small")
    with left:
        FACES.segments("space", _("Feature space"), SPACE_NAMES)
    with right:
        FACES.segments("test", _("Outlier score"), TEST_NAMES)


def controls() -> None:
    """Draw the controls: model, number, which faces, what is shown."""
    left, right = st.columns([1.35, 1], gap="small")
    with left:
        st.selectbox(
            _("Model"), face_models(), key=MODEL, persist_state="session",
            format_func=lambda name: MODEL_NAMES.get(name, name),
            help=_("Which shipped model makes the faces."),
        )  # fmt: skip
    with right:
        st.number_input(
            _("Faces"), step=16, key=FACES.key("count"), persist_state="session",
            help=FACES.help("count"),
        )  # fmt: skip
    FACES.say_refusal("count", _("Faces"))
    FACES.noise()
    FACES.switch("thesis", _("As in the thesis"))
    st.pills(
        _("Show"), list(LAYER_NAMES), key=SHOWN, selection_mode="multi", persist_state="session",
        format_func=lambda name: LAYER_NAMES[name],
        help=" ".join(f"{LAYER_NAMES[name]}: {FACES.help(name)}" for name in LAYERS),
    )  # fmt: skip
    _look_closer()


def _look_closer() -> None:
    """Draw what circles are coloured by, and how many neighbours are shown."""
    source, colour = FACES.value("source"), FACES.value("colour")
    here = colours_here(source)
    st.selectbox(
        _("Colour real faces by"), here if colour in here else [*here, colour],
        key=FACES.key("colour"), persist_state="session", help=FACES.help("colour"),
        format_func=lambda name: COLOUR_NAMES[name],
    )  # fmt: skip
    if colour not in here:
        st.error(_("No list_attr_celeba.txt is beside the faces; choose another colour."))
    FACES.slider("neighbours", _("Nearest real faces"))


def show_faces_link(link: FacesLinkState) -> None:
    """Write what the page shows into the address."""
    write_link("faces", write_faces(link))
