"""What every page that trains one run has: its link's run, its notices, its second half."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gan_core.crew.runner import RunnerError
from gan_core.runs.image_replays import PREFIX as RECORDED_DIGITS
from gan_core.runs.run_record import RunRecord, UnknownRunError
from gan_core.settings.base import Settings
from ui.controls.address import begins_anew
from ui.controls.link_values import NamedSettings
from ui.run.image_link_state import StudioLinkState
from ui.run.session import RunSession, effective_settings
from ui.run.toy_link_state import ToyLinkState
from ui.shared.services import services
from ui.shared.shell import chosen_device
from ui.shared.text import _

Linked = TypeVar("Linked", ToyLinkState, StudioLinkState)
CROWD = 4
"""Where more runs than these are watched, a page draws what is dear only when asked to."""


class RunLinkState(Protocol):
    """What a link to such a page holds at least."""

    @property
    def settings(self) -> Settings:
        """Settings of the run."""

    @property
    def run(self) -> str:
        """The run's identifier, empty for none."""

    @property
    def notices(self) -> list[str]:
        """What had to be left out of the link."""


def take_run(session: RunSession, link: RunLinkState) -> None:
    """Put the run that a new link names on the canvas; a step of a tour without one begins one."""
    if begins_anew() and not link.run:
        with contextlib.suppress(RunnerError):
            session.renew(link.settings, chosen_device())
    if link.run and session.adopt(link.run, chosen_device()) is None:
        link.notices.append(_("The run in the link is no longer kept; a new one is ready."))


def read_with_run(
    read: Callable[[Mapping[str, str]], Linked], named: NamedSettings[Any]
) -> Callable[[Mapping[str, str]], Linked]:
    """Return ``read`` for links that may have nothing but a run, whose settings they then have."""

    def read_link(parameters: Mapping[str, str]) -> Linked:
        link = read(parameters)
        usual = named.settings(named.fallback)
        if not link.run or named.key in parameters or link.settings != usual:
            return link
        with contextlib.suppress(UnknownRunError):
            record = services().runner.status(link.run)
            found: Any = effective_settings(record.given, record.changes)
            if isinstance(found, type(usual)):
                return replace(link, settings=found)
        return link

    return read_link


def is_running(record: RunRecord | None) -> bool:
    """Return whether the run trains just now."""
    return record is not None and record.state == "running"


def begun_run(record: RunRecord | None) -> str:
    """Return the run's identifier once it has trained or trains, else an empty text."""
    # A recording is what a page shows of itself, nothing to pass on.
    if record is None or record.id.startswith(RECORDED_DIGITS):
        return ""
    return record.id if record.begun or is_running(record) else ""


def show_notices(
    place: DeltaGenerator, link: RunLinkState, settings: Settings, record: RunRecord | None
) -> None:
    """Show what was left out of the link.

    It stays until the visitor does something, since the page draws itself twice at first.
    """
    if settings == link.settings and not begun_run(record):
        for notice in link.notices:
            place.warning(notice)


def run_so_far(record: RunRecord | None) -> bool:
    """Draw the heading over what a run has done so far; returns whether to draw that now.

    These pictures cost the server as much as all else on a page: where many train at once they
    come on request.
    """
    if record is None or not record.step:
        return False
    st.header(_("The run so far"), anchor=False)
    crowded = services().runner.watched > CROWD
    asked = False
    if crowded or record.state == "running":
        asked = st.button(
            _("Draw up to now"),
            icon=":material/refresh:",
            help=_("Many train here now, so curves and snapshots come when asked for.")
            if crowded
            else _("What stands below stays as it is while the run trains."),
        )
    return asked or not crowded
