"""One visitor's comparison or sweep: which group is on the page and who holds it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from gan_core.runs.groups import GroupRecord, UnknownGroupError
from gan_core.runs.runner import LocalRunner
from gan_core.runs.store import RunStore
from gan_core.settings import ToySettings
from ui.services import services


class GroupSession:
    """Holds the visitor's group of one kind; ``close`` is called when the tab goes."""

    def __init__(self, runner: LocalRunner, kind: str) -> None:
        self.runner = runner
        self.kind = kind
        self.group = ""
        self.owned = False
        self.made: tuple[object, ...] | None = None

    @property
    def store(self) -> RunStore:
        """The store that this session reads."""
        return self.runner.store

    def record(self) -> GroupRecord | None:
        """Return the group on the page; None before there is one or when it was deleted."""
        try:
            return self.runner.group_status(self.group) if self.group else None
        except UnknownGroupError:
            self.group, self.made = "", None
            return None

    def adopt(self, group: str, device: str) -> bool:
        """Take a group of the store onto the page, as after a reload; False if there is none."""
        if group == self.group:
            return True
        try:
            record = self.runner.group_status(group)
        except UnknownGroupError:
            return False
        if record.kind != self.kind:
            return False
        self.close()
        self.group, self.owned = group, False
        self.made = self._key(
            [run.settings for run in self.store.runs(group=group)],
            record.labels,
            device,
            record.steps,
        )
        return True

    def prepare(
        self, settings: Sequence[ToySettings], *, labels: Sequence[str], device: str, steps: int
    ) -> None:
        """See that the page has a group of these runs; a new one starts untrained."""
        same = self.shows(settings, labels=labels, device=device, steps=steps)
        if self.record() is None or not same:
            self.renew(settings, labels=labels, device=device, steps=steps)

    def shows(
        self, settings: Sequence[ToySettings], *, labels: Sequence[str], device: str, steps: int
    ) -> bool:
        """Whether the group on the page is one of these runs."""
        return self._key(settings, labels, device, steps) == self.made

    def renew(
        self, settings: Sequence[ToySettings], *, labels: Sequence[str], device: str, steps: int
    ) -> None:
        """Put new, untrained runs on the page; the old ones stay in the store if they moved."""
        # A group that another tab opened is left to it.
        old = self.group if self.owned else ""
        self.group = self.runner.replace_group(
            old, settings, kind=self.kind, labels=labels, device=device, steps=steps
        )
        self.owned = True
        self.made = self._key(settings, labels, device, steps)

    def start(self) -> None:
        """Train on."""
        self.runner.resume_group(self.group)
        self.owned = True

    def pause(self) -> None:
        """Stop all runs at the same step."""
        self.runner.pause_group(self.group)

    def stop(self) -> None:
        """Put the runs down, whoever started them; they can go on later."""
        self.owned = False
        self.runner.cancel_group(self.group)

    def close(self) -> None:
        """Stop the runs, keep them in the store, and end their process."""
        if self.owned:
            self.owned = False
            self.runner.cancel_group(self.group)

    @staticmethod
    def _key(
        settings: Sequence[ToySettings], labels: Sequence[str], device: str, steps: int
    ) -> tuple[object, ...]:
        return (tuple(settings), tuple(labels), device, steps)


@st.cache_resource(scope="session", on_release=lambda session: session.close(), show_spinner=False)
def group_session(kind: str) -> GroupSession:
    """Return this visitor's ``compare`` or ``sweep``; it is stopped when the tab closes."""
    return GroupSession(services().runner, kind)
