"""The page of theory: its link, its views, and the runs that some of them train."""

from __future__ import annotations

from typing import Any

from streamlit.delta_generator import DeltaGenerator

from ui.controls.address import take_link_state, write_link
from ui.controls.control_group import ControlGroup, view_chooser
from ui.controls.control_values import put_values
from ui.run.page import take_run
from ui.shared.text import N_, Texts, _, plain
from ui.shared.view import View, draw_view
from ui.theory.ablations import (
    ABLATIONS,
    ablations_canvas,
    ablations_controls,
    ablations_explanation,
)
from ui.theory.density_run import game_session, ratio_session
from ui.theory.divergences import (
    DIVERGENCES,
    divergences_canvas,
    divergences_controls,
    divergences_explanation,
)
from ui.theory.game import GAME, game_canvas, game_controls, game_explanation
from ui.theory.link_state import TheoryLinkState, read_theory, write_theory
from ui.theory.ratio import RATIO, ratio_canvas, ratio_controls, ratio_explanation
from ui.theory.vae import VAE, vae_canvas, vae_controls, vae_explanation

PAGE = "learns"
VIEW = f"{PAGE}-view"
VIEW_NAMES = Texts(
    {
        "ratio": N_("Density ratio"),
        "divergences": N_("Divergences"),
        "game": N_("GAN game"),
        "vae": N_("AE to VAE"),
        "rules": N_("DCGAN's ablations"),
    }
)
VIEWS: dict[str, View[TheoryLinkState]] = {
    "ratio": View(ratio_controls, ratio_canvas, ratio_explanation, "learns-ratio"),
    "divergences": View(
        divergences_controls, divergences_canvas, divergences_explanation, "learns-divergences"
    ),
    "game": View(game_controls, game_canvas, game_explanation, "learns-game"),
    "vae": View(vae_controls, vae_canvas, vae_explanation, "learns-vae"),
    "rules": View(ablations_controls, ablations_canvas, ablations_explanation, "learns-rules"),
}
CONTROLS: dict[str, ControlGroup[Any]] = {
    "ratio": RATIO,
    "divergences": DIVERGENCES,
    "game": GAME,
    "vae": VAE,
    "rules": ABLATIONS,
}
SESSIONS = {"ratio": ratio_session, "game": game_session}
"""The runs of the views that train."""


def load_theory() -> TheoryLinkState:
    """Return the link state; a new one fills the controls and brings its run onto the canvas."""
    link, fresh = take_link_state(PAGE, read_theory, _show)
    if fresh and link.view in SESSIONS:
        take_run(SESSIONS[link.view](), link)
    return link


def _show(link: TheoryLinkState) -> None:
    put_values({VIEW: link.view})
    CONTROLS[link.view].put(link.settings)


def theory_view() -> TheoryLinkState:
    """Draw the choice of view, and the view; returns what it shows."""
    about = _("Five experiments, each with what theory says beside what was measured.")
    return draw_view(VIEWS[view_chooser(VIEW, VIEW_NAMES, about)])


def show_theory_notices(
    place: DeltaGenerator, asked: TheoryLinkState, shown: TheoryLinkState
) -> None:
    """Show what was left out of the link, until the visitor does something."""
    if (shown.view, shown.settings) == (asked.view, asked.settings):
        for notice in asked.notices:
            place.warning(plain(notice))


def show_theory_link(link: TheoryLinkState) -> None:
    """Write what the page shows into the address."""
    write_link(PAGE, write_theory(link))
