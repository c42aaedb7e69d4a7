"""The label page: a model that makes the digit you ask for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import streamlit as st

from gan_core.checkpoints.native import CheckpointError
from ui.controls.address import take_link_state, write_link
from ui.controls.control_values import chosen_values, put_values, take_told
from ui.controls.noise_controls import SAID, noise_controls
from ui.labels.api import labels_url
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
from ui.models.model_list import listed_names
from ui.models.model_names import MODEL_NAMES
from ui.models.shown_models import shown_model
from ui.shared.text import _

FIELDS: dict[str, dataclasses.Field[Any]] = {f.name: f for f in dataclasses.fields(LabelChoice)}
TOKEN = "labels-token"
VIEW_NAMES = {
    "grid": _("All digits"),
    "digit": _("One digit"),
    "sentence": _("Write a number"),
    "blend": _("Blend"),
    "counts": _("How many of each"),
    "confusion": _("Does it obey?"),
}


def key_of(name: str) -> str:
    """Return a control's key in the session state."""
    return f"labels-{name}"


def load_labels() -> tuple[LabelLinkState, bool]:
    """Return the link state and whether the link is new; a new one fills the controls."""
    return take_link_state("labels", read_labels, _show)


def _show(link: LabelLinkState) -> None:
    put_values({key_of(name): value for name, value in link.choice.as_dict().items()})
    put_values(
        {
            key_of("model"): link.model,
            key_of("text"): link.text,
            key_of("counts"): link.counts,
        }
    )
    _renew()


def _renew() -> None:
    st.session_state[TOKEN] = st.session_state.get(TOKEN, 0) + 1


def chosen_link_state() -> LabelLinkState:
    """Return what the controls say; a value that is refused shows one line."""
    values = {name: st.session_state[key_of(name)] for name in FIELDS}
    chosen = chosen_values("labels", LabelChoice, values, said=SAID)
    return LabelLinkState(
        st.session_state[key_of("model")],
        chosen,
        st.session_state[key_of("text")],
        st.session_state[key_of("counts")],
    )


def view_chooser() -> None:
    """Draw the choice of view above the canvas."""
    st.segmented_control(
        _("View"), list(VIEW_NAMES), key=key_of("tab"), required=True, on_change=_renew,
        format_func=lambda name: VIEW_NAMES[name], label_visibility="collapsed",
        help=_("What you ask the model for."), persist_state="session",
    )  # fmt: skip


def controls() -> None:
    """Draw the controls: model, handwritings."""
    st.selectbox(
        _("Model"), listed_names("cgan"), key=key_of("model"), on_change=_renew,
        format_func=lambda name: MODEL_NAMES.get(name, name), persist_state="session",
        help=_("Which shipped model makes the digits."),
    )  # fmt: skip
    noise_controls(key_of, FIELDS, changed=_renew)


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
        "labels": labels_url(),
        "hands": {"seed": chosen.seed, "truncation": chosen.truncation},
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
        st.session_state[key_of(name)] = type(getattr(LabelChoice(), name))(told[name])
    st.session_state[key_of("text")] = parse_text(told["text"])
    st.session_state[key_of("counts")] = parse_counts(told["counts"])


def export_buttons(link: LabelLinkState) -> None:
    """Draw the downloads: a sheet, and the pictures as arrays."""
    name = f"gan-explorer-{link.model}-{link.choice.tab}-seed{link.choice.seed}"
    downloads: tuple[tuple[str, Callable[[], bytes], str, str, str], ...] = (
        ("PNG", lambda: sheet_png(link), "png", "image/png", _("The sheet as it stands here.")),
        (
            "NPZ", lambda: arrays(link), "npz", "application/octet-stream",
            _("Pictures and labels as NumPy arrays."),
        ),
    )  # fmt: skip
    nothing = not asked_of(link).hands
    with st.container(horizontal=True, gap="small"):
        for label, make, ending, mime, about in downloads:
            st.download_button(
                label, make, f"{name}.{ending}", mime, on_click="ignore", disabled=nothing,
                icon=":material/download:",
                help=_("Here is no picture to save.") if nothing else about,
            )  # fmt: skip


def show_labels_link(link: LabelLinkState) -> None:
    """Write what the page shows into the address."""
    write_link("labels", write_labels(link))
