"""The controls that all views of the latent spaces share, and the page's link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from gan_core.checkpoints.converted import is_converted
from gan_core.settings.images import CLASSES
from ui.controls.address import take_link_state, write_link
from ui.controls.control_group import ControlGroup
from ui.controls.control_values import put_values, take_told
from ui.latent.keys import KEYS, chosen_keys
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
from ui.models.model_list import is_there, list_problems, model_title, version_of
from ui.models.shown_models import shown_model
from ui.shared.text import N_, Texts, _

LATENT = ControlGroup("latent", LatentChoice)
SWITCHES = [n for n, spec in LATENT.fields.items() if spec.metadata.get("choices") == SWITCH]
"""Fields that the pills of a plane and the loop of a walk hold together."""

PLANE_LAYERS = ("codes", "prior", "uncertainty", "grid")
LAYERS, LOOP = "latent-layers", "latent-loop"
VIEW_NAMES = Texts(
    {
        "map": N_("Map"),
        "sliders": N_("Sliders"),
        "walk": N_("Walk"),
        "encode": N_("Encode"),
        "arithmetic": N_("Arithmetic"),
        "planes": N_("Side by side"),
    }
)
PROBLEMS_SHOWN = 3
"""Files that are no converted models are told of, so many at a time."""


def load_latent() -> tuple[LatentLinkState, bool]:
    """Return the link state and whether the link is new; a new one fills the controls."""
    return take_link_state("latent", read_latent, _show)


def _show(link: LatentLinkState) -> None:
    LATENT.put(link.choice, keep=SWITCHES)
    values = link.choice.as_dict()
    put_values(
        {
            LAYERS: [name for name in PLANE_LAYERS if values[name] == "on"],
            LOOP: values["closed"] == "on",
            LATENT.key("model"): link.model,
            LATENT.key("z"): link.latent,
            KEYS: link.keys,
        }
    )
    renew()


def renew() -> None:
    """Make the canvas take the point and the latent that Python holds."""
    st.session_state["latent-token"] = st.session_state.get("latent-token", 0) + 1


def token(model: str = "") -> str:
    """Return what the canvas compares to know whether Python has moved, or the model's file."""
    return f"{st.session_state.get('latent-token', 0)} {model} {version_of(model)}"


def chosen_link_state() -> LatentLinkState:
    """Return what the controls say; a value that is refused shows one line."""
    shown = [*st.session_state[LAYERS], *(["closed"] if st.session_state[LOOP] else [])]
    switches = {name: "on" if name in shown else "off" for name in SWITCHES}
    chosen = LATENT.chosen(said=("seed",), given=switches)
    model = str(LATENT.value("model"))
    keys = chosen_keys(digits=makes_digits(model))
    return LatentLinkState(model, chosen, tuple(LATENT.value("z")), keys)


def show_latent_link(link: LatentLinkState) -> None:
    """Write what the page shows into the address."""
    write_link("latent", write_latent(link))


def model_chooser() -> str:
    """Draw the choice of a model for the view at hand; the canvas starts anew with it.

    Converted models come and go while the page is open, and a file may be none.
    """
    names = view_names(LATENT.value("tab"))
    chosen = LATENT.value("model")
    if chosen not in names:
        if is_converted(chosen) and not is_there(chosen):
            st.warning(
                _("{model} is not there any more; {fallback} is shown.").format(
                    model=model_title(chosen), fallback=model_title(usual_model(names))
                )
            )
        put_values({LATENT.key("model"): usual_model(names), LATENT.key("z"): ()})
        renew()
    name = st.selectbox(
        _("Model"), names, key=LATENT.key("model"), on_change=forget_latent,
        format_func=model_title, persist_state="session",
        help=_(
            "Which model makes the pictures: a shipped one, or one of another project that you "
            "have converted; the README says how."
        ),
    )  # fmt: skip
    for problem in list_problems()[:PROBLEMS_SHOWN]:
        st.caption(problem)
    return str(name)


def shows_digits() -> bool:
    """Whether the chosen model makes digits."""
    return makes_digits(str(LATENT.value("model")))


def forget_latent() -> None:
    """Let seed and truncation decide again."""
    st.session_state[LATENT.key("z")] = ()
    renew()


def layers_control(names: Mapping[str, str]) -> None:
    """Draw the choice of what a plane shows."""
    st.pills(
        _("Show"), list(names), key=LAYERS, selection_mode="multi", persist_state="session",
        format_func=lambda name: names[name],
        help=" ".join(f"{names[name]}: {LATENT.help(name)}" for name in names),
    )  # fmt: skip


def label_control(model: str) -> None:
    """Draw the choice of a digit, where labels decide what a model makes."""
    if shown_model(model, "cpu").settings.conditional:
        LATENT.segments("label", _("Digit"), {digit: str(digit) for digit in range(CLASSES)})


def point_button() -> None:
    """Draw the button that brings a plane's point back."""
    if st.button(_("Reset to origin"), icon=":material/my_location:", help=_("Point to 0, 0.")):
        st.session_state[LATENT.key("x")] = st.session_state[LATENT.key("y")] = 0.0
        renew()


def planes_link_state(link: LatentLinkState, data: dict[str, Any], *, key: str) -> LatentLinkState:
    """Draw planes with one point in all of them; returns where the point was put."""
    told = show_component("latent_map", canvas_base() | data, key=key).point
    if not take_told("point", told):
        return link
    st.session_state[LATENT.key("x")], st.session_state[LATENT.key("y")] = map(float, told)
    return chosen_link_state()
