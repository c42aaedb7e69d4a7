"""Runs on known densities, D alone or the game: the visitor's session, data, transport, presets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import streamlit as st

from gan_core.crew.runner import LocalRunner, RunnerError
from gan_core.runs.run_record import RunRecord
from gan_core.settings.base import Settings
from gan_core.theory.components import Component, Normal, Uniform
from gan_core.theory.expectations import Known
from gan_core.theory.plane import PlaneMixture
from gan_core.theory.settings import GameSettings, RatioSettings
from ui.controls.control_group import ControlGroup
from ui.controls.control_values import put_values
from ui.run.canvas import run_data, show_message, total_steps, usual_transport
from ui.run.session import RunSession
from ui.run.transport import show_refusal
from ui.shared.services import services
from ui.shared.shell import chosen_device
from ui.shared.text import _, marked
from ui.shared.visitor import page_owner

Wanted = TypeVar("Wanted", bound=Settings)
OWN = marked("Settings of your own")


class DensitySession(RunSession):
    """Holds the visitor's run; ``close`` is called when the tab goes."""

    wanted: RatioSettings | GameSettings

    def __init__(self, runner: LocalRunner, family: str, wanted: Settings, owner: str = "") -> None:
        self.family = family
        super().__init__(runner, wanted, owner)

    def opened(self) -> None:
        """Do nothing: such a run has one speed."""


@st.cache_resource(scope="session", on_release=lambda session: session.close(), show_spinner=False)
def ratio_session() -> DensitySession:
    """Return this visitor's D between two densities."""
    return DensitySession(services().runner, "ratio", RatioSettings(), page_owner())


@st.cache_resource(scope="session", on_release=lambda session: session.close(), show_spinner=False)
def game_session() -> DensitySession:
    """Return this visitor's game between G and D."""
    return DensitySession(services().runner, "game", GameSettings(), page_owner())


def prepared(session: DensitySession, settings: Settings, page: str) -> RunRecord | None:
    """Put a run of these settings on the canvas; one line and None where that is refused."""
    try:
        session.prepare(settings, chosen_device())
    except RunnerError as error:
        st.error(str(error))
    show_refusal(page)
    record = session.record()
    if record is not None:
        show_message(record)
    return record


def density_data(session: DensitySession, record: RunRecord) -> dict[str, Any]:
    """Return what the live component needs of a run; its pictures come by the feed."""
    return run_data(record) | {"total": total_steps(session, record)}


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


def density_transport(session: DensitySession, record: RunRecord, page: str) -> None:
    """Draw Start / Pause, Reset and New seed."""
    usual_transport(
        session, record, page, goal=_("Steps"),
        seed_help=_("Other initial weights, other samples."),
    )  # fmt: skip


def chosen_settings(controls: ControlGroup[Wanted]) -> Wanted:
    """Return what a view's controls say; a number that is refused is the last valid one.

    Its control says so, below or where it is drawn after this.
    """
    controls.begin()
    return controls.chosen(
        said=[name for name, spec in controls.fields.items() if "low" in spec.metadata]
    )


def setting_rows(
    controls: ControlGroup[Wanted],
    labels: Mapping[str, str],
    more: Mapping[str, str],
    *,
    running: bool,
) -> None:
    """Draw settings two a row, rarer ones folded; while it trains only those that may change."""
    fixed = [name for name in controls.fields if running and name not in controls.kind.live]
    controls.rows(labels, disabled=fixed)
    with st.expander(_("More")):
        controls.rows(more, disabled=fixed)


def preset_chooser(
    controls: ControlGroup[Wanted], presets: Mapping[str, Mapping[str, object]], help: str
) -> None:
    """Draw the choice of an experiment, which puts its settings into the controls.

    It says so when the controls are no experiment's any more.
    """
    key, usual = controls.key("preset"), controls.usual_choice().as_dict()
    keys = {name: controls.key(name) for name in usual}

    def take() -> None:
        chosen = presets.get(st.session_state[key])
        if chosen is not None:
            values = usual | dict(chosen)
            put_values({keys[name]: value for name, value in values.items()})

    now = {name: st.session_state[of] for name, of in keys.items() if name != "seed"}
    fitting = [
        name
        for name, changes in presets.items()
        if now == {n: v for n, v in (usual | dict(changes)).items() if n != "seed"}
    ]
    st.session_state[key] = fitting[0] if fitting else OWN
    st.selectbox(
        _("Experiment"), [*presets, *([] if fitting else [OWN])], key=key, on_change=take,
        persist_state="session", format_func=_, help=help,
    )  # fmt: skip
