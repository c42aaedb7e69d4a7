"""How often browsers may ask for news of runs: together they cost a quarter of a core at most."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable

SHARE = 0.25
"""Cores that all answers together may take."""

LEAST_SECONDS, MOST_SECONDS = 0.04, 5.0
AROUND_SECONDS = 0.0015
"""What an answer takes besides making it: reading the request, writing the bytes (measured)."""

GONE_AFTER = 3.0
"""Who has not asked for so many of the usual waits does not watch any more."""

WEIGHT = 0.1


class FeedPace:
    """Counts who watches and what an answer costs; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: dict[Hashable, float] = {}
        self._cost = 0.002
        self._again = LEAST_SECONDS

    def watches(self, watcher: Hashable, *, now: float | None = None) -> float:
        """Note that somebody asks; returns in how many seconds they may ask again."""
        now = time.monotonic() if now is None else now
        with self._lock:
            self._asked[watcher] = now
            oldest = now - max(1.0, GONE_AFTER * self._again)
            self._asked = {who: at for who, at in self._asked.items() if at >= oldest}
            wanted = len(self._asked) * self._cost / SHARE
            self._again = min(MOST_SECONDS, max(LEAST_SECONDS, wanted))
            return self._again

    def took(self, seconds: float) -> None:
        """Note what an answer has taken of a processor."""
        with self._lock:
            self._cost += WEIGHT * (seconds + AROUND_SECONDS - self._cost)
