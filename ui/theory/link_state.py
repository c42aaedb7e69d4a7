"""What a link to the page of theory holds: the view, and what its own controls say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gan_core.settings.base import Settings
from ui.controls.link_values import own_values, take_base, take_values
from ui.theory.ablations_choice import RulesChoice
from ui.theory.divergences_choice import DivergencesChoice
from ui.theory.game_choice import USUAL_GAME
from ui.theory.ratio_choice import USUAL_RATIO
from ui.theory.vae_choice import VaeChoice

MARK = "learns"
USUAL: dict[str, Settings] = {
    "ratio": USUAL_RATIO,
    "divergences": DivergencesChoice(),
    "game": USUAL_GAME,
    "vae": VaeChoice(),
    "rules": RulesChoice(),
}
"""What the controls of each view say at first; of a view that trains, the run's settings."""

FIRST = next(iter(USUAL))


@dataclass(frozen=True)
class LearnsLinkState:
    """What a link asks for; ``run`` is of a view that trains."""

    view: str
    settings: Settings
    run: str = ""
    notices: list[str] = field(default_factory=list)


def read_learns(parameters: Mapping[str, str]) -> LearnsLinkState:
    """Turn query parameters into a link state; a wrong value falls back with a notice."""
    notices: list[str] = []
    view = take_base(parameters, MARK, USUAL, FIRST, notices)
    settings = take_values(USUAL[view], parameters, MARK, notices)
    return LearnsLinkState(view, settings, parameters.get("run", ""), notices)


def write_learns(link: LearnsLinkState) -> dict[str, str]:
    """Turn a link state into query parameters: the view and what differs from the usual."""
    run = {"run": link.run} if link.run else {}
    return {MARK: link.view} | own_values(link.settings, USUAL[link.view]) | run
