"""How long a run has trained, and how fast."""

from __future__ import annotations

import time

RATE_SECONDS = 1.0


class Stopwatch:
    """Training time of a run without its pauses, and its speed since the last look."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self._since: float | None = None
        self._mark = (seconds, 0)
        self._rate: float | None = None

    def start(self, step: int) -> None:
        """Go on counting; ``step`` is where the run stands."""
        if self._since is None:
            self._since = time.perf_counter()
            self._mark = (self.seconds, step)

    def stop(self) -> None:
        """Stop counting, as in a pause."""
        self.seconds = self.elapsed()
        self._since = None

    def elapsed(self) -> float:
        """Seconds counted so far."""
        running = 0.0 if self._since is None else time.perf_counter() - self._since
        return self.seconds + running

    def rate(self, step: int) -> float | None:
        """Return steps per second over the last second or more; None before the first step.

        Shorter windows would hold a step or two and a whole evaluation.
        """
        now = self.elapsed()
        then, before = self._mark
        if step > before and now - then >= RATE_SECONDS:
            self._rate = (step - before) / (now - then)
            self._mark = (now, step)
        elif self._rate is None and step > before and now > then:
            return (step - before) / (now - then)
        return self._rate
