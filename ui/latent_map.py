"""The map: latents of an autoencoder beside those of a variational one, and what lies between."""

from __future__ import annotations

from typing import Any

import streamlit as st

from gan_core.checkpoints import CheckpointError
from ui.latent_controls import (
    controls_lesson,
    key_of,
    layers_control,
    planes_lesson,
    point_button,
    token,
)
from ui.latent_lesson import LatentLesson
from ui.latent_stage import axis_name
from ui.shown_models import shown_survey
from ui.text import _

AE, VAE = "ae-mnist-2d", "vae-mnist-2d"
REACH_SHARE = 0.995
"""An own scale reaches as far as this share of the latents."""

TITLES = {
    AE: _("Autoencoder"),
    VAE: _("Variational autoencoder"),
    "vae-mnist-2d-best": _("Variational autoencoder, best"),
}
LAYER_NAMES = {
    "codes": _("Digits"),
    "prior": _("Prior"),
    "doubt": _("Holes"),
    "grid": _("Pictures"),
}


def map_desk() -> None:
    """Draw the controls of the map."""
    layers_control(LAYER_NAMES)
    st.segmented_control(
        _("Scale"), ["same", "own"], key=key_of("scale"), required=True, persist_state="session",
        format_func=lambda name: {"same": _("Same for both"), "own": _("Own for each")}[name],
        help=_("One scale shows how far apart an autoencoder's latents lie; own ones show form."),
    )  # fmt: skip
    point_button()


def map_stage() -> LatentLesson:
    """Draw the planes; returns where the point was put."""
    lesson = controls_lesson()
    try:
        planes = [plane_of(name) for name in (AE, VAE)]
    except CheckpointError as error:
        st.error(str(error))
        return lesson
    chosen = lesson.choice
    if chosen.scale == "same":
        widest = max((plane["extent"] for plane in planes), key=lambda extent: extent[1])
        for plane in planes:
            plane["extent"] = widest
    data = {
        "planes": planes,
        "layers": {name: getattr(chosen, name) == "on" for name in LAYER_NAMES},
        "linked": chosen.scale == "same",
        "point": [chosen.x, chosen.y],
        "token": token(),
    }
    return planes_lesson(lesson, data, key="latent-map")


def plane_of(name: str) -> dict[str, Any]:
    """Return what the browser needs of one model's plane."""
    reach = float(shown_survey(name).latents.abs().flatten().quantile(REACH_SHARE)) * 1.08
    reach = max(reach, 3.3)
    return {
        "model": name,
        "title": TITLES.get(name, name),
        "origin": [0.0, 0.0],
        "axes": [[1.0, 0.0], [0.0, 1.0]],
        "axis_names": [axis_name(0), axis_name(1)],
        "extent": [-reach, reach, -reach, reach],
        "coded": True,
        "label": None,
    }


def map_explanation() -> None:
    """Say what to look for."""
    st.markdown(
        _(
            "An autoencoder learns to rebuild, and nothing tells it where latents may lie. "
            "**Unbounded**: on one scale its digits reach far out, so no noise that you could "
            "draw fits them. **Uneven**: some digits take a wide field, others a sliver, so even "
            "draws would not give each digit its share. **Holes**: switch on *Holes* and put the "
            "point where the classifier is in doubt: what is decoded there is no digit. Those are "
            "three reasons why an autoencoder is no generative model. The VAE's KL term pulls all "
            "latents towards the prior, the dashed circles: bounded, even, with few holes."
        )
    )
    st.latex(
        r"\mathcal{L} = \mathbb{E}_{q(z|x)}[\log p(x|z)] - D_{KL}(q(z|x)\,\|\,\mathcal{N}(0, I))"
    )
