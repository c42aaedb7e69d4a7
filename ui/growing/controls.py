"""The page of growing faces: its controls and the GAN that has grown, side by side."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any

import streamlit as st

from gan_core.checkpoints.native import CheckpointError, Model
from gan_core.part_studies.layers import growing_part
from gan_core.settings.progressive import images_shown
from ui.controls.address import take_link_state, write_link
from ui.controls.control_values import chosen_values, put_values, take_told
from ui.controls.noise_controls import SAID, seed_controls
from ui.growing.api import growth_url
from ui.growing.link_state import (
    LEAST_LATENTS,
    MOST_LATENTS,
    GrowingChoice,
    GrowingLinkState,
    growing_models,
    grown_side,
    live_base,
    read_growing,
    write_growing,
)
from ui.growing.live_controls import show_live
from ui.growing.part_choice import part_choice, show_part
from ui.growing.parts import part_switches, parts_canvas, parts_explanation
from ui.live import show_component
from ui.models.canvas_data import canvas_base
from ui.models.model_names import MODEL_NAMES
from ui.models.shown_resolutions import shown_stages
from ui.shared.text import _

FIELDS: dict[str, dataclasses.Field[Any]] = {f.name: f for f in dataclasses.fields(GrowingChoice)}
TOKEN = "growing-token"
VIEW_NAMES = {
    "grown": _("Grown"),
    "parts": _("Its parts"),
    "live": _("Train one"),
    "video": _("Video"),
}
PAINT_NAMES = {"then": _("As it had settled"), "now": _("In the grown one")}


def key_of(name: str) -> str:
    """Return a control's key in the session state."""
    return f"growing-{name}"


def load_growing() -> tuple[GrowingLinkState, bool]:
    """Return the link state and whether the link is new; a new one fills the controls."""
    return take_link_state("growing", read_growing, _show)


def _show(link: GrowingLinkState) -> None:
    put_values({key_of(name): value for name, value in link.choice.as_dict().items()})
    put_values({key_of("model"): link.model})
    show_live(link.live)
    show_part(link.part)
    _renew()


def _renew() -> None:
    st.session_state[TOKEN] = st.session_state.get(TOKEN, 0) + 1


def chosen_link_state() -> GrowingLinkState:
    """Return what the controls say; a value that is refused shows one line."""
    values = {name: st.session_state[key_of(name)] for name in FIELDS}
    chosen = chosen_values("growing", GrowingChoice, values, said=SAID)
    return GrowingLinkState(str(st.session_state[key_of("model")]), chosen, live_base())


def view_chooser() -> str:
    """Draw the choice of view above the canvas."""
    return str(
        st.segmented_control(
            _("View"), list(VIEW_NAMES), key=key_of("tab"), required=True,
            format_func=lambda name: VIEW_NAMES[name], label_visibility="collapsed",
            help=_(FIELDS["tab"].metadata["help"]), persist_state="session",
        )
    )  # fmt: skip


def model_chooser() -> None:
    """Draw the choice of a model that has grown."""
    st.selectbox(
        _("Model"), growing_models(), key=key_of("model"), on_change=_grown_up,
        format_func=lambda name: MODEL_NAMES.get(name, name), persist_state="session",
        help=_("Which shipped progressive GAN is shown."),
    )  # fmt: skip


def _grown_up() -> None:
    """Show another model as far as it has grown."""
    st.session_state[key_of("side")] = grown_side(st.session_state[key_of("model")])
    st.session_state[key_of("alpha")] = 1.0
    _renew()


def grown_controls() -> None:
    """Draw the controls: model, which latents, what stands below."""
    model_chooser()
    st.slider(
        _("Latents"), LEAST_LATENTS, MOST_LATENTS, key=key_of("count"), persist_state="session",
        help=_(FIELDS["count"].metadata["help"]),
    )  # fmt: skip
    seed_controls(key_of, FIELDS, changed=lambda: None)
    st.segmented_control(
        _("Every side"), list(PAINT_NAMES), key=key_of("paint"), required=True,
        format_func=lambda name: PAINT_NAMES[name], persist_state="session",
        help=_(FIELDS["paint"].metadata["help"]),
    )  # fmt: skip


def grown_canvas() -> GrowingLinkState:
    """Draw the model as it grows; returns where it was grown to."""
    link = chosen_link_state()
    stages = stages_of(link.model)
    if not stages:
        return link
    chosen = link.choice
    whole = stages[max(stages)]
    data = canvas_base() | {
        "growth": growth_url(),
        "model": link.model,
        "sides": list(stages),
        "widths": growing_part(whole.network).widths,
        "latent": whole.settings.latent_dim,
        "known": [_known(model) for model in stages.values()],
        "wish": {
            "count": chosen.count,
            "seed": chosen.seed,
        },
        "paint": chosen.paint,
        "side": chosen.side,
        "alpha": chosen.alpha,
        "token": f"{link.model} {st.session_state[TOKEN]}",
    }
    told = show_component("growing", data, key="growing-grown").growth
    if take_told("growth", told):
        st.session_state[key_of("side")] = int(told["side"])
        st.session_state[key_of("alpha")] = float(told["alpha"])
        return chosen_link_state()
    return link


def parts_controls() -> None:
    """Draw the controls of the parts."""
    model_chooser()
    stages = stages_of(str(st.session_state[key_of("model")]))
    if stages:
        part_switches(stages)


def parts_view() -> GrowingLinkState:
    """Draw a part at work; returns which one, for the link."""
    link = chosen_link_state()
    stages = shown_stages(link.model) if link.model in growing_models() else {}
    if not stages:
        return link
    return replace(link, part=parts_canvas(stages))


def parts_explained() -> None:
    """Say what to look for at the part at hand."""
    parts_explanation(part_choice().part)


def stages_of(name: str) -> dict[int, Model]:
    """Return a model at every side; none, with one line, where it is not here."""
    try:
        return shown_stages(name)
    except CheckpointError as error:
        st.error(str(error))
        return {}


def _known(model: Model) -> dict[str, int]:
    """Return weights of G, steps of training and real pictures seen until a side had settled."""
    return {
        "weights": sum(weight.numel() for weight in model.network.parameters()),
        "step": model.card.steps,
        "pictures": images_shown(model.settings, model.card.steps),
    }


def show_growing_link(link: GrowingLinkState) -> None:
    """Write what the page shows into the address."""
    write_link("growing", write_growing(link))
