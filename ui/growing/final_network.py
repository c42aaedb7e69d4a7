"""The view of the final network: one GAN from 4 x 4 pixels on, and every resolution below."""

from __future__ import annotations

import streamlit as st

from gan_core.checkpoints.native import Model
from gan_core.part_studies.layers import progressive_generator
from gan_core.settings.progressive import images_shown
from ui.controls.control_values import take_told
from ui.growing.api import PATH as PROGRESSIVE
from ui.growing.controls import (
    SHOWN_NETWORK,
    TOKEN,
    chosen_link_state,
    model_chooser,
    resolutions_of_model,
)
from ui.growing.link_state import ProgressiveLinkState
from ui.http.base_path import from_page
from ui.live import show_component
from ui.models.canvas_data import canvas_base
from ui.shared.text import N_, Texts, _

PAINT_NAMES = Texts({"then": N_("When stabilised"), "now": N_("In the final network")})


def final_controls() -> None:
    """Draw the controls: model, which latents, what stands below."""
    model_chooser()
    SHOWN_NETWORK.slider("count", _("Latents"))
    SHOWN_NETWORK.seed()
    SHOWN_NETWORK.segments("paint", _("Every resolution"), PAINT_NAMES)


def final_canvas() -> ProgressiveLinkState:
    """Draw the model as it grows; returns resolution and alpha as they were left."""
    link = chosen_link_state()
    stages = resolutions_of_model(link.model)
    if not stages:
        return link
    chosen = link.choice
    whole = stages[max(stages)]
    data = canvas_base() | {
        "url": from_page(PROGRESSIVE),
        "model": link.model,
        "resolutions": list(stages),
        "widths": progressive_generator(whole.network).widths,
        "latent": whole.settings.latent_dim,
        "known": [_known(model) for model in stages.values()],
        "wish": {
            "count": chosen.count,
            "seed": chosen.seed,
        },
        "paint": chosen.paint,
        "resolution": chosen.resolution,
        "alpha": chosen.alpha,
        "token": f"{link.model} {st.session_state[TOKEN]}",
    }
    told = show_component("growing", data, key="growing-final").progressive
    if take_told("progressive", told):
        st.session_state[SHOWN_NETWORK.key("resolution")] = int(told["resolution"])
        st.session_state[SHOWN_NETWORK.key("alpha")] = float(told["alpha"])
        return chosen_link_state()
    return link


def _known(model: Model) -> dict[str, int]:
    """Return G's parameters, training steps and real pictures seen when a resolution was stable."""
    return {
        "parameters": sum(weight.numel() for weight in model.network.parameters()),
        "steps": model.card.steps,
        "images": images_shown(model.settings, model.card.steps),
    }


def final_explanation() -> None:
    """Say what to look for while a GAN grows."""
    st.markdown(
        _(
            "Press *Grow*. At 4 x 4 pixels there is only where it is light and dark; every new "
            "pair of layers adds detail to what is stabilised, and hardly moves it: follow one "
            "column down. During the fade-in alpha rises, and the enlarged picture gives way to "
            "the new layers' output, so that the layers before them meet no sudden change. "
            "The formula below is the one that is trained. What you see is blended likewise, of "
            "pictures of two trained networks: of the smaller one when it was stabilised, "
            "enlarged, and of the larger one. The larger network's own toRGB of before will not "
            "do, since the layers below have learnt on and it has not. Where a model was kept in "
            "the middle of its fade-in, that is shown at its alpha; the line over the pictures "
            "says which. In the drawing, numbers in boxes are "
            "channels, those below are resolutions. *In the final network* shows what the small "
            "toRGB layers make of the final network's features: they have not been trained since "
            "their resolution was stabilised, so colours drift, while shapes stay."
        )
    )
    st.latex(
        r"x_\alpha = (1-\alpha)\,\mathrm{double}\big(\mathrm{toRGB}_{s-1}(h_{s-1})\big)"
        r" + \alpha\,\mathrm{toRGB}_{s}(h_{s}), \qquad h_s = \mathrm{block}_s(\mathrm{double}("
        r"h_{s-1}))"
    )
