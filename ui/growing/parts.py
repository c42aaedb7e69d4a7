"""The parts of a growing GAN, each with a switch: controls, canvas, and what to look for."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from gan_core.checkpoints.native import Model
from ui.controls.noise_controls import RANDOM_SEEDS
from ui.growing.part_choice import (
    FIELDS,
    PART_NAMES,
    SWITCH_NAMES,
    SWITCH_OF,
    WEIGHT_NAMES,
    PartChoice,
    begin_controls,
    key_of,
    part_choice,
)
from ui.growing.part_numbers import sides_of
from ui.growing.part_views import (
    deviation_view,
    equalized_view,
    pixel_norm_view,
    resizing_view,
)
from ui.shared.text import _

Stages = Mapping[int, Model]
VIEWS: dict[str, Callable[[Stages, PartChoice], None]] = {
    "pixel-norm": pixel_norm_view,
    "equalized": equalized_view,
    "deviation": deviation_view,
    "resizing": resizing_view,
}


def part_switches(stages: Stages) -> None:
    """Draw the controls: which part, its switch, the side, the seed, and what is the part's own."""
    begin_controls()
    st.segmented_control(
        _("Part"), list(PART_NAMES), key=key_of("part"), required=True, persist_state="session",
        format_func=lambda name: PART_NAMES[name], help=_(FIELDS["part"].metadata["help"]),
    )  # fmt: skip
    part = str(st.session_state[key_of("part")])
    name = SWITCH_OF[part]
    st.toggle(
        SWITCH_NAMES[name], key=key_of(name), persist_state="session",
        help=_(FIELDS[name].metadata["help"]),
    )  # fmt: skip
    sides = sides_of(part, stages)
    if st.session_state[key_of("side")] not in sides:
        wished = int(st.session_state[key_of("side")])
        st.session_state[key_of("side")] = max([s for s in sides if s <= wished] or sides[:1])
    st.segmented_control(
        _("Side, pixels"), sides, key=key_of("side"), required=True, persist_state="session",
        help=_(FIELDS["side"].metadata["help"]),
    )  # fmt: skip
    _seed_controls()
    OWN[part]()


def _seed_controls() -> None:
    def other_seed() -> None:
        st.session_state[key_of("seed")] = 1 + secrets.randbelow(RANDOM_SEEDS)

    left, right = st.columns(2, vertical_alignment="bottom")
    left.number_input(
        _("Seed"), step=1, key=key_of("seed"), persist_state="session",
        help=_(FIELDS["seed"].metadata["help"]),
    )  # fmt: skip
    right.button(
        _("Random"), icon=":material/casino:", on_click=other_seed, width="stretch",
        key="growing-part-random", help=_("Another seed, drawn at random."),
    )  # fmt: skip


def _slider(name: str, label: str, step: float) -> None:
    limits = FIELDS[name].metadata
    st.slider(
        label, limits["low"], limits["high"], step=step, key=key_of(name),
        persist_state="session", help=_(limits["help"]),
    )  # fmt: skip


def _pixel_norm_controls() -> None:
    st.segmented_control(
        _("Weights"), list(WEIGHT_NAMES), key=key_of("weights"), required=True,
        persist_state="session", format_func=lambda name: WEIGHT_NAMES[name],
        help=_(FIELDS["weights"].metadata["help"]),
    )  # fmt: skip
    _slider("boost", _("Weights times"), 0.1)


OWN: dict[str, Callable[[], None]] = {
    "pixel-norm": _pixel_norm_controls,
    "equalized": lambda: _slider("updates", _("Updates"), 1),
    "deviation": lambda: _slider("collapsed", _("Collapsed, %"), 10),
    "resizing": lambda: _slider("alpha", _("Alpha"), 0.1),
}
"""The controls that only one part has."""


def parts_canvas(stages: Stages) -> PartChoice:
    """Draw the part at work; returns what it shows. ``canvases`` holds at least one model."""
    chosen = part_choice()
    VIEWS[chosen.part](stages, chosen)
    return chosen


@dataclass(frozen=True)
class PartNote:
    """What to look for, and the formula in LaTeX."""

    text: str
    formula: str


NOTES: dict[str, PartNote] = {
    "pixel-norm": PartNote(
        _(
            "With pixel norm every pixel's feature vector goes on with the length 1, whatever the "
            "layer made of it. Switch it off, and lengths differ from layer to layer and from "
            "pixel to pixel: trained weights then make colours that they never learnt. Now let "
            "the weights grow by *Weights times*: without it each layer multiplies the lengths "
            "once more, with it they stay. That is how it keeps G and D from driving each other "
            "up."
        ),
        r"b_{x,y} = a_{x,y} \Big/ \sqrt{\tfrac{1}{C}\sum_{c} (a_{x,y}^{c})^2 + 10^{-8}}",
    ),
    "equalized": PartNote(
        _(
            "Adam moves every number by about the learning rate, 0.001, however small the number "
            "is. Plain layers hold small numbers where a unit has many inputs, so they change by "
            "a larger share and learn faster than others; equalized ones hold numbers of size 1 "
            "and are scaled when used, so all change by 0.1 %. Both are the same function at the "
            "start."
        ),
        r"\hat w = w\,\frac{g}{\sqrt{n}},\quad w \sim \mathcal{N}(0, 1): \qquad"
        r"\frac{\Delta w}{w} \approx \eta \quad\text{instead of}\quad \eta\,\frac{\sqrt{n}}{g}",
    ),
    "deviation": PartNote(
        _(
            "Let the batch collapse: its deviation falls to the floor of 0.0001, and D's score of "
            "the first picture moves with it, although that picture stays the same. Which way is "
            "chance, for this D has learnt nothing yet. Below, a small D learns which of two "
            "groups is the varied one, of the same picture among others and four times: told the "
            "deviation it soon knows, and without it it can only guess, since the picture is the "
            "same in both. At update 0 chance decides for all pictures at once."
        ),
        r"\sigma = \frac{1}{CHW}\sum_{c,y,x}\sqrt{\mathrm{Var}_n\big(f_{n,c,y,x}\big) + 10^{-8}}",
    ),
    "resizing": PartNote(
        _(
            "Nearest doubling and averaging undo each other: up, then down, changes nothing; "
            "smooth enlargement does not come back. Down, then up, loses just what varies inside "
            "blocks of 2 x 2 pixels (so much is expected above), which is what a new stage has to "
            "add. While it fades in, real pictures lack a share of it as well, so that D cannot "
            "tell them by their sharpness."
        ),
        r"x_\alpha = (1-\alpha)\,\mathrm{up}(\mathrm{down}(x)) + \alpha\,x, \qquad "
        r"\lVert x_\alpha - x\rVert^2 = (1-\alpha)^2\,\lVert \mathrm{up}(\mathrm{down}(x)) - "
        r"x\rVert^2",
    ),
}


def parts_explanation(part: str) -> None:
    """Say what to look for in a part."""
    st.markdown(NOTES[part].text)
    st.latex(NOTES[part].formula)
