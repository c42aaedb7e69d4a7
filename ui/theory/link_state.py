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
class LearnsLesson:
    """What a link asks for; ``run`` is of a view that trains."""

    view: str
    settings: Settings
    run: str = ""
    notices: list[str] = field(default_factory=list)


def read_learns(parameters: Mapping[str, str]) -> LearnsLesson:
    """Turn query parameters into a lesson; a wrong value falls back with a notice."""
    notices: list[str] = []
    view = take_base(parameters, MARK, USUAL, FIRST, notices)
    settings = take_values(USUAL[view], parameters, MARK, notices)
    return LearnsLesson(view, settings, parameters.get("run", ""), notices)


def write_learns(lesson: LearnsLesson) -> dict[str, str]:
    """Turn a lesson into query parameters: the view and what differs from the usual."""
    run = {"run": lesson.run} if lesson.run else {}
    return {MARK: lesson.view} | own_values(lesson.settings, USUAL[lesson.view]) | run
