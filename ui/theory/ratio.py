"""Density ratio: D trained on samples of two densities, beside the best D and the true ratio."""

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
from ui.controls.control_group import ControlGroup
from ui.controls.control_values import put_values
from ui.live import show_component
from ui.run.page import begun_run, is_running
from ui.shared.text import N_, Texts, _, marked
from ui.theory.density_run import (
    chosen_settings,
    density_data,
    density_transport,
    parts_of,
    prepared,
    preset_chooser,
    ratio_session,
    setting_rows,
)
from ui.theory.link_state import TheoryLinkState
from ui.theory.numbers import claim

VIEW = "ratio"
PAGE = f"learns-{VIEW}"
CANVAS = f"{PAGE}-canvas"
RATIO = ControlGroup(PAGE, RatioSettings)
KEPT = 64

RATIO_PRESETS: dict[str, dict[str, object]] = {
    marked("Two normals, 1 apart"): {},
    marked("Two normals, 2 apart"): {"q": "normal:2,1"},
    marked("p = q: D = 1/2"): {"q": "normal:0,1"},
    marked("Two modes against one"): {
        "p": "0.5*normal:-1.5,0.5+0.5*normal:1.5,0.5", "q": "normal:0,1.5",
    },
    marked("40 samples of each: D overfits"): {"data": 40, "width": 64},
    marked("Sharp edges, no Fourier features"): {
        "p": "uniform:-1,1", "q": "uniform:0,2", "fourier": 0, "width": 8, "depth": 1,
    },
    marked("In two dimensions: two modes in a cloud"): {
        "p": "0.5*normal:-1.5,0,0.6+0.5*normal:1.5,0.5,0.6", "q": "normal:0,0,1.5",
    },
}  # fmt: skip
"""What differs from the usual settings."""

LABELS = Texts(
    {
        "data": N_("Training samples"),
        "width": N_("Hidden units of D"),
        "steps": N_("Steps"),
        "seed": N_("Seed"),
    }
)
MORE = Texts(
    {
        "lr": N_("Learning rate of D"),
        "batch_size": N_("Batch size"),
        "depth": N_("Hidden layers of D"),
        "activation": N_("Activation of D"),
        "fourier": N_("Fourier features"),
        "fourier_scale": N_("Fourier feature scale"),
        "held_out": N_("Held-out samples"),
    }
)


def ratio_controls() -> None:
    """Draw the controls: both densities, how D learns."""
    RATIO.begin()
    running = is_running(ratio_session().record())
    preset_chooser(RATIO, RATIO_PRESETS, _("Densities and settings that show one thing each."))
    for name, label in (("p", _("p, real")), ("q", _("q, fake"))):
        st.text_input(
            label, key=RATIO.key(name), disabled=running, persist_state="session",
            help=_(
                "normal:MEAN,SD, uniform:LOW,HIGH, point:AT, or a sum such as "
                "0.5\\*normal:-1,0.2+0.5\\*normal:1,0.2. Or drag the handles in the picture: "
                "discs and diamonds move a component, up and down its weight; rings make it "
                "wider. In two dimensions: normal:X,Y,SD in every term of both."
            ),
        )  # fmt: skip
    setting_rows(RATIO, LABELS, MORE, running=running)


def ratio_canvas() -> TheoryLinkState:
    """Draw both densities, D and the ratio; returns settings and run, for the link."""
    claim(_("D learns the ratio of the densities."), r"D^* = p/(p+q),\; D/(1-D) = p/q")
    settings, session = chosen_settings(RATIO), ratio_session()
    record = prepared(session, settings, PAGE)
    if record is not None:
        shown = record.given
        assert isinstance(shown, RatioSettings)
        data = density_data(session, record) | exact_data(shown.p, shown.q)
        show_component("ratio", data, key=CANVAS, on_change={"shape": _take})
        density_transport(session, record, PAGE)
    return TheoryLinkState(VIEW, settings, begun_run(record))


def _take() -> None:
    """Put a density that was moved by hand into its control; a new D begins."""
    told = st.session_state[CANVAS].get("shape")
    if told and told["which"] in ("p", "q"):
        put_values({RATIO.key(told["which"]): str(told["text"])})


@lru_cache(KEPT)
def exact_data(p: str, q: str) -> dict[str, object]:
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
            "Press *Start*. D's curve bends from 1/2 towards the dotted best D, and the estimated "
            "ratio with it, first where samples are dense and last in the tails, where D has seen "
            "none. V(D) rises to 2 JSD - log 4 and never beyond under the true densities. On its "
            "own training samples it may, and with few *training samples* it does: D overfits, "
            "and held-out samples tell. Drag a density while D rests: a new D begins. In two "
            "dimensions, solid circles are p's standard deviations and dashed ones q's."
        )
    )
    st.latex(
        r"V(D) = \mathbb{E}_p \log D + \mathbb{E}_q \log(1 - D) \;\le\; "
        r"V(D^*) = 2\,\mathrm{JSD}(p, q) - \log 4"
    )
