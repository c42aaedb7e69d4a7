"""How many threads a run uses: all of them while the machine is free, one when it is not.

Two threads that meet after every small operation wait for each other; when another program
takes one core, a step can take twenty times as long as on one thread alone.
"""

from __future__ import annotations

import time

import torch

WINDOW_SECONDS = 0.4
PROBE_STEPS = 12
PROBE_SECONDS = 0.12
COLLAPSE = 2.5
MARGIN = 0.93
PATIENCE = (0.8, 20.0)
"""Shortest and longest time between two looks at the other number of threads, in seconds."""


class ThreadGovernor:
    """Times windows of steps on one thread and on all, and keeps to what is quicker.

    Call ``took`` after every step. Changes torch's number of threads, so only a process that
    trains one run may have one. It begins with one: as a run starts, page and server are busy, for
    which two threads would wait. Unless ``free``, as where the number of threads would show in the
    results, it stays with one.
    """

    def __init__(self, *, free: bool, most: int) -> None:
        self.most = most
        self.free = most > 1 and free
        self.threads = 1
        torch.set_num_threads(self.threads)
        self.pace: dict[int, float] = {}
        self.probing = False
        self.patience = PATIENCE[0]
        self._open_window()
        self.next_probe = self.opened + self.patience

    def _open_window(self) -> None:
        self.opened = time.perf_counter()
        self.steps = 0
        self.busy = 0.0

    def took(self, seconds: float) -> None:
        """Count how long the last step took; may change the number of threads."""
        if not self.free:
            return
        self.steps += 1
        self.busy += seconds
        other = self.pace.get(self._other())
        collapsed = other is not None and self.busy > max(0.04, COLLAPSE * other * self.steps)
        if self.probing:
            full = self.steps >= PROBE_STEPS or self.busy >= PROBE_SECONDS
        else:
            full = self.busy >= WINDOW_SECONDS
        if not (full or collapsed or (other is None and self.busy >= PROBE_SECONDS)):
            return
        self.pace[self.threads] = self.busy / self.steps
        self._decide()
        self._open_window()

    def _decide(self) -> None:
        now = time.perf_counter()
        mine, other = self.pace[self.threads], self.pace.get(self._other())
        if other is None:
            self._probe()
        elif self.probing:
            self.probing = False
            if mine < MARGIN * other:
                self.patience = PATIENCE[0]
            else:
                self._switch()
                self.patience = min(2 * self.patience, PATIENCE[1])
            self.next_probe = now + self.patience
        elif mine > COLLAPSE * other:
            self._switch()
            self.next_probe = now + self.patience
        elif now >= self.next_probe:
            self._probe()

    def _probe(self) -> None:
        self.probing = True
        self._switch()

    def _switch(self) -> None:
        self.threads = self._other()
        torch.set_num_threads(self.threads)

    def _other(self) -> int:
        return 1 if self.threads > 1 else self.most
