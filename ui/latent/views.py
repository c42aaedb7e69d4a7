"""The views of the latent spaces: desk, stage and explanation of each."""

from __future__ import annotations

from ui.latent.arithmetic import arithmetic_desk, arithmetic_explanation, arithmetic_stage
from ui.latent.encode import encode_desk, encode_explanation, encode_stage
from ui.latent.link_state import LatentLesson
from ui.latent.map import map_desk, map_explanation, map_stage
from ui.latent.planes import planes_desk, planes_explanation, planes_stage
from ui.latent.sliders import sliders_desk, sliders_explanation, sliders_stage
from ui.latent.walk import walk_desk, walk_explanation, walk_stage
from ui.shared.view import View

LATENT_VIEWS: dict[str, View[LatentLesson]] = {
    "map": View(map_desk, map_stage, map_explanation),
    "sliders": View(sliders_desk, sliders_stage, sliders_explanation),
    "walk": View(walk_desk, walk_stage, walk_explanation),
    "encode": View(encode_desk, encode_stage, encode_explanation),
    "sum": View(arithmetic_desk, arithmetic_stage, arithmetic_explanation),
    "planes": View(planes_desk, planes_stage, planes_explanation),
}
