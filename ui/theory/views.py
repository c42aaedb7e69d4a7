"""The views of the page of theory: desk, stage and explanation of each."""

from __future__ import annotations

from ui.shared.view import View
from ui.theory.ablations import rules_desk, rules_explanation, rules_stage
from ui.theory.divergences import divergences_desk, divergences_explanation, divergences_stage
from ui.theory.game import game_desk, game_explanation, game_stage
from ui.theory.link_state import LearnsLesson
from ui.theory.ratio import ratio_desk, ratio_explanation, ratio_stage
from ui.theory.vae import vae_desk, vae_explanation, vae_stage

LEARNS_VIEWS: dict[str, View[LearnsLesson]] = {
    "ratio": View(ratio_desk, ratio_stage, ratio_explanation),
    "divergences": View(divergences_desk, divergences_stage, divergences_explanation),
    "game": View(game_desk, game_stage, game_explanation),
    "vae": View(vae_desk, vae_stage, vae_explanation),
    "rules": View(rules_desk, rules_stage, rules_explanation),
}
