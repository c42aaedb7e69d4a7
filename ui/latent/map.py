"""The map: latents of an autoencoder beside those of a variational one, and what lies between."""

from __future__ import annotations

from typing import Any

import streamlit as st
import torch

from gan_core.checkpoints.converted import is_converted
from gan_core.checkpoints.native import CheckpointError
from ui.latent.controls import (
    LATENT,
    chosen_link_state,
    layers_control,
    planes_link_state,
    point_button,
    renew,
    token,
)
from ui.latent.link_state import BESIDE, LatentLinkState, beside_names, is_coded
from ui.models.canvas_data import axis_name
from ui.models.model_list import model_title, settings_of
from ui.models.shown_models import shown_statistics
from ui.shared.text import N_, Texts, _

AE = "ae-mnist-2d"
REACH_SHARE = 0.995
"""A scale for each plane reaches as far as this share of the latents."""

TITLES = Texts(
    {
        AE: N_("Autoencoder"),
        BESIDE: N_("Variational autoencoder"),
        "vae-mnist-2d-best": N_("Variational autoencoder, best"),
    }
)
LAYER_NAMES = Texts(
    {
        "codes": N_("Digits"),
        "prior": N_("Prior"),
        "uncertainty": N_("Classifier uncertainty"),
        "grid": N_("Pictures"),
    }
)


def map_controls() -> None:
    """Draw the controls of the map; a converted VAE of digits may stand in for ours."""
    names = beside_names()
    chosen = LATENT.value("beside")
    if chosen not in names:
        st.session_state[LATENT.key("beside")] = BESIDE
    if len(names) > 1:
        st.selectbox(
            _("Beside it"), names, key=LATENT.key("beside"), on_change=renew,
            persist_state="session", format_func=model_title, help=LATENT.help("beside"),
        )  # fmt: skip
    layers_control(LAYER_NAMES)
    LATENT.segments("scale", _("Scale"), {"own": _("One for each"), "same": _("Same for both")})
    point_button()


def map_canvas() -> LatentLinkState:
    """Draw the planes; returns where the point was put."""
    link = chosen_link_state()
    try:
        planes = [plane_of(name) for name in (AE, link.choice.beside)]
    except CheckpointError as error:
        st.error(str(error))
        return link
    chosen = link.choice
    if chosen.scale == "same":
        widest = max((plane["extent"] for plane in planes), key=lambda extent: extent[1])
        for plane in planes:
            plane["extent"] = widest
    data = {
        "planes": planes,
        "layers": {name: getattr(chosen, name) == "on" for name in LAYER_NAMES},
        "linked": chosen.scale == "same",
        "point": [chosen.x, chosen.y],
        "token": token(link.choice.beside),
    }
    return planes_link_state(link, data, key="latent-map")


def plane_of(name: str) -> dict[str, Any]:
    """Return what the browser needs of one model's plane: of two latents, or two directions."""
    codes = shown_statistics(name).latents
    axes = plane_axes(name)
    size = axes.shape[1]
    reach = 3.3
    if len(codes):
        reach = max(reach, 1.08 * float((codes @ axes.T).abs().flatten().quantile(REACH_SHARE)))
    return {
        "model": name,
        "title": TITLES.get(name) or model_title(name),
        "origin": [0.0] * size,
        "axes": axes.tolist(),
        "axis_names": [axis_name(0), axis_name(1)] if size == 2 else direction_axes(),
        "extent": [-reach, reach, -reach, reach],
        "coded": is_coded(settings_of(name)),
        "label": None,
    }


def plane_axes(name: str) -> torch.Tensor:
    """Return the two vectors (2, d) that span a model's plane: its latents if they are two.

    A converted model's directions are not as even as shipped ones: they are made orthogonal.
    """
    known = shown_statistics(name)
    size = known.directions.shape[1]
    if size == 2:
        return torch.eye(2)
    if not is_converted(name):
        return known.directions[:2]
    first, second = known.directions[:2]
    second = second - (second @ first) * first
    return torch.stack([first, second / second.norm()])


def direction_axes() -> list[str]:
    """Return the names of a plane's axes that are directions."""
    return [_("Direction 1"), _("Direction 2")]


def map_explanation() -> None:
    """Draw what to look for."""
    st.markdown(
        _(
            "An autoencoder learns reconstruction, and nothing tells it where latents may lie. "
            "**Unbounded**: look at the axes, or choose *Same for both*: its digits reach far out, "
            "so no noise that you could draw fits them. **Uneven**: some digits take a wide field, "
            "others a sliver, so even draws would not give each digit its share. **Uncertain**: "
            "switch on *Classifier uncertainty* and put the point where it is high: what is "
            "decoded there is no digit. "
            "Those are three reasons why an autoencoder is no generative model. The VAE's KL term "
            "pulls all latents towards the prior, the dashed circles: bounded, even, and with "
            "little in between that is no digit."
        )
    )
    st.latex(
        r"\mathcal{L} = \mathbb{E}_{q(z|x)}[\log p(x|z)] - D_{KL}(q(z|x)\,\|\,\mathcal{N}(0, I))"
    )
