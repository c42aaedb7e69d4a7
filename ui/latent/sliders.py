"""Sliders: every latent of a model, or the main directions among them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from gan_core.checkpoints.native import CheckpointError, Model
from gan_core.storage.memory import MemoryShortError
from ui.controls.control_values import take_told
from ui.latent.controls import (
    LATENT,
    chosen_link_state,
    forget_latent,
    label_control,
    model_chooser,
    shows_digits,
    token,
)
from ui.latent.direction_names import LONGEST, direction_names, name_direction
from ui.latent.link_state import LatentLinkState
from ui.live import show_component
from ui.models.canvas_data import axis_name, canvas_base, caption_of, shows_faces
from ui.models.model_list import settings_of
from ui.models.shown_models import noise_of, picture_milliseconds, shown_model, shown_statistics
from ui.shared.text import _

STRIPS = (9, 7, 5, 3)
"""Pictures in the strip along an axis."""

STRIP_MILLISECONDS = 3000
"""What a strip may take; of a slower model it gets shorter, in the end none."""


def sliders_controls() -> None:
    """Draw the controls: which model, which axes, where from."""
    name = model_chooser()
    st.segmented_control(
        _("Sliders move"), ["latents", "directions"], key=LATENT.key("axes"), required=True,
        persist_state="session",
        format_func=lambda one: {"latents": _("Latents"), "directions": _("Directions")}[one],
        help=_("Single latents, or the main directions among them (GANSpace), strongest first."),
    )  # fmt: skip
    if st.session_state[LATENT.key("axes")] == "directions":
        _names_control(name)
    label_control(name)
    LATENT.noise(on_change=forget_latent)
    st.button(
        _("Reset"), icon=":material/restart_alt:", on_click=_reset,
        help=_("Back to the start: all latents 0, or the first random latent of a GAN."),
    )  # fmt: skip


def _names_control(model: str) -> None:
    """Draw the naming of directions; a name stays on this machine, for all who visit."""
    known = direction_names(model)
    try:
        with st.spinner(_("Measuring the model"), show_time=True):
            count = len(shown_statistics(model).shares)
    except (CheckpointError, MemoryShortError):
        return
    left, right = st.columns(2)
    index = left.selectbox(
        _("Direction"), range(count), key=LATENT.key("direction"),
        format_func=lambda i: str(i + 1), help=_("Which direction you want to name."),
    )  # fmt: skip
    key = f"{LATENT.key('name')}-{model}-{index}"
    right.text_input(
        _("Its name"), known.get(index, ""), key=key, max_chars=LONGEST,
        on_change=lambda: name_direction(model, index, str(st.session_state[key])),
        help=_("What it changes, such as slant; kept on this machine. Empty forgets it."),
    )  # fmt: skip


def _reset() -> None:
    st.session_state[LATENT.key("seed")] = 0
    forget_latent()


def sliders_canvas() -> LatentLinkState:
    """Draw picture and sliders; returns where the latent was moved to."""
    link = chosen_link_state()
    try:
        with st.spinner(_("Measuring the model"), show_time=True):
            model = shown_model(link.model, "cpu")
            axes = _axes(link)
            strip = strip_count(link.model)
    except (CheckpointError, MemoryShortError) as error:
        st.error(str(error))
        return link
    data = canvas_base() | {
        "model": link.model,
        "axes": axes,
        "caption": caption_of(model.settings),
        "label": link.choice.label if model.settings.conditional else None,
        "start": start_of(link, model),
        "strip": strip,
        "token": token(link.model),
    }
    told = show_component("latent_sliders", data, key="latent-sliders").latent
    if "share" not in axes[0]:
        st.caption(
            _(
                "The Sobol index of each latent is not shown: it takes dozens of pictures for "
                "each, too long for this model. Directions are measured."
            )
        )
    if take_told("latent", told) and len(told) == model.settings.latent_dim:
        st.session_state[LATENT.key("z")] = tuple(map(float, told))
        return chosen_link_state()
    return link


def strip_count(name: str) -> int:
    """Return how many pictures along an axis a model makes in bearable time, 0 for none."""
    each = picture_milliseconds(name)
    return next((count for count in STRIPS if count * each <= STRIP_MILLISECONDS), 0)


def start_of(link: LatentLinkState, model: Model) -> list[float]:
    """Return the link state's latent: its own numbers, or those that seed and truncation give.

    A VAE's seed 0 is the origin. A GAN has none: its noise is never near 0.
    """
    size = model.settings.latent_dim
    if len(link.latent) == size:
        return list(link.latent)
    if not link.choice.seed and not model.settings.adversarial:
        return [0.0] * size
    drawn = noise_of(model, 1, seed=link.choice.seed, truncation=link.choice.truncation)
    return [round(value, 3) for value in drawn[0].tolist()]


def _axes(link: LatentLinkState) -> list[dict[str, Any]]:
    """Return name, share and place or vector of each axis, the strongest first.

    Without Sobol indices latents come in their order and have no share.
    """
    known = shown_statistics(link.model)
    if link.choice.axes == "directions":
        pairs = zip(known.directions.tolist(), known.shares.tolist(), strict=True)
        names = direction_names(link.model)
        return [
            {
                "name": names.get(i) or _("Direction {number}").format(number=i + 1),
                "share": share,
                "vector": vector,
            }
            for i, (vector, share) in enumerate(pairs)
        ]
    if not len(known.effects):
        return [{"name": axis_name(i), "at": i} for i in range(known.directions.shape[1])]
    order = known.effects.argsort(descending=True).tolist()
    return [{"name": axis_name(i), "share": float(known.effects[i]), "at": i} for i in order]


def sliders_explanation() -> None:
    """Draw what to look for."""
    if shows_digits():
        changes = _(
            "Move one slider and watch what it changes: slant, width, or which digit it is."
        )
    elif shows_faces(settings_of(str(LATENT.value("model")))):
        changes = _(
            "Move one slider and watch what it changes: light, hair, which way the head is "
            "turned, often several at once."
        )
    else:
        changes = _("Move one slider and watch what it changes, often several things at once.")
    st.markdown(
        changes
        + " "
        + _(
            "The *Sobol index* of a latent is the total one: the share of the pictures' variance "
            "that is left when all other latents, $z_{\\setminus j}$, stand still; they add up to "
            "more than one where latents act together. The strip shows its whole range. "
            "*Directions* are the principal components of the decoder's first layer, carried back "
            "to the latents, and *Variance* is the share that each explains: a direction often "
            "changes one thing where a single latent changes several."
        )
    )
    st.latex(
        r"S_j = \frac{\mathbb{E}\,[\mathrm{Var}(G(z) \mid z_{\setminus j})]}{\mathrm{Var}(G(z))}"
    )
