"""As in the thesis: what was measured of border and inside, above its figures and ours."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import streamlit as st

from gan_core.faces.names import THESIS_SPACE
from gan_core.faces.reference import FOLDER
from gan_core.metrics.proportions import compared, wilson_interval
from ui.faces.controls import SPACE_NAMES, TEST_NAMES
from ui.shared.text import N_, Texts, _

Figures = dict[str, Any]


@cache
def _border() -> Figures:
    found: Figures = json.loads((FOLDER / "border.json").read_text("utf-8"))
    return found


def titles(space: str) -> list[str]:
    """Return what both maps are called, the thesis's first."""
    return [
        _("8.2, the thesis: {space}, transform").format(space=SPACE_NAMES[THESIS_SPACE]),
        _("Ours: {space}, mean").format(space=SPACE_NAMES[space]),
    ]


def finding() -> None:
    """Say what many faces showed of the thesis's reading; a line where it was not measured."""
    try:
        st.markdown(finding_text(_border()))
    except (OSError, ValueError, KeyError):
        st.info(
            _(
                "What border and inside are worth was not measured in this copy; "
                "'python -m benchmarks.faces' does."
            )
        )


def finding_text(border: Figures) -> str:
    """Return whether broken fakes are at the border, by each way to say broken, and how many."""
    found = border["spaces"][THESIS_SPACE]["transform"]
    fakes, reals = border["fakes"], border["reals"]
    there, theirs = found["fakes_at_border"], found["reals_at_border"]
    answers, parts = [], []
    for space, test in border["broken_by"].items():
        broken = found["broken"][space]
        shares = [(broken["border"], there), (broken["inside"], fakes - there)]
        answers.append(compared(*(wilson_interval(*share) for share in shares)))
        parts.append(
            _("By {test}, {space}, {border} at the border are broken and {inside} inside.").format(
                test=TEST_NAMES[test], space=SPACE_NAMES[space],
                border=_share(*shares[0]), inside=_share(*shares[1]),
            )
        )  # fmt: skip
    more = compared(wilson_interval(there, fakes), wilson_interval(theirs, reals))
    last = _(
        "Of {fakes:,} faces of the DCGAN {border} % lie at the border of the map of pixels, of "
        "{reals} real ones that nobody has seen {real} %: {more}."
    ).format(
        fakes=fakes, border=_percent(there, fakes), reals=reals, real=_percent(theirs, reals),
        more=MORE[more],
    )  # fmt: skip
    headline = WORSE[answers[0]] if len(set(answers)) == 1 else _(DEPENDS)
    return " ".join([f"**{headline}**", *parts, last])


WORSE = Texts(
    {
        "more": N_("At the border more are broken than inside."),
        "fewer": N_("At the border fewer are broken than inside."),
        "neither": N_("At the border no worse than inside."),
    }
)
DEPENDS = N_("Whether the border is worse than the inside depends on what is called broken.")
MORE = Texts({"more": N_("more"), "fewer": N_("fewer"), "neither": N_("no clear difference")})


def _percent(part: int, count: int) -> str:
    return f"{100 * part / count:.0f}"


def _share(part: int, count: int) -> str:
    low, high = (100 * value for value in wilson_interval(part, count))
    return _("{share} % ({low} to {high})").format(
        share=f"{100 * part / count:.1f}", low=f"{low:.1f}", high=f"{high:.1f}"
    )
