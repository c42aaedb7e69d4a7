"""Whose hidden units somebody looks at, and who computes what they respond to."""

from __future__ import annotations

import threading
import time

from gan_core.crew.crew import Crew
from gan_core.crew.drafts import Drafts
from gan_core.runs.run_record import RunRecord, UnknownRunError
from gan_core.runs.store import RunStore

APART = 2.0
"""A process that holds a run, and a run's checkpoint, are asked no more often than that."""

RUNS_NOTED = 200
RESTING = ("stopped", "finished")


class LayerWishes:
    """Answers all who look at the layers of a run; safe to share between threads.

    A process adds the responses to the pictures of a run that it holds. Of a draft, and of a run
    that rests in the store, the newest picture gets them here, once.
    """

    def __init__(self, store: RunStore, drafts: Drafts, crew: Crew) -> None:
        self.store, self.drafts, self.crew = store, drafts, crew
        self._asked: dict[str, float] = {}
        self._lock = threading.Lock()
        self._drawing = threading.Lock()

    def ask(self, run: str) -> None:
        """See that the newest picture of a run shows the responses, now or soon."""
        if not self._is_due(run):
            return
        if self.crew.holds(run):
            self.crew.tell(run, "layers")
            return
        drafted = run in self.drafts
        store = self.drafts.store if drafted else self.store
        try:
            record = store.get(run)
        except UnknownRunError:
            return
        if record.state in (("ready",) if drafted else RESTING):
            self._draw(store, record)

    def _is_due(self, run: str) -> bool:
        now = time.monotonic()
        with self._lock:
            if now - self._asked.get(run, -APART) < APART:
                return False
            if len(self._asked) >= RUNS_NOTED:
                self._asked.clear()
            self._asked[run] = now
        return True

    def _draw(self, store: RunStore, record: RunRecord) -> None:
        # Torch is loaded by the first picture, not when the server starts.
        from gan_core.runs.live.layers import add_stored_layers

        with self._drawing:
            add_stored_layers(store, record)
