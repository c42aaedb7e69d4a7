"""DCGAN's ablations: the view's controls, its canvas, what to look for."""

from __future__ import annotations

import streamlit as st

from gan_core.ablations.record import RecordError
from gan_core.recipes.dcgan_ablations import ABLATION_PAIRS, ABLATION_RECIPES
from ui.controls.control_group import ControlGroup
from ui.run.image_link_state import StudioLinkState, with_data_here, write_studio
from ui.shared.text import _
from ui.theory.ablations_canvas import (
    curves,
    own_numbers,
    recall_caption,
    score_numbers,
    sheets,
)
from ui.theory.ablations_pairs import (
    ABLATION_NAMES,
    EQUILIBRIUM_NOTE,
    NOTES,
    PAIR_NAMES,
    SHORT_FORMULAS,
    ShownAblation,
    claim_of,
    shown_ablation,
)
from ui.theory.link_state import RECORDED_EVERY, AblationsChoice, TheoryLinkState
from ui.theory.numbers import claim

VIEW = "rules"
ABLATIONS = ControlGroup(f"learns-{VIEW}", AblationsChoice)
STUDIO = "pages/3_Digits_studio.py"
STUDIO_RECIPE = "gan-mnist"


def ablations_controls() -> None:
    """Draw which ablation and which step, how the runs were made, and the way to run them."""
    ABLATIONS.begin()
    name = ABLATIONS.segments("rule", _("What differs"), ABLATION_NAMES)
    ABLATIONS.slider("step", _("Step"), RECORDED_EVERY)
    shown = _shown(name)
    if shown:
        st.caption(_facts(shown))
    st.markdown(_("**Run them yourself**, here or in a terminal:"))
    pair = ABLATION_PAIRS[name]
    for recipe, label in zip((pair.on, pair.off), PAIR_NAMES[name], strict=True):
        settings = with_data_here(ABLATION_RECIPES[recipe].settings())
        st.page_link(
            STUDIO,
            label=_("Digits studio: {name}").format(name=label),
            icon=":material/open_in_new:",
            query_params=write_studio(StudioLinkState(STUDIO_RECIPE, settings)),
            help=_("Opens the studio with these settings; Start trains live."),
        )
    commands = (f"python -m gan_core train {recipe}" for recipe in (pair.on, pair.off))
    st.code("\n".join(commands), language="bash", wrap_lines=True)


def _facts(shown: ShownAblation) -> str:
    """Return how the runs were made and scored."""
    card = shown.on.card
    minutes = (shown.on.card["seconds"] + shown.off.card["seconds"]) / 120
    return _(
        "Recorded: {steps} steps of `gan-mnist`, {device}, about {minutes} minutes each beside "
        "other programs. Scores are of the last step, against {n} digits."
    ).format(
        steps=f"{card['steps']:,}",
        device=card["device"],
        minutes=round(minutes),
        n=f"{card['n']:,}",
    )


def _shown(name: str) -> ShownAblation | None:
    try:
        return shown_ablation(name)
    except RecordError:
        return None


def ablations_canvas() -> TheoryLinkState:
    """Draw the canvas; returns what it shows, for the link."""
    ABLATIONS.begin()
    chosen = ABLATIONS.chosen()
    try:
        shown = shown_ablation(chosen.rule)
    except RecordError as error:
        st.error(str(error))
        return TheoryLinkState(VIEW, chosen)
    claim(claim_of(chosen.rule, shown.effect("frechet_distance")), SHORT_FORMULAS[chosen.rule])
    score_numbers(shown)
    own_numbers(shown)
    sheets(shown, chosen.step)
    curves(shown, chosen.step)
    recall_caption(shown)
    return TheoryLinkState(VIEW, chosen)


def ablations_explanation() -> None:
    """Say what to look for."""
    note = NOTES[str(ABLATIONS.value("rule"))]
    st.markdown(note.text)
    st.latex(note.formula)
    st.markdown(EQUILIBRIUM_NOTE)
