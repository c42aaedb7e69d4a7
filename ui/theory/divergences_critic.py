"""A critic between two points: its slope under either constraint, beside what theory says."""

from __future__ import annotations

import math
import time
from functools import lru_cache

import numpy as np
import streamlit as st
import torch

from gan_core.theory.critics import (
    CriticReport,
    clipped_slope_limit,
    penalised_slope,
    train_critic,
)
from gan_core.theory.settings import CriticSettings
from gan_core.viz.critics import Critic, CriticWords, Sweep, critic_figure
from ui.models.compute_threads import threads_for
from ui.shared.drawing import figure, three
from ui.shared.shell import current_theme
from ui.shared.text import N_, _
from ui.theory.link_state import CLIPS, WEIGHTS, DivergencesChoice
from ui.theory.numbers import Beside, claim, numbers_in_columns

KEPT = 512
STEPS = {"penalty": 300, "clip": 500}
ACTIVATIONS = {"penalty": "leaky_relu", "clip": "elu"}
"""With straight pieces a penalised critic is soon exact; a clipped one is steepest with ELU."""

CRITIC_RATE = 0.02
CURVE_POINTS, UNSEEN_SECONDS = 61, 0.3
"""What takes no longer needs no bar."""

CLAIMS = {
    "penalty": (
        N_("The penalty's optimal critic is steeper than 1, so it overestimates W1."),
        r"k = 1 + \tfrac{\delta}{2\lambda}",
    ),
    "clip": (
        N_("A clipped critic has the slope that its layers and bound allow, hardly ever 1."),
        r"|k| \le c^{\,n+1}\, w^{\,n}",
    ),
}


def critic_settings(chosen: DivergencesChoice) -> CriticSettings:
    """Return how the critic is trained that the controls ask for."""
    return CriticSettings(
        constraint=chosen.constraint,
        distance=chosen.gap,
        # What the other constraint is set to must not train the same critic twice.
        gp_weight=float(chosen.gp_weight) if chosen.constraint == "penalty" else 10.0,
        clip=float(chosen.clip) if chosen.constraint == "clip" else 0.1,
        width=int(chosen.width),
        depth=chosen.depth,
        activation=ACTIVATIONS[chosen.constraint],
        steps=STEPS[chosen.constraint],
        lr=CRITIC_RATE,
        seed=chosen.seed,
    )


@lru_cache(KEPT)
def trained(settings: CriticSettings) -> CriticReport:
    """Return what a critic is after its training."""
    with threads_for(1):
        *_, report = train_critic(settings, device=torch.device("cpu"), every=settings.steps)
    return report


def sweep_settings(settings: CriticSettings) -> list[CriticSettings]:
    """Return the same critic at every strength of its constraint, the least first."""
    if settings.constraint == "clip":
        return [settings.replace(clip=float(clip)) for clip in CLIPS]
    return [settings.replace(gp_weight=float(weight)) for weight in WEIGHTS]


def critic_canvas(chosen: DivergencesChoice) -> None:
    """Draw the claim, the trained critic's numbers, its curve, and others over the constraint."""
    settings = critic_settings(chosen)
    claim(*CLAIMS[settings.constraint])
    clipped = settings.constraint == "clip"
    swept = sweep_settings(settings)
    reports = _trained_all(swept)
    report = trained(settings)
    rows = [
        (
            Beside(_("Slope"), report.slope, report.exact_slope),
            _("at most") if clipped else _("exact"),
        ),
        (
            Beside(_("W1 estimate: f(real) - f(fake)"), report.difference, settings.distance),
            _("true"),
        ),
    ]
    numbers_in_columns(*rows)
    words = CriticWords(
        place=_("x"),
        critic=_("critic f"),
        fake=_("fake"),
        real=_("real"),
        slope_1=_("slope 1 (W1)"),
        theory=_("steepest possible") if clipped else _("theory"),
        measured=_("trained"),
        swept=_("clip c") if clipped else _("lambda"),
        slope=_("slope"),
    )
    figure(
        critic_figure(
            Critic(report.grid, report.values, settings.distance, report.exact_slope),
            _sweep(settings, swept, reports),
            words=words,
            theme=current_theme(),
        ),
        "critic",
    )
    _say_more(settings, report, wrong=sum(one.slope < 0 for one in reports))


def _trained_all(swept: list[CriticSettings]) -> list[CriticReport]:
    """Return all critics' reports, with a bar while those not known yet are trained."""
    reports: list[CriticReport] = []
    started, bar = time.perf_counter(), st.empty()
    for done, settings in enumerate(swept, start=1):
        reports.append(trained(settings))
        passed = time.perf_counter() - started
        if passed > UNSEEN_SECONDS:
            left = math.ceil(passed * (len(swept) - done) / done)
            text = _("{done} of {count} critics are trained, about {left} s to go")
            bar.progress(done / len(swept), text.format(done=done, count=len(swept), left=left))
    bar.empty()
    return reports


def _strength(settings: CriticSettings) -> float:
    return settings.clip if settings.constraint == "clip" else settings.gp_weight


def _sweep(
    settings: CriticSettings, swept: list[CriticSettings], reports: list[CriticReport]
) -> Sweep:
    strengths = [_strength(one) for one in swept]
    places = np.geomspace(strengths[0], strengths[-1], CURVE_POINTS)
    curve = [
        clipped_slope_limit(place, settings.width, settings.depth)
        if settings.constraint == "clip"
        else penalised_slope(settings.distance, place)
        for place in places
    ]
    slopes = [one.slope for one in reports]
    return Sweep(strengths, slopes, (places, np.array(curve)), _strength(settings))


def _say_more(settings: CriticSettings, report: CriticReport, *, wrong: int) -> None:
    if report.slope < 0:
        st.info(
            _(
                "This critic went the wrong way: the penalty asks for a steepness of 1 and not "
                "for a direction, so {slope} is a second minimum. Try another seed."
            ).format(slope=three(settings.distance / (2 * settings.gp_weight) - 1))
        )
    said = [
        _("Every dot is a critic trained here for {steps} updates; the large one is yours.").format(
            steps=settings.steps
        )
    ]
    if settings.constraint == "clip":
        share = f"{report.clipped_share:.0%}".replace("%", " %")
        said.append(_("{share} of its weights are at the bound.").format(share=share))
    if wrong:
        said.append(_("Without a dot, since they slope downwards: {count}.").format(count=wrong))
    st.caption(" ".join(said))
