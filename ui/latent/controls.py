"""The controls that all views of the latent spaces share, and the page's link."""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from gan_core.checkpoints.converted import is_converted
from gan_core.checkpoints.native import CheckpointError
from gan_core.settings.images import CLASSES
from ui.controls.address import take_link_state, write_link
from ui.controls.control_values import chosen_values, put_values, take_told
from ui.controls.noise_controls import SAID
from ui.latent.keys import fitting_keys
from ui.latent.link_state import (
    SWITCH,
    LatentChoice,
    LatentLinkState,
    makes_digits,
    read_latent,
    usual_model,
    view_names,
    write_latent,
)
from ui.live import show_component
from ui.models.canvas_data import canvas_base
from ui.models.model_list import list_problems, settings_of, version_of
from ui.models.model_names import model_title
from ui.models.shown_models import shown_model
from ui.shared.text import _

FIELDS: dict[str, dataclasses.Field[Any]] = {f.name: f for f in dataclasses.fields(LatentChoice)}
SWITCHES = [name for name, field in FIELDS.items() if field.metadata.get("choices") == SWITCH]
PLANE_LAYERS = ("codes", "prior", "doubt", "grid")
LAYERS = "latent-layers"
VIEW_NAMES = {
    "map": _("Map"),
    "sliders": _("Sliders"),
    "walk": _("Walk"),
    "encode": _("Encode"),
    "sum": _("Arithmetic"),
    "planes": _("Side by side"),
}
PROBLEMS_SHOWN = 3
"""Files that are no converted models are told of, so many at a time."""


def key_of(name: str) -> str:
    """Return a control's key in the session state."""
    return f"latent-{name}"


def load_latent() -> tuple[LatentLinkState, bool]:
    """Return the link state and whether the link is new; a new one fills the controls."""
    return take_link_state("latent", read_latent, _show)


def _show(link: LatentLinkState) -> None:
    values = link.choice.as_dict()
    put_values({key_of(name): value for name, value in values.items() if name not in SWITCHES})
    put_values({LAYERS: [name for name in PLANE_LAYERS if values[name] == "on"]})
    put_values({key_of("model"): link.model, key_of("z"): link.latent})
    put_values({key_of("keys"): link.keys, key_of("loop"): values["closed"] == "on"})
    renew()


def renew() -> None:
    """Make the canvas take the point and the latent that Python holds."""
    st.session_state["latent-token"] = st.session_state.get("latent-token", 0) + 1


def token(model: str = "") -> str:
    """Return what the canvas compares to know whether Python has moved, or the model's file."""
    return f"{st.session_state.get('latent-token', 0)} {model} {version_of(model)}"


def chosen_link_state() -> LatentLinkState:
    """Return what the controls say; a value that is refused shows one line."""
    values = {name: st.session_state[key_of(name)] for name in FIELDS if name not in SWITCHES}
    shown = [*st.session_state[LAYERS], *(["closed"] if st.session_state[key_of("loop")] else [])]
    values |= {name: "on" if name in shown else "off" for name in SWITCHES}
    chosen = chosen_values("latent", LatentChoice, values, said=SAID)
    model = str(st.session_state[key_of("model")])
    keys = fitting_keys(tuple(st.session_state[key_of("keys")]), digits=makes_digits(model))
    return LatentLinkState(model, chosen, tuple(st.session_state[key_of("z")]), keys)


def show_latent_link(link: LatentLinkState) -> None:
    """Write what the page shows into the address."""
    write_link("latent", write_latent(link))


def view_chooser() -> str:
    """Draw the choice of view above the canvas."""
    return str(
        st.segmented_control(
            _("View"),
            list(VIEW_NAMES),
            key=key_of("tab"),
            required=True,
            format_func=lambda name: VIEW_NAMES[name],
            label_visibility="collapsed",
            help=_("What you do with the latents."),
            persist_state="session",
        )
    )


def model_chooser() -> str:
    """Draw the choice of a model for the view at hand; the canvas starts anew with it.

    Converted models come and go while the page is open, and a file may be none.
    """
    names = view_names(st.session_state[key_of("tab")])
    chosen = st.session_state[key_of("model")]
    if chosen not in names:
        if is_converted(chosen) and not is_there(chosen):
            st.warning(
                _("{model} is not there any more; {fallback} is shown.").format(
                    model=model_title(chosen), fallback=model_title(usual_model(names))
                )
            )
        put_values({key_of("model"): usual_model(names), key_of("z"): ()})
        renew()
    name = st.selectbox(
        _("Model"), names, key=key_of("model"), on_change=forget_latent,
        format_func=model_title, persist_state="session",
        help=_(
            "Which model makes the pictures: a shipped one, or one of another project that you "
            "have converted; the README says how."
        ),
    )  # fmt: skip
    for problem in list_problems()[:PROBLEMS_SHOWN]:
        st.caption(problem)
    return str(name)


def is_there(name: str) -> bool:
    """Whether a model can be looked up."""
    try:
        settings_of(name)
    except CheckpointError:
        return False
    return True


def shows_digits() -> bool:
    """Whether the chosen model makes digits."""
    return makes_digits(str(st.session_state[key_of("model")]))


def forget_latent() -> None:
    """Let seed and truncation decide again."""
    st.session_state[key_of("z")] = ()
    renew()


def layers_control(names: dict[str, str]) -> None:
    """Draw the choice of what a plane shows."""
    st.pills(
        _("Show"), list(names), key=LAYERS, selection_mode="multi", persist_state="session",
        format_func=lambda name: names[name],
        help=" ".join(f"{names[name]}: {_(FIELDS[name].metadata['help'])}" for name in names),
    )  # fmt: skip


def label_control(model: str) -> None:
    """Draw the choice of a digit, where labels decide what a model makes."""
    if shown_model(model, "cpu").settings.conditional:
        st.segmented_control(
            _("Digit"), list(range(CLASSES)), key=key_of("label"), required=True,
            persist_state="session", help=_(FIELDS["label"].metadata["help"]),
        )  # fmt: skip


def point_button() -> None:
    """Draw the button that brings a plane's point back."""
    if st.button(_("Point to the middle"), icon=":material/my_location:", help=_("Back to 0, 0.")):
        st.session_state[key_of("x")] = st.session_state[key_of("y")] = 0.0
        renew()


def planes_link_state(link: LatentLinkState, data: dict[str, Any], *, key: str) -> LatentLinkState:
    """Draw planes with one point in all of them; returns where the point was put."""
    told = show_component("latent_map", canvas_base() | data, key=key).point
    if not take_told("point", told):
        return link
    st.session_state[key_of("x")], st.session_state[key_of("y")] = map(float, told)
    return chosen_link_state()
