"""The views of the page of theory: controls, canvas and explanation of each."""

from __future__ import annotations

from ui.shared.view import View
from ui.theory.ablations import rules_canvas, rules_controls, rules_explanation
from ui.theory.divergences import divergences_canvas, divergences_controls, divergences_explanation
from ui.theory.game import game_canvas, game_controls, game_explanation
from ui.theory.link_state import LearnsLinkState
from ui.theory.ratio import ratio_canvas, ratio_controls, ratio_explanation
from ui.theory.vae import vae_canvas, vae_controls, vae_explanation

LEARNS_VIEWS: dict[str, View[LearnsLinkState]] = {
    "ratio": View(ratio_controls, ratio_canvas, ratio_explanation),
    "divergences": View(divergences_controls, divergences_canvas, divergences_explanation),
    "game": View(game_controls, game_canvas, game_explanation),
    "vae": View(vae_controls, vae_canvas, vae_explanation),
    "rules": View(rules_controls, rules_canvas, rules_explanation),
}
