"""One visitor's run: which one is on the canvas and who holds it."""

from __future__ import annotations

import contextlib
import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from gan_core.crew.runner import LocalRunner, RunnerError
from gan_core.runs.run_record import RunRecord, UnknownRunError
from gan_core.runs.store import RunStore
from gan_core.settings.base import Settings
from ui.http.feed import WATCHED_SECONDS
from ui.shared.text import N_
from ui.shared.visitor import may_steer

Chosen = TypeVar("Chosen", bound=Settings)

ENDED = ("finished", "failed", "recorded")
NOT_YOURS = N_("This run is somebody else's; you can watch it, and make a copy of your own.")


class RunSession(ABC):
    """Holds the visitor's run; ``close`` is called when the tab goes.

    ``owner`` is who the visitor is in the store; ``owned`` is whether this tab holds the run.
    """

    family = ""

    def __init__(self, runner: LocalRunner, wanted: Settings, owner: str = "") -> None:
        self.runner = runner
        self.owner = owner
        self.watched_with: Settings | None = None
        self.run = ""
        self.previous = ""
        self.owned = False
        self.device = ""
        self.wanted = wanted
        self.prepared: tuple[str, Settings] | None = None
        self.started_at = -math.inf
        self._reports: list[dict[str, Any]] = []

    @property
    def store(self) -> RunStore:
        """The store that has the run on the canvas; that of drafts until it has begun."""
        return self.runner.store_of(self.run)

    def record(self) -> RunRecord | None:
        """Return the run on the canvas; None before there is one or when it was deleted."""
        try:
            return self.runner.status(self.run) if self.run else None
        except UnknownRunError:
            self.run = ""
            return None

    def mine(self, record: RunRecord) -> bool:
        """Whether the visitor may steer a run; anybody may watch it."""
        return may_steer(record.owner, self.owner)

    def adopt(self, run: str, device: str) -> RunRecord | None:
        """Put a run of the store on the canvas, as after a reload; None if there is none."""
        with contextlib.suppress(UnknownRunError):
            record = self.runner.status(run)
            if record.family != self.family:
                return None
            if run != self.run:
                self.close()
                # A reload comes back to its own run; one that another tab opened is left to it.
                self._show(run, device, owned=self.mine(record) and self.runner.stay(run))
            return record
        return None

    def prepare(self, settings: Settings, device: str) -> None:
        """Put a run with these settings on the canvas, unless it is there; a new one is at step 0.

        Settings that may change while a run is under way are passed on to it.
        """
        # What another tab changed in the run is not taken back by one whose controls stayed.
        untouched = self.prepared == (self.run, settings)
        self.wanted = settings
        record = self.record()
        self.prepared = (self.run, settings)
        if record is not None and not self.mine(record):
            # It stays until a control is changed: then a run of the visitor's own begins.
            if self.watched_with not in (None, settings):
                self.renew(settings, device)
            else:
                self.watched_with = settings
            return
        if record is None or (record.active and device != self.device):
            self.renew(settings, device)
            return
        changes = changes_between(effective_settings(record.given, record.changes), settings)
        if not changes or untouched:
            return
        over = record.state in ENDED and not self.longer(record)
        if over or not record.begun or not set(changes) <= set(settings.live):
            self.renew(settings, device)
        elif record.active:
            self.runner.change(self.run, **changes)

    def renew(self, settings: Settings, device: str) -> None:
        """Put a new run at step 0 on the canvas; the old one stays in the store."""
        record = self.record()
        if record is not None and record.begun:
            self.previous = self.run
        # A run that another tab opened is left to it.
        if self.owned:
            self.runner.stop(self.run)
        run = self.runner.open(settings, device=device, owner=self.owner)
        self._show(run, device, owned=True)
        self.opened()

    def start(self) -> None:
        """Train on."""
        record = self.trainable()
        if not record.active:
            self.runner.reopen(self.run)
            self.opened()
            changes = self.late_changes(record)
            if changes:
                self.runner.change(self.run, **changes)
        self.owned = True
        self.runner.resume(self.run, watched=WATCHED_SECONDS)

    @abstractmethod
    def opened(self) -> None:
        """Act when a worker has taken the run, as by setting its pace."""

    def late_changes(self, record: RunRecord) -> dict[str, Any]:
        """Return what changed in the controls while no worker held the run."""
        return changes_between(effective_settings(record.given, record.changes), self.wanted)

    def trainable(self) -> RunRecord:
        """Return the run on the canvas; a new one if it is gone or was not trained here.

        ``RunnerError`` for somebody else's.
        """
        record = self.record()
        if record is not None and not self.mine(record):
            raise RunnerError(NOT_YOURS)
        if record is None or record.state == "recorded":
            # Of very many drafts the oldest go.
            self.renew(self.wanted, self.device)
            record = self.runner.status(self.run)
        return record

    def longer(self, record: RunRecord) -> bool:
        """Return whether a finished run may be resumed, because its end was put off."""
        return self.wanted.last_step > record.step

    def reports(self) -> list[dict[str, Any]]:
        """Return all rows of metrics so far; only new ones are read."""
        last = self._reports[-1]["step"] if self._reports else -1
        self._reports += self.store.reports(self.run, after=last)
        return self._reports

    def close(self) -> None:
        """Let the run be put down in a while, unless its visitor comes back to it."""
        # The tab may be released twice, and by then another tab may have taken the run over.
        if self.owned:
            self.owned = False
            self.runner.leave(self.run)

    def _show(self, run: str, device: str, *, owned: bool) -> None:
        self.run, self.device, self.owned = run, device, owned
        self._reports = []
        self.watched_with = None


def effective_settings(given: Chosen, changes: Sequence[Mapping[str, Any]]) -> Chosen:
    """Return a run's settings as they are now, after what was changed while it went."""
    changed = {name: change[name] for change in changes for name in given.live if name in change}
    return given.replace(**changed)


def changes_between(before: Settings, after: Settings) -> dict[str, Any]:
    """Return the fields of ``after`` that differ."""
    old, new = before.as_dict(), after.as_dict()
    return {name: value for name, value in new.items() if old[name] != value}
