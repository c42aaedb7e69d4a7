"""The views of the latent spaces: controls, canvas and explanation of each."""

from __future__ import annotations

from ui.latent.arithmetic import arithmetic_canvas, arithmetic_controls, arithmetic_explanation
from ui.latent.encode import encode_canvas, encode_controls, encode_explanation
from ui.latent.link_state import BESIDE, LatentLinkState
from ui.latent.map import AE, map_canvas, map_controls, map_explanation
from ui.latent.planes import planes_canvas, planes_controls, planes_explanation
from ui.latent.sliders import sliders_canvas, sliders_controls, sliders_explanation
from ui.latent.walk import walk_canvas, walk_controls, walk_explanation
from ui.models.model_list import is_there
from ui.shared.view import View

LATENT_VIEWS: dict[str, View[LatentLinkState]] = {
    "map": View(map_controls, map_canvas, map_explanation, "latent-map"),
    "sliders": View(sliders_controls, sliders_canvas, sliders_explanation, "latent-sliders"),
    "walk": View(walk_controls, walk_canvas, walk_explanation, "latent-walk"),
    "encode": View(encode_controls, encode_canvas, encode_explanation, "latent-encode"),
    "arithmetic": View(
        arithmetic_controls, arithmetic_canvas, arithmetic_explanation, "latent-arithmetic"
    ),
    "planes": View(planes_controls, planes_canvas, planes_explanation, "latent-planes"),
}


def models_of(view: str, link: LatentLinkState) -> list[str]:
    """Return the names of the models that a view shows, those that are there."""
    shown = {
        "map": (AE, link.choice.beside),
        "planes": (AE, BESIDE, link.choice.gan),
    }.get(view, (link.model,))
    return [name for name in shown if is_there(name)]
