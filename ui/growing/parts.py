"""The parts of a progressive GAN, each with a switch: controls, canvas, and what to look for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import streamlit as st

from gan_core.checkpoints.native import Model
from ui.controls.control_group import ControlGroup
from ui.growing.controls import MODEL, chosen_link_state, model_chooser, resolutions_of_model
from ui.growing.link_state import SWITCH_OF, PartChoice, ProgressiveLinkState, progressive_models
from ui.growing.part_numbers import resolutions_of, size_label
from ui.growing.part_views import (
    equalized_view,
    minibatch_std_view,
    pixel_norm_view,
    resizing_view,
)
from ui.models.shown_resolutions import shown_resolutions
from ui.shared.text import N_, Text, Texts, _

Stages = Mapping[int, Model]
PART = ControlGroup("growing-part", PartChoice, switches=tuple(SWITCH_OF.values()))
PART_NAMES = Texts(
    {
        "pixel-norm": N_("Pixel norm"),
        "equalized": N_("Equalized learning rate"),
        "deviation": N_("Minibatch standard deviation"),
        "resizing": N_("Up- and downsampling"),
    }
)
SWITCH_NAMES = Texts(
    {
        "norm": N_("Pixel norm"),
        "scaled": N_("Equalized learning rate"),
        "told": N_("D gets the standard deviation"),
        "nearest": N_("Nearest neighbour"),
    }
)
WEIGHT_NAMES = Texts({"trained": N_("Trained"), "untrained": N_("Untrained")})
VIEWS: dict[str, Callable[[Stages, PartChoice], None]] = {
    "pixel-norm": pixel_norm_view,
    "equalized": equalized_view,
    "deviation": minibatch_std_view,
    "resizing": resizing_view,
}


def parts_controls() -> None:
    """Draw the controls of the view."""
    model_chooser()
    stages = resolutions_of_model(str(st.session_state[MODEL]))
    if stages:
        part_controls(stages)


def part_controls(stages: Stages) -> None:
    """Draw which part, its switch, the resolution, the seed, and what is the part's own."""
    PART.begin()
    part = PART.segments("part", _("Part"), PART_NAMES)
    PART.switch(SWITCH_OF[part], SWITCH_NAMES[SWITCH_OF[part]])
    known, wished = resolutions_of(part, stages), int(PART.value("resolution"))
    if wished not in known:
        fitting = [one for one in known if one <= wished]
        st.session_state[PART.key("resolution")] = max(fitting or known[:1])
    PART.segments("resolution", _("Resolution"), {one: size_label(one) for one in known})
    PART.seed()
    OWN[part]()


def _pixel_norm_controls() -> None:
    PART.segments("weights", _("Weights"), WEIGHT_NAMES)
    PART.slider("boost", _("Scale of the weights"), 0.1)


OWN: dict[str, Callable[[], None]] = {
    "pixel-norm": _pixel_norm_controls,
    "equalized": lambda: PART.slider("updates", _("Updates"), 1),
    "deviation": lambda: PART.slider("collapsed", _("Collapsed, %"), 10),
    "resizing": lambda: PART.slider("alpha", _("Alpha"), 0.1),
}
"""The controls that only one part has."""


def _chosen() -> PartChoice:
    PART.begin()
    return PART.chosen(said=["seed"])


def parts_canvas() -> ProgressiveLinkState:
    """Draw a part at work; returns which one, for the link."""
    link = chosen_link_state()
    stages = shown_resolutions(link.model) if link.model in progressive_models() else {}
    return replace(link, part=part_canvas(stages)) if stages else link


def part_canvas(stages: Stages) -> PartChoice:
    """Draw the part at work; returns what it shows. ``stages`` holds at least one model."""
    chosen = _chosen()
    VIEWS[chosen.part](stages, chosen)
    return chosen


@dataclass(frozen=True)
class PartNote:
    """What to look for, and the formula in LaTeX."""

    text: Text
    formula: str


NOTES: dict[str, PartNote] = {
    "pixel-norm": PartNote(
        N_(
            "With pixel norm every pixel's feature vector goes on with the length 1, whatever the "
            "layer made of it. Switch it off, and lengths differ from layer to layer and from "
            "pixel to pixel: trained weights then make colours that they never learnt. Now raise "
            "*Scale of the weights*: without it each layer multiplies the lengths once more, with "
            "it they stay. That is how it stops signal magnitudes in G and D from escalating."
        ),
        r"b_{x,y} = a_{x,y} \Big/ \sqrt{\tfrac{1}{C}\sum_{c} (a_{x,y}^{c})^2 + 10^{-8}}",
    ),
    "equalized": PartNote(
        N_(
            "Adam moves every weight by about the learning rate, 0.001, however small the weight "
            "is. Plain layers hold small weights where a unit has many inputs, so they change by "
            "a larger share and learn faster than others; equalized ones hold weights of size 1 "
            "and are scaled when used, so all change by 0.1 %. Both are the same function at the "
            "start."
        ),
        r"\hat w = w\,\frac{g}{\sqrt{n}},\quad w \sim \mathcal{N}(0, 1): \qquad"
        r"\frac{\Delta w}{w} \approx \eta \quad\text{instead of}\quad \eta\,\frac{\sqrt{n}}{g}",
    ),
    "deviation": PartNote(
        N_(
            "Let the batch collapse: its standard deviation falls to the floor of 0.0001, and D's "
            "score of the first picture moves with it, although that picture stays the same. Which "
            "way is chance, for this D is untrained. Below, a small D learns which of two groups "
            "is the diverse one, of the same picture among others and four times: with the "
            "standard deviation it soon knows, and without it it can only guess, since the picture "
            "is the same in both. At update 0 chance decides for all pictures at once."
        ),
        r"\sigma = \frac{1}{CHW}\sum_{c,y,x}\sqrt{\mathrm{Var}_n\big(f_{n,c,y,x}\big) + 10^{-8}}",
    ),
    "resizing": PartNote(
        N_(
            "Nearest-neighbour upsampling and average pooling undo each other: up, then down, "
            "changes nothing; after bilinear upsampling it does. Down, then up, loses just what "
            "varies inside blocks of 2 x 2 pixels (so much is expected above), which is what a "
            "new resolution has to add. During the fade-in real pictures lack a share of it as "
            "well, so that D cannot tell them by their sharpness."
        ),
        r"x_\alpha = (1-\alpha)\,\mathrm{up}(\mathrm{down}(x)) + \alpha\,x, \qquad "
        r"\lVert x_\alpha - x\rVert^2 = (1-\alpha)^2\,\lVert \mathrm{up}(\mathrm{down}(x)) - "
        r"x\rVert^2",
    ),
}


def parts_explanation() -> None:
    """Say what to look for in the part at hand."""
    note = NOTES[_chosen().part]
    st.markdown(_(note.text))
    st.latex(note.formula)
