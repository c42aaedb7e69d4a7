"""The buttons that every run has under its canvas, and what they do."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from gan_core.crew.runner import LocalRunner, RunnerError
from gan_core.runs.overview import expected_wait
from gan_core.runs.run_record import RunRecord
from ui.controls.control_values import put_values
from ui.run.session import RunSession, effective_settings
from ui.shared.shell import device_label
from ui.shared.text import N_, Texts, _

STATES = Texts(
    {
        "queued": N_("waiting for its place"),
        "preparing": N_("initializing; half a minute the first time on a machine"),
        "ready": N_("ready to start"),
        "running": N_("training"),
        "paused": N_("paused"),
        "stopped": N_("stopped; it can be resumed"),
        "finished": N_("finished"),
        "recorded": N_("a recorded run, not trained here"),
        "failed": N_("ended early"),
    }
)


DOUBLE_CLICK = 0.5
"""Seconds after Start in which the same button, by then Pause, takes no click."""

WAITING_ICON = ":material/hourglass_top:"
LEAVE_QUEUE = N_("It starts by itself when there is room. Press to leave the queue.")


@dataclass(frozen=True)
class Transport:
    """Buttons of one page's run.

    ``page`` begins the keys of its controls in the session state, ``goal`` is the label of the one
    that says where a run ends.
    """

    session: RunSession
    record: RunRecord
    page: str
    goal: str

    @property
    def running(self) -> bool:
        """Whether the run trains."""
        return self.record.state == "running"

    @property
    def over(self) -> bool:
        """Whether the run cannot be resumed."""
        longer = self.session.longer(self.record)
        return self.record.state == "failed" or (self.record.state == "finished" and not longer)

    def button(
        self,
        label: str,
        action: Callable[[], object],
        *,
        icon: str = "",
        help: str,
        name: str,
        kind: str = "secondary",
        disabled: bool = False,
    ) -> None:
        """Draw one button; what it refuses becomes one line on the page."""
        st.button(
            label, icon=icon or None, type=kind, key=f"{self.page}-do-{name}",  # type: ignore[arg-type]
            on_click=self.act, args=(action,), disabled=disabled, help=help,
        )  # fmt: skip

    def act(self, action: Callable[[], object]) -> None:
        """Carry out a button."""
        try:
            action()
        except RunnerError as error:
            st.session_state[f"{self.page}-refusal"] = str(error)

    def somebody_elses(self) -> bool:
        """Draw a line and the way to a copy, in place of all buttons; False for one's own run."""
        if self.session.mine(self.record):
            return False
        watch_only(self.act, self._copy, self.page)
        return True

    def _copy(self) -> None:
        settings = effective_settings(self.record.given, self.record.changes)
        put_values({f"{self.page}-{name}": value for name, value in settings.as_dict().items()})
        self.session.renew(settings, self.session.device)

    def start_or_pause(self) -> None:
        """Draw the main button: one, whatever it says, so that it keeps the focus when pressed."""
        if self.running:
            self.button(
                _("Pause"), self._pause, name="start",
                icon=":material/pause:", kind="primary",
                help=_("Stop after the update that is under way."),
            )  # fmt: skip
            return
        if self.record.state == "queued" and self.record.intent:
            self.button(
                waiting_text(self.session.runner, self.session.run), name="start",
                action=self._pause,
                icon=WAITING_ICON, kind="primary", help=_(LEAVE_QUEUE),
            )  # fmt: skip
            return
        fresh = not self.record.begun or self.record.state == "recorded"
        end = _("Finished. Raise '{goal}' to resume.") if self.over else _("Train until '{goal}'.")
        self.button(
            _("Start") if fresh else _("Resume"), self._start, name="start",
            icon=":material/play_arrow:", kind="primary", disabled=self.over,
            help=end.format(goal=self.goal),
        )  # fmt: skip

    def _start(self) -> None:
        self.session.started_at = time.monotonic()
        self.session.start()

    def _pause(self) -> None:
        if time.monotonic() - self.session.started_at > DOUBLE_CLICK:
            self.session.runner.pause(self.session.run)

    def reset(self) -> None:
        """Draw the way back to the initial weights."""
        session = self.session
        self.button(
            _("Reset"), lambda: session.renew(session.wanted, session.device), name="reset",
            icon=":material/replay:", help=_("Back to the untrained networks of the same seed."),
        )  # fmt: skip

    def new_seed(self, help: str) -> None:
        """Draw the button that takes the next seed."""
        self.button(
            _("New seed"), self._take_seed, icon=":material/casino:", help=help, name="seed"
        )

    def _take_seed(self) -> None:
        wanted = self.session.wanted
        seed = (wanted.as_dict()["seed"] + 1) % 2**31
        put_values({f"{self.page}-seed": seed})
        self.session.renew(wanted.replace(seed=seed), self.session.device)

    def back(self) -> None:
        """Draw the way back to the run before, while the one on the canvas has not begun."""
        if self.session.previous and not self.record.begun and not self.running:
            self.button(
                _("Back to the run before"), self._take_previous, name="back", kind="tertiary",
                icon=":material/undo:",
                help=_(
                    "The run that was on the canvas is kept; this brings it back with its settings."
                ),
            )  # fmt: skip

    def _take_previous(self) -> None:
        session = self.session
        before = session.runner.status(session.previous)
        settings = effective_settings(before.given, before.changes)
        put_values({f"{self.page}-{name}": value for name, value in settings.as_dict().items()})
        session.adopt(session.previous, session.device)


def waiting_text(runner: LocalRunner, name: str) -> str:
    """Return the place in the queue of a run or group, and about how long that will be."""
    place = runner.place(name)
    seconds = expected_wait(runner.store, place)
    if seconds is None:
        return _("Waiting, number {place}").format(place=place)
    minutes = max(1, math.ceil(seconds / 60))
    return _("Waiting, number {place}, at most about {minutes} min").format(
        place=place, minutes=minutes
    )


def watch_only(
    act: Callable[[Callable[[], object]], None], copy: Callable[[], object], page: str
) -> None:
    """Say that what is shown is somebody else's, beside the button that makes a copy of it."""
    st.button(
        _("Make it mine"), icon=":material/content_copy:", type="primary", key=f"{page}-do-copy",
        on_click=act, args=(copy,),
        help=_("Begins a new run of yours at step 0, with the same settings and seed."),
    )  # fmt: skip
    st.caption(
        _(
            "Somebody else's: you can watch it. A copy, or a setting that you change, starts a "
            "run of yours at step 0."
        )
    )


def show_refusal(page: str) -> None:
    """Draw the line that a button left, once."""
    refusal = st.session_state.pop(f"{page}-refusal", "")
    if refusal:
        st.error(refusal)


def status_line(record: RunRecord) -> str:
    """Return where and how a run stands."""
    return _("{device}: {state}").format(
        device=device_label(record.device), state=STATES[record.state]
    )
