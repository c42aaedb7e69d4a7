"""The label page, a model that makes the digit you ask for: controls, canvas, what to look for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from gan_core.checkpoints.native import CheckpointError
from ui.controls.address import take_link_state, write_link
from ui.controls.control_group import ControlGroup, view_chooser
from ui.controls.control_values import put_values, take_told
from ui.http.base_path import from_page
from ui.labels.api import PATH
from ui.labels.link_state import (
    LabelChoice,
    LabelLinkState,
    parse_counts,
    parse_text,
    read_labels,
    write_labels,
)
from ui.labels.pictures import ASKED, arrays, asked_of, sheet_png
from ui.live import show_component
from ui.models.canvas_data import canvas_base
from ui.models.model_list import MODEL_NAMES, listed_names
from ui.models.shown_models import shown_model
from ui.shared.text import N_, Texts, _

LABELS = ControlGroup("labels", LabelChoice)
MODEL, TEXT, COUNTS = (LABELS.key(name) for name in ("model", "text", "counts"))
TOKEN = "labels-token"
VIEW_NAMES = Texts(
    {
        "grid": N_("All digits"),
        "digit": N_("One digit"),
        "sentence": N_("Write a number"),
        "blend": N_("Blend"),
        "counts": N_("Counts per label"),
        "confusion": N_("Conditional accuracy"),
    }
)


def load_labels() -> tuple[LabelLinkState, bool]:
    """Return the link state and whether the link is new; a new one fills the controls."""
    return take_link_state("labels", read_labels, _show)


def _show(link: LabelLinkState) -> None:
    LABELS.put(link.choice)
    put_values({MODEL: link.model, TEXT: link.text, COUNTS: link.counts})
    _renew()


def _renew() -> None:
    st.session_state[TOKEN] = st.session_state.get(TOKEN, 0) + 1


def chosen_link_state() -> LabelLinkState:
    """Return what the controls say; a value that is refused shows one line."""
    chosen = LABELS.chosen(said=["seed"])
    model, text, counts = (st.session_state[key] for key in (MODEL, TEXT, COUNTS))
    return LabelLinkState(model, chosen, text, counts)


def choose_view() -> None:
    """Draw the choice of view above the canvas."""
    view_chooser(LABELS.key("tab"), VIEW_NAMES, _("What you ask the model for."), on_change=_renew)


def controls() -> None:
    """Draw the controls: model, styles."""
    st.selectbox(
        _("Model"), listed_names("cgan"), key=MODEL, on_change=_renew,
        format_func=lambda name: MODEL_NAMES.get(name, name), persist_state="session",
        help=_("Which shipped model makes the digits."),
    )  # fmt: skip
    LABELS.noise(on_change=_renew)


def canvas() -> LabelLinkState:
    """Draw what the model makes; returns what was chosen on the canvas."""
    link = chosen_link_state()
    chosen = link.choice
    try:
        shown_model(link.model, "cpu")
    except CheckpointError as error:
        st.error(str(error))
        return link
    data = canvas_base() | {
        "model": link.model,
        "view": chosen.tab,
        "labels": from_page(PATH),
        "styles": {"seed": chosen.seed, "truncation": chosen.truncation},
        "counted": {"count": ASKED, "seed": chosen.seed % 1_000_000},
        "choice": {
            "label": chosen.label, "other": chosen.other, "share": chosen.share,
            "text": link.text, "counts": list(link.counts),
        },
        "token": str(st.session_state[TOKEN]),
    }  # fmt: skip
    told = show_component("labels", data, key="label-canvas").choice
    if take_told("label-choice", told):
        _take(told)
        return chosen_link_state()
    return link


def _take(told: dict[str, Any]) -> None:
    for name in ("label", "other", "share"):
        st.session_state[LABELS.key(name)] = type(getattr(LabelChoice(), name))(told[name])
    st.session_state[TEXT] = parse_text(told["text"])
    st.session_state[COUNTS] = parse_counts(told["counts"])


def export_buttons(link: LabelLinkState) -> None:
    """Draw the downloads: a sheet, and the pictures as arrays."""
    name = f"gan-explorer-{link.model}-{link.choice.tab}-seed{link.choice.seed}"
    downloads: tuple[tuple[str, Callable[[], bytes], str, str, str], ...] = (
        ("PNG", lambda: sheet_png(link), "png", "image/png", _("The sheet as shown here.")),
        (
            "NPZ", lambda: arrays(link), "npz", "application/octet-stream",
            _("Pictures and labels as NumPy arrays."),
        ),
    )  # fmt: skip
    nothing = not asked_of(link).styles
    with st.container(horizontal=True, gap="small"):
        for label, make, ending, mime, about in downloads:
            st.download_button(
                label, make, f"{name}.{ending}", mime, on_click="ignore", disabled=nothing,
                icon=":material/download:",
                help=_("There is no picture to save.") if nothing else about,
            )  # fmt: skip


COMMON = N_(
    "G gets a latent and a label, D a picture and the label it claims to have, so G must make what "
    "was asked for to pass. Below each picture is the prediction of an independent classifier, ✓ "
    "where it is the label asked for; a red frame marks any other prediction."
)
EXPLANATIONS = Texts(
    {
        "grid": N_(
            "A row shares a latent, a column a label: read along a row, and style (slant, "
            "thickness) stays while the digit changes, since z is the same; read down a column, "
            "and the digit stays."
        ),
        "digit": N_(
            "One label, forty latents: how diverse are this model's samples of one digit? If many "
            "of them looked alike, it would have collapsed within the class. *Random* draws other "
            "styles."
        ),
        "sentence": N_(
            "A row writes the number in one style: one latent for all its digits. Two equal digits "
            "in a row are equal to the pixel, unlike in handwriting."
        ),
        "blend": N_(
            "The model gets shares of two labels; it was trained on no such label. Look where one "
            "digit gives way to the other, whether that happens at once or bit by bit, and whether "
            "the halves are digits at all. Below each picture is the classifier's prediction."
        ),
        "counts": N_(
            "Any number of each digit in one request, as one would order training pictures for a "
            "rare class. NPZ saves them with their labels."
        ),
        "confusion": N_(
            "The confusion matrix of 1,000 pictures, a hundred for each label. A row is the label "
            "asked for, a column the classifier's prediction; the share in the diagonal is the "
            "conditional accuracy. Off the diagonal look for pairs that people confuse, too: 4 and "
            "9, 3 and 5. The classifier itself is right on 99.7 % of real test digits."
        ),
    }
)


def explanation(view: str) -> None:
    """Say what to look for in a view."""
    st.markdown(EXPLANATIONS[view] + "\n\n" + _(COMMON))
    st.latex(
        r"\min_G \max_D \; \mathbb{E}_{x, y}[\log D(x \mid y)]"
        r" + \mathbb{E}_{z, y}[\log(1 - D(G(z \mid y) \mid y))]"
    )


def show_labels_link(link: LabelLinkState) -> None:
    """Write what the page shows into the address."""
    write_link("labels", write_labels(link))
