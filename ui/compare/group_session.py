"""One visitor's comparison or sweep: which group is on the page and who holds it."""

from __future__ import annotations

import streamlit as st

from gan_core.crew.runner import LocalRunner, RunnerError
from gan_core.runs.groups import GroupPlan, GroupRecord, UnknownGroupError
from gan_core.runs.store import RunStore
from ui.http.feed import WATCHED_SECONDS
from ui.run.session import NOT_YOURS
from ui.shared.services import services
from ui.shared.visitor import may_steer, page_owner


class GroupSession:
    """Holds the visitor's group of one kind; ``close`` is called when the tab goes.

    ``owner`` is who the visitor is in the store; ``owned`` is whether this tab holds the group.
    """

    def __init__(self, runner: LocalRunner, kind: str, owner: str = "") -> None:
        self.runner = runner
        self.kind = kind
        self.owner = owner
        self.watched_with: GroupPlan | None = None
        self.group = ""
        self.owned = False
        self.made: GroupPlan | None = None

    @property
    def store(self) -> RunStore:
        """The store that has the group on the page; that of drafts until it has begun."""
        return self.runner.store_of(self.group)

    def record(self) -> GroupRecord | None:
        """Return the group on the page; None before there is one or when it was deleted."""
        try:
            return self.runner.group_status(self.group) if self.group else None
        except UnknownGroupError:
            self.group, self.made = "", None
            return None

    def mine(self, record: GroupRecord | None) -> bool:
        """Whether the visitor may steer what is on the page; anybody may watch it."""
        return record is None or may_steer(record.owner, self.owner)

    def _require_mine(self) -> None:
        if not self.mine(self.record()):
            raise RunnerError(NOT_YOURS)

    def adopt(self, group: str, device: str) -> bool:
        """Put a group of the store on the page, as after a reload; False if there is none."""
        if group == self.group:
            return True
        try:
            record = self.runner.group_status(group)
        except UnknownGroupError:
            return False
        if record.kind != self.kind:
            return False
        self.close()
        self.group, self.owned = group, self.mine(record) and self.runner.stay(group)
        self.watched_with = None
        settings = tuple(run.settings for run in self.store.runs(group=group))
        self.made = GroupPlan(self.kind, settings, record.labels, device, record.steps)
        return True

    def prepare(self, plan: GroupPlan) -> None:
        """Put a group of this plan on the page, unless it is there; a new one is at step 0."""
        record = self.record()
        if not self.mine(record):
            # It stays until a control is changed: then a group of the visitor's own begins.
            if self.watched_with in (None, plan):
                self.watched_with = plan
                return
        elif record is not None and plan == self.made:
            return
        self.renew(plan)

    def begin_anew(self) -> None:
        """Have the next plan begin new runs, even if it is that of the group on the page."""
        self.made = None

    def renew(self, plan: GroupPlan) -> None:
        """Put new runs at step 0 on the page; the old ones stay in the store if they moved."""
        # A group that another tab opened is left to it.
        if self.owned:
            self.runner.stop(self.group)
        self.group = self.runner.open_group(plan, owner=self.owner)
        self.owned = True
        self.made = plan

    def start(self) -> None:
        """Train on."""
        self._require_mine()
        self.runner.resume(self.group, watched=WATCHED_SECONDS)
        self.owned = True

    def pause(self) -> None:
        """Stop all runs at the same step."""
        self._require_mine()
        self.runner.pause(self.group)

    def stop(self) -> None:
        """Stop the runs, whichever tab started them; they can be resumed later."""
        self._require_mine()
        self.owned = False
        self.runner.stop(self.group)

    def close(self) -> None:
        """Let the runs be put down in a while, unless their visitor comes back to them."""
        if self.owned:
            self.owned = False
            self.runner.leave(self.group)


@st.cache_resource(scope="session", on_release=lambda session: session.close(), show_spinner=False)
def group_session(kind: str) -> GroupSession:
    """Return this visitor's ``compare`` or ``sweep``; it is stopped when the tab closes."""
    return GroupSession(services().runner, kind, page_owner())
