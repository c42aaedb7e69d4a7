"""Density ratio: D trained on points of two densities, beside the best D and the true ratio."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from gan_core.theory.distributions import Distribution, evenly_spaced
from gan_core.theory.divergences import (
    jensen_shannon,
    plane_jensen_shannon,
    value_at_optimum,
)
from gan_core.theory.estimation import plane_extent
from gan_core.theory.plane import PlaneMixture
from gan_core.theory.settings import RatioSettings
from gan_core.theory.specification import parse_known
from ui.controls.control_values import put_values
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
from ui.theory.density_session import parts_of, ratio_session
from ui.theory.link_state import LearnsLinkState
from ui.theory.numbers import claim
from ui.theory.ratio_choice import LABELS, MORE, RATIO_PRESETS, USUAL_RATIO

VIEW = "ratio"
PAGE = f"learns-{VIEW}"
CANVAS = f"{PAGE}-canvas"
KEPT = 64


def ratio_controls() -> None:
    """Draw the controls: both densities, how D learns."""
    begin_controls(VIEW, USUAL_RATIO)
    running = is_running(ratio_session().record())
    preset_chooser(
        VIEW, USUAL_RATIO, RATIO_PRESETS, _("Densities and settings that show one thing each.")
    )
    for name, label in (("p", _("p, real")), ("q", _("q, fake"))):
        st.text_input(
            label, key=key_of(VIEW, name), disabled=running, persist_state="session",
            help=_(
                "normal:MEAN,SD, uniform:LOW,HIGH, point:AT, or a sum such as "
                "0.5\\*normal:-1,0.2+0.5\\*normal:1,0.2. Or drag the handles in the picture: "
                "discs and diamonds move a part, up and down its weight; rings make it wider. "
                "On the plane: normal:X,Y,SD in every term of both."
            ),
        )  # fmt: skip
    setting_rows(VIEW, USUAL_RATIO, LABELS, running=running)
    with st.expander(_("More")):
        setting_rows(VIEW, USUAL_RATIO, MORE, running=running)


def ratio_canvas() -> LearnsLinkState:
    """Draw both densities, D and the ratio; returns settings and run, for the link."""
    claim(_("D comes to know the ratio of the densities."), r"D^* = p/(p+q),\; D/(1-D) = p/q")
    settings, session = chosen_settings(VIEW, USUAL_RATIO), ratio_session()
    record = prepared(session, settings, PAGE)
    if record is not None:
        shown = record.given
        assert isinstance(shown, RatioSettings)
        data = run_data(session, record) | _known(shown.p, shown.q)
        show_component("ratio", data, key=CANVAS, on_change={"shape": _take})
        line_transport(session, record, PAGE)
    return LearnsLinkState(VIEW, settings, begun_run(record))


def _take() -> None:
    """Put a density that was moved by hand into its control; a new D begins."""
    told = st.session_state[CANVAS].get("shape")
    if told and told["which"] in ("p", "q"):
        put_values({key_of(VIEW, told["which"]): str(told["text"])})


@lru_cache(KEPT)
def _known(p: str, q: str) -> dict[str, object]:
    """Return what is exact of two densities, and how the browser draws them."""
    real, fake = parse_known(p), parse_known(q)
    if isinstance(real, Distribution) and isinstance(fake, Distribution):
        js = jensen_shannon(real, fake)
        ends = [float(end) for end in evenly_spaced(real, fake, 2)]
    else:
        assert isinstance(real, PlaneMixture)
        assert isinstance(fake, PlaneMixture)
        js, ends = plane_jensen_shannon(real, fake), list(plane_extent(real, fake))
    return {
        "shapes": {"p": parts_of(real), "q": parts_of(fake)},
        "range": ends,
        "exact": {"js": js, "value": value_at_optimum(js)},
    }


def ratio_explanation() -> None:
    """Say what to look for."""
    st.markdown(
        _(
            "Press *Start*. D's line bends from 1/2 towards the dotted best D, and the estimated "
            "ratio with it, first where there are many points and last in the tails, where D has "
            "seen none. V(D) rises to 2 JSD - log 4 and never beyond by the true densities; from "
            "its own training points it may, and with few *points of data* it does: D learns them "
            "by heart, and held-out points tell. Drag a density while D rests: a new D begins. On "
            "the plane full circles are p's standard deviations and dashed ones q's."
        )
    )
    st.latex(
        r"V(D) = \mathbb{E}_p \log D + \mathbb{E}_q \log(1 - D) \;\le\; "
        r"V(D^*) = 2\,\mathrm{JSD}(p, q) - \log 4"
    )
