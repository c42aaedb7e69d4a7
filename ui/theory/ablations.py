"""The view rules: its controls, its canvas, what to look for."""

from __future__ import annotations

import streamlit as st

from gan_core.ablations.record import RecordError
from gan_core.recipes.dcgan_ablations import ABLATION_PAIRS, ABLATION_RECIPES
from ui.run.image_link_state import StudioLinkState, with_data_here, write_studio
from ui.shared.text import _
from ui.theory.ablations_canvas import curves, own_numbers, score_numbers, sheets
from ui.theory.ablations_choice import APART, RulesChoice
from ui.theory.ablations_records import ShownRule, shown_rule
from ui.theory.ablations_words import (
    EQUILIBRIUM_NOTE,
    NOTES,
    PAIR_NAMES,
    RULE_NAMES,
    SHORT_FORMULAS,
    claim_of,
)
from ui.theory.controls import begin_controls, key_of, pick, slide, view_choice
from ui.theory.link_state import USUAL, LearnsLinkState
from ui.theory.numbers import claim

VIEW = "rules"
STUDIO = "pages/3_Digits_studio.py"
STUDIO_RECIPE = "gan-mnist"


def rules_controls() -> None:
    """Draw which rule and which step, how the runs were made, and the way to run them oneself."""
    usual = USUAL[VIEW]
    begin_controls(VIEW, usual)
    pick(VIEW, usual, "rule", _("What differs"), RULE_NAMES)
    slide(VIEW, usual, "step", _("Step"), APART)
    rule = str(st.session_state[key_of(VIEW, "rule")])
    shown = _shown(rule)
    if shown:
        st.caption(_facts(shown))
    st.markdown(_("**Run them yourself**, here or in a terminal:"))
    pair = ABLATION_PAIRS[rule]
    for recipe, name in zip((pair.on, pair.off), PAIR_NAMES[rule], strict=True):
        settings = with_data_here(ABLATION_RECIPES[recipe].settings())
        st.page_link(
            STUDIO,
            label=_("Digits studio: {name}").format(name=name),
            icon=":material/open_in_new:",
            query_params=write_studio(StudioLinkState(STUDIO_RECIPE, settings)),
            help=_("Opens the studio with these settings; Start trains live."),
        )
    commands = (f"python -m gan_core train {name}" for name in (pair.on, pair.off))
    st.code("\n".join(commands), language="bash", wrap_lines=True)


def _facts(shown: ShownRule) -> str:
    """Return how the runs were made and judged."""
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


def _shown(rule: str) -> ShownRule | None:
    try:
        return shown_rule(rule)
    except RecordError:
        return None


def rules_canvas() -> LearnsLinkState:
    """Draw the canvas; returns what it shows, for the link."""
    chosen = view_choice(VIEW, RulesChoice())
    try:
        shown = shown_rule(chosen.rule)
    except RecordError as error:
        st.error(str(error))
        return LearnsLinkState(VIEW, chosen)
    claim(claim_of(chosen.rule, shown.effect("frechet_distance")), SHORT_FORMULAS[chosen.rule])
    score_numbers(shown)
    own_numbers(shown)
    sheets(shown, chosen.step)
    curves(shown, chosen.step)
    return LearnsLinkState(VIEW, chosen)


def rules_explanation() -> None:
    """Say what to look for."""
    note = NOTES[str(st.session_state[key_of(VIEW, "rule")])]
    st.markdown(note.text)
    st.latex(note.formula)
    st.markdown(EQUILIBRIUM_NOTE)
