"""Runs and groups at step 0 that nobody has started: kept in memory, drawn without a worker.

Looking at a page or moving a control makes a draft. It starts no process, takes nobody's place and
writes nothing to the run store; with its first command it becomes a run of the store.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from gan_core.runs.groups import GroupPlan
from gan_core.runs.store import RunStore
from gan_core.settings.base import Settings
from gan_core.storage.messages import of_failure

KEPT = 500
"""Drafts of all visitors that are kept; a page whose draft has gone makes another."""

PICTURES_KEPT = 128
SCRATCH = "scratch"

Commands = list[tuple[str, dict[str, Any]]]
Picture = tuple[dict[str, Any], bytes]
log = logging.getLogger(__name__)


class Drafts:
    """Drafts by name, in a run store of their own; safe to share between threads."""

    def __init__(self) -> None:
        self.store = RunStore(None)
        self._names: OrderedDict[str, Commands] = OrderedDict()
        self._pictures: OrderedDict[Settings, Picture] = OrderedDict()
        self._lock = threading.RLock()
        self._drawing = threading.Lock()

    def __contains__(self, name: object) -> bool:
        """Whether a run or group of this name is a draft."""
        return name in self._names

    def add(self, run: str, settings: Settings, *, device: str, owner: str) -> None:
        """Add a run at step 0."""
        with self._lock:
            self.store.create(run, settings, steps=None, device=device, owner=owner)
            self.store.update(run, state="ready")
            self._keep(run)

    def add_group(self, group: str, runs: Sequence[str], plan: GroupPlan, *, owner: str) -> None:
        """Add a group of runs at step 0."""
        with self._lock:
            self.store.create_group(group, runs, plan, owner=owner)
            self.store.groups.update_runs(group, state="ready")
            self.store.groups.update(group, state="ready")
            self._keep(group)

    def _keep(self, name: str) -> None:
        self._names[name] = []
        while len(self._names) > KEPT:
            self.drop(next(iter(self._names)))

    def note(self, name: str, command: str, content: dict[str, Any]) -> bool:
        """Keep a command for when the draft begins; False for what is no draft."""
        with self._lock:
            if name not in self._names:
                return False
            earlier = [known for known in self._names[name] if known[0] != command]
            self._names[name] = [*earlier, (command, content)]
            return True

    def begin(self, name: str, store: RunStore) -> Commands:
        """Move a draft to ``store``; returns the commands kept for it, none for what is no draft.

        Its picture goes with it: it is shown while the run waits for its place.
        """
        with self._lock:
            if name not in self._names:
                return []
            if self.store.is_group(name):
                self._move_group(name, store)
            else:
                self._move(name, store)
            commands = self._names[name]
            self.drop(name)
        return commands

    def _move(self, run: str, store: RunStore) -> None:
        record = self.store.get(run)
        with store.transaction():
            store.create(
                run, record.given, steps=record.steps, device=record.device, owner=record.owner
            )
            self._copy_picture(run, record.given, store)

    def _move_group(self, group: str, store: RunStore) -> None:
        record = self.store.groups.get(group)
        settings = [run.settings for run in self.store.runs(group=group)]
        plan = GroupPlan(record.kind, tuple(settings), record.labels, record.device, record.steps)
        store.create_group(group, record.runs, plan, owner=record.owner)
        for run, given in zip(record.runs, settings, strict=True):
            self._copy_picture(run, given, store)

    def _copy_picture(self, run: str, settings: Settings, store: RunStore) -> None:
        if settings in self._pictures:
            show(store, run, self._pictures[settings])

    def drop(self, name: str) -> bool:
        """Forget a draft; False for what is none."""
        with self._lock:
            if self._names.pop(name, None) is None:
                return False
            with contextlib.suppress(KeyError):
                if self.store.is_group(name):
                    self.store.delete_group(name)
                else:
                    self.store.delete(name)
            return True

    def draw(self, name: str) -> None:
        """See that a draft's picture, or those of a group's runs, are in the store.

        What goes wrong ends the draft as it would end the run: failed, with the message.
        """
        if name not in self._names:
            return
        grouped = self.store.is_group(name)
        with contextlib.suppress(KeyError):
            runs = self.store.runs(group=name) if grouped else [self.store.get(name)]
            for record in runs:
                if record.state == "ready" and not self.store.frame_steps(record.id):
                    try:
                        show(self.store, record.id, self.picture(record.given))
                    except Exception as error:
                        log.exception("the first picture of %s failed", record.given)
                        self.store.update(record.id, state="failed", message=of_failure(error))

    def picture(self, settings: Settings) -> Picture:
        """Return the row of metrics and the picture of untrained networks, made on the CPU."""
        with self._drawing:
            if settings not in self._pictures:
                self._pictures[settings] = first_picture(settings)
                while len(self._pictures) > PICTURES_KEPT:
                    self._pictures.popitem(last=False)
            self._pictures.move_to_end(settings)
            return self._pictures[settings]


def first_picture(settings: Settings) -> Picture:
    """Return what a worker would publish first of a run with these settings."""
    # Torch is loaded by the first picture, not when the server starts.
    from gan_core.runs.live.opening import open_run

    store = RunStore(None)
    try:
        store.create(SCRATCH, settings, steps=None, device="cpu")
        open_run(store, SCRATCH)
        live = store.live(SCRATCH)
        assert live is not None
        return store.reports(SCRATCH)[0], live.content
    finally:
        store.close()


def show(store: RunStore, run: str, picture: Picture) -> None:
    """Publish a picture of step 0, as the newest and on the timeline."""
    report, content = picture
    store.add_frame(run, 0, content, milestone=True)
    store.add_report(run, report)
    store.set_live(run, content)
