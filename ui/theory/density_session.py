"""One visitor's runs on known distributions: D alone, or the game."""

from __future__ import annotations

from typing import Any

import streamlit as st

from gan_core.runs.runner import LocalRunner
from gan_core.runs.store import RunRecord
from gan_core.settings.base import Settings
from gan_core.theory.components import Component, Normal, Uniform
from gan_core.theory.expectations import Known
from gan_core.theory.plane import PlaneMixture
from gan_core.theory.settings import GameSettings, RatioSettings
from ui.run.run_session import RunSession
from ui.shared.services import services


class LineSession(RunSession):
    """Holds the visitor's run; ``close`` is called when the tab goes."""

    wanted: RatioSettings | GameSettings

    def __init__(self, runner: LocalRunner, family: str, wanted: Settings) -> None:
        self.family = family
        super().__init__(runner, wanted)

    def opened(self) -> None:
        """Do nothing: such a run has one speed."""

    def longer(self, record: RunRecord) -> bool:
        """Whether a finished run may go on, because its last step was put off."""
        return self.wanted.steps > record.step


@st.cache_resource(scope="session", on_release=lambda session: session.close(), show_spinner=False)
def ratio_session() -> LineSession:
    """Return this visitor's D between two densities."""
    return LineSession(services().runner, "ratio", RatioSettings())


@st.cache_resource(scope="session", on_release=lambda session: session.close(), show_spinner=False)
def game_session() -> LineSession:
    """Return this visitor's game on the line."""
    return LineSession(services().runner, "game", GameSettings())


def parts_of(distribution: Known) -> list[dict[str, Any]]:
    """Return a distribution's parts as the browser draws them: mean and deviation, or both ends."""
    if isinstance(distribution, PlaneMixture):
        rounds = zip(distribution.weights, distribution.means, distribution.sds, strict=True)
        return [
            {"weight": weight, "kind": "round", "a": x, "y": y, "b": sd}
            for weight, (x, y), sd in rounds
        ]
    pairs = zip(distribution.weights, distribution.parts, strict=True)
    return [{"weight": weight} | _part(part) for weight, part in pairs]


def _part(part: Component) -> dict[str, Any]:
    if isinstance(part, Normal):
        return {"kind": "normal", "a": part.mean, "b": part.sd}
    if isinstance(part, Uniform):
        return {"kind": "uniform", "a": part.low, "b": part.high}
    return {"kind": "point", "a": part.mean, "b": 0.0}
