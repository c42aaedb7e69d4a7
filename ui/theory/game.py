"""The game on the line: G and D live, saturating against non-saturating, on the same seed."""

from __future__ import annotations

import streamlit as st

from gan_core.theory.settings import GameSettings
from gan_core.theory.specification import parse_distribution
from ui.live import show_component
from ui.run.run_page import begun_run, is_running
from ui.shared.text import _
from ui.theory.controls import begin_controls, key_of
from ui.theory.density_canvas import (
    chosen_settings,
    line_transport,
    prepared,
    preset_chooser,
    run_data,
    setting_rows,
)
from ui.theory.density_session import game_session, parts_of
from ui.theory.game_choice import GAME_PRESETS, LABELS, MORE, USUAL_GAME
from ui.theory.link_state import LearnsLinkState
from ui.theory.numbers import claim

VIEW = "game"
PAGE = f"learns-{VIEW}"


def game_controls() -> None:
    """Draw the controls: the real density, where G starts, how both learn."""
    begin_controls(VIEW, USUAL_GAME)
    running = is_running(game_session().record())
    preset_chooser(VIEW, USUAL_GAME, GAME_PRESETS, _("Settings that show one thing each."))
    st.text_input(
        _("p, real"), key=key_of(VIEW, "p"), disabled=running, persist_state="session",
        help=_(
            "normal:MEAN,SD, uniform:LOW,HIGH, point:AT, or a sum such as "
            "0.5\\*normal:-1,0.2+0.5\\*normal:1,0.2."
        ),
    )  # fmt: skip
    setting_rows(VIEW, USUAL_GAME, LABELS, running=running)
    with st.expander(_("More")):
        setting_rows(VIEW, USUAL_GAME, MORE, running=running)


def game_canvas() -> LearnsLinkState:
    """Draw both games; returns settings and run, for the link."""
    claim(
        _("G's points move onto the real ones until D can only guess."),
        r"p_g = p,\; D = 1/2,\; V = -\log 4 = -1.386",
    )
    settings, session = chosen_settings(VIEW, USUAL_GAME), game_session()
    record = prepared(session, settings, PAGE)
    if record is not None:
        shown = record.given
        assert isinstance(shown, GameSettings)
        known = {"shape": parts_of(parse_distribution(shown.p)), "range": list(shown.extent)}
        show_component("game", run_data(session, record) | known, key=f"{PAGE}-canvas")
        line_transport(session, record, PAGE)
    return LearnsLinkState(VIEW, settings, begun_run(record))


def game_explanation() -> None:
    """Say what to look for."""
    st.markdown(
        _(
            "Both games have the same first weights, the same real points and the same latents; "
            "only G's loss differs. Far from the real points D is sure: the saturating G gets "
            "next to no gradient and stays, the other one is pushed hardest there and arrives. "
            "Start near instead, and both arrive; the value comes to -log 4 and D to 1/2. With "
            "two bumps G often keeps to one of them: a dropped mode, which V(D) far above its end "
            "gives away; a part of p is caught when a quarter of its share of points lies within "
            "three of its deviations. Adam makes steps of much the same length however small the "
            "gradient is, so that it hides what saturates."
        )
    )
    st.latex(
        r"\text{saturating: } \frac{\partial}{\partial s} \log(1 - \sigma(s)) = -\sigma(s)"
        r"\qquad \text{non-saturating: } "
        r"\frac{\partial}{\partial s}\big(-\log \sigma(s)\big) = -(1 - \sigma(s))"
    )
