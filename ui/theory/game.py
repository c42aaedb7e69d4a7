"""The GAN game in one dimension: G and D live, saturating beside non-saturating, on one seed."""

from __future__ import annotations

import streamlit as st

from gan_core.theory.settings import GameSettings
from gan_core.theory.specification import parse_distribution
from ui.controls.control_group import ControlGroup
from ui.live import show_component
from ui.run.page import begun_run, is_running
from ui.shared.text import N_, Texts, _, marked
from ui.theory.density_run import (
    chosen_settings,
    density_data,
    density_transport,
    game_session,
    parts_of,
    prepared,
    preset_chooser,
    setting_rows,
)
from ui.theory.link_state import TheoryLinkState
from ui.theory.numbers import claim

VIEW = "game"
PAGE = f"learns-{VIEW}"
GAME = ControlGroup(PAGE, GameSettings)

EVEN: dict[str, object] = {"n_critic": 1, "lr": 2e-3, "lr_g": 0.02, "steps": 3000}
"""D is not far ahead of G."""

GAME_PRESETS: dict[str, dict[str, object]] = {
    marked("Far apart: the saturating G stands still"): {},
    marked("Near: both reach D = 1/2"): {**EVEN, "start": -4.0},
    marked("Two modes: one is often dropped"): {
        **EVEN, "seed": 1, "p": "0.5*normal:-2,0.3+0.5*normal:2,0.3", "start": -1.0,
    },
    marked("Three modes: G moves to and fro"): {
        **EVEN, "p": "0.34*normal:-4,0.3+0.33*normal:0,0.3+0.33*normal:4,0.3", "start": 0.0,
    },
    marked("Far apart, but Adam moves G"): {"optimizer": "adam", "lr_g": 0.001},
}  # fmt: skip
"""What differs from the usual settings."""

LABELS = Texts(
    {
        "n_critic": N_("D updates per step"),
        "start": N_("G starts at"),
        "steps": N_("Steps"),
        "seed": N_("Seed"),
    }
)
MORE = Texts(
    {
        "optimizer": N_("Optimiser of G"),
        "lr_g": N_("Learning rate of G"),
        "lr": N_("Learning rate of D"),
        "batch_size": N_("Batch size"),
        "width": N_("Hidden units of D"),
        "width_g": N_("Hidden units of G"),
        "depth": N_("Hidden layers"),
        "activation": N_("Activation"),
        "r1": N_("R1 penalty"),
    }
)


def game_controls() -> None:
    """Draw the controls: the real density, where G starts, how both learn."""
    GAME.begin()
    running = is_running(game_session().record())
    preset_chooser(GAME, GAME_PRESETS, _("Settings that show one thing each."))
    st.text_input(
        _("p, real"), key=GAME.key("p"), disabled=running, persist_state="session",
        help=_(
            "normal:MEAN,SD, uniform:LOW,HIGH, point:AT, or a sum such as "
            "0.5\\*normal:-1,0.2+0.5\\*normal:1,0.2."
        ),
    )  # fmt: skip
    setting_rows(GAME, LABELS, MORE, running=running)


def game_canvas() -> TheoryLinkState:
    """Draw both games; returns settings and run, for the link."""
    claim(
        _("G's samples move onto the real ones until D can only guess."),
        r"p_g = p,\; D = 1/2,\; V = -\log 4 = -1.386",
    )
    settings, session = chosen_settings(GAME), game_session()
    record = prepared(session, settings, PAGE)
    if record is not None:
        shown = record.given
        assert isinstance(shown, GameSettings)
        known = {"shape": parts_of(parse_distribution(shown.p)), "range": list(shown.extent)}
        show_component("game", density_data(session, record) | known, key=f"{PAGE}-canvas")
        density_transport(session, record, PAGE)
    return TheoryLinkState(VIEW, settings, begun_run(record))


def game_explanation() -> None:
    """Say what to look for."""
    st.markdown(
        _(
            "Both games have the same initial weights, the same real samples and the same latents; "
            "only G's loss differs. Far from the real samples D is sure: the saturating G gets "
            "almost no gradient and stays, the non-saturating one gets its largest gradient there "
            "and arrives. Start near instead, and both arrive; the value comes to -log 4 and D to "
            "1/2. With two modes G often keeps to one of them: a dropped mode, which V(D) far "
            "above its optimum gives away; a mode of p is covered when a quarter of its share of "
            "samples lies within three of its standard deviations. Adam takes steps of much the "
            "same length however small the gradient is, so it hides saturation."
        )
    )
    st.latex(
        r"\text{saturating: } \frac{\partial}{\partial s} \log(1 - \sigma(s)) = -\sigma(s)"
        r"\qquad \text{non-saturating: } "
        r"\frac{\partial}{\partial s}\big(-\log \sigma(s)\big) = -(1 - \sigma(s))"
    )
