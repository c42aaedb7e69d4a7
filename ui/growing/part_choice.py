"""What the controls of a growing GAN's parts say: which part, with or without it, and on what."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import streamlit as st

from gan_core.settings.base import Settings, choice, number
from gan_core.settings.images import PROGRESSIVE_SIDES
from ui.controls.control_values import chosen_values, put_values
from ui.shared.text import _

PARTS = ("pixel-norm", "equalized", "deviation", "resizing")
SWITCH = ("off", "on")
WEIGHTS = ("trained", "untrained")
PART_NAMES = {
    "pixel-norm": _("Pixel norm"),
    "equalized": _("Equalized learning rate"),
    "deviation": _("Minibatch deviation"),
    "resizing": _("Up and down"),
}
WEIGHT_NAMES = {"trained": _("Trained"), "untrained": _("Untrained")}
SWITCH_OF = {
    "pixel-norm": "norm",
    "equalized": "scaled",
    "deviation": "told",
    "resizing": "nearest",
}
"""Each part's own switch, so that another part does not come up switched off."""

SWITCH_NAMES = {
    "norm": _("Pixel norm"),
    "scaled": _("Equalized learning rate"),
    "told": _("D is told the deviation"),
    "nearest": _("Nearest doubling"),
}
USUAL_SIDE = 16
MOST_SIDE = {"equalized": 32, "deviation": 16}
"""What takes many pictures or a backward pass stays small, so that it answers at once."""


@dataclass(frozen=True)
class PartChoice(Settings):
    """What the controls say, each in its limits."""

    part: str = choice("pixel-norm", PARTS, "Which part of a growing GAN is shown at work.")
    norm: str = choice("on", SWITCH, "Off: the same weights, and no feature vector is normalised.")
    scaled: str = choice(
        "on", SWITCH, "Off: weights are drawn small, as they are used, and not scaled any more."
    )
    told: str = choice("on", SWITCH, "Off: D is told the varied batch's number whatever it sees.")
    nearest: str = choice("on", SWITCH, "Off: straight lines between pixels (bilinear).")
    side: int = number(
        USUAL_SIDE, PROGRESSIVE_SIDES[0], PROGRESSIVE_SIDES[-1], "How far G has grown."
    )
    seed: int = number(0, 0, 2**31 - 1, "Which latents and which new weights: same seed, the same.")
    weights: str = choice("trained", WEIGHTS, "G as it has learnt, or as it was drawn at first.")
    boost: float = number(
        1.0, 0.5, 2.0, "All weights but the last layer's times this, as if they had grown."
    )
    updates: int = number(
        1, 1, 3, "So many first updates are averaged; what theory says is of the first."
    )
    collapsed: int = number(
        0, 0, 100, "Percent of the way that the latents of the batch have gone to its first one."
    )
    alpha: float = number(0.5, 0.0, 1.0, "How far the picture has faded in, 0 to 1.")

    @property
    def switched(self) -> bool:
        """Whether the part at hand is on."""
        return bool(getattr(self, SWITCH_OF[self.part]) == "on")


FIELDS: dict[str, dataclasses.Field[Any]] = {f.name: f for f in dataclasses.fields(PartChoice)}


def key_of(name: str) -> str:
    """Return a control's key in the session state; a switch's control holds True or False."""
    return f"growing-part-{name}"


def begin_controls() -> None:
    """Give every control that nobody has touched its usual value; before they are drawn."""
    for name, value in PartChoice().as_dict().items():
        usual = value == "on" if name in SWITCH_NAMES else value
        st.session_state.setdefault(key_of(name), usual)


def show_part(choice: PartChoice) -> None:
    """Put a choice into the controls."""
    values = choice.as_dict()
    put_values({key_of(n): v == "on" if n in SWITCH_NAMES else v for n, v in values.items()})


def part_choice() -> PartChoice:
    """Return what the controls say; where that is refused, one line and the last valid."""
    begin_controls()
    values = {name: st.session_state[key_of(name)] for name in FIELDS}
    values |= {name: "on" if values[name] else "off" for name in SWITCH_NAMES}
    return chosen_values("growing-part", PartChoice, values)
