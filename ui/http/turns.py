"""Turns at computing: visitors take them in rotation, and nobody waits behind one who asks much.

All of it is called in one event loop, which never computes itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import os
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

AT_ONCE, IN_LINE = 2, 8
"""Requests of one visitor that are under way at a time, and that wait for it."""

ALL_IN_LINE = 240
"""Requests of all visitors that wait."""

Line = deque[asyncio.Future[None]]
Result = TypeVar("Result")


class BusyError(RuntimeError):
    """Too many requests wait already; one line says so."""


@dataclass
class Visitor:
    """What one visitor has under way: admitted requests, those in line, and wishes for a turn."""

    admitted: int = 0
    computing: int = 0
    line: Line = field(default_factory=deque)
    wishes: Line = field(default_factory=deque)

    @property
    def idle(self) -> bool:
        """Whether nothing of theirs is under way."""
        return not (self.admitted or self.computing or self.line or self.wishes)


class Turns:
    """Admits requests and deals ``most`` turns at a time, each in a thread."""

    def __init__(self, most: int) -> None:
        self.most = most
        # One visitor alone never takes the last turn, which somebody else's slider may want.
        self.most_each = min(AT_ONCE, max(1, most - 1))
        self.computing = 0
        self.visitors: OrderedDict[str, Visitor] = OrderedDict()

    def of(self, name: str) -> Visitor:
        """Return what a visitor has under way."""
        return self.visitors.setdefault(name, Visitor())

    async def admit(self, name: str) -> None:
        """Wait for one of the visitor's AT_ONCE places; ``BusyError`` where too many wait."""
        visitor = self.of(name)
        if visitor.admitted < AT_ONCE:
            visitor.admitted += 1
            return
        waiting = sum(len(other.line) for other in self.visitors.values())
        if len(visitor.line) >= IN_LINE or waiting >= ALL_IN_LINE:
            raise BusyError("too many requests wait already; ask again in a moment")
        await self._wait(name, visitor.line, undo=self.release)

    def release(self, name: str) -> None:
        """Give up a place; the visitor's next request takes it."""
        visitor = self.of(name)
        if not _grant(visitor.line):
            visitor.admitted -= 1
        self._forget(name)

    async def compute(self, name: str, work: Callable[[], Result]) -> Result:
        """Compute in a thread when it is the visitor's turn.

        Cancelled before that, it never begins; later, the turn lasts until the thread is done.
        """
        wishes = self.of(name).wishes
        await self._wait(name, wishes, begin=self._deal, undo=self._over)
        try:
            loop, context = asyncio.get_running_loop(), contextvars.copy_context()
            job = loop.run_in_executor(_pool(), lambda: context.run(work))
        except BaseException:
            self._over(name)
            raise
        job.add_done_callback(lambda done: self._computed(name, done))
        return await asyncio.shield(job)

    def _computed(self, name: str, job: asyncio.Future[Result]) -> None:
        # An error that finds nobody any more is no error that somebody forgot to look at.
        if not job.cancelled():
            job.exception()
        self._over(name)

    def _over(self, name: str) -> None:
        self.of(name).computing -= 1
        self.computing -= 1
        self._forget(name)
        self._deal()

    def _deal(self) -> None:
        """Give free turns to visitors who wish for one, in rotation."""
        while self.computing < self.most:
            name = next(filter(self._take_turn, list(self.visitors)), None)
            if name is None:
                return
            self.visitors.move_to_end(name)

    def _take_turn(self, name: str) -> bool:
        visitor = self.visitors[name]
        if visitor.computing >= self.most_each or not _grant(visitor.wishes):
            return False
        visitor.computing += 1
        self.computing += 1
        return True

    def _forget(self, name: str) -> None:
        if self.of(name).idle:
            del self.visitors[name]

    async def _wait(
        self,
        name: str,
        line: Line,
        *,
        undo: Callable[[str], None],
        begin: Callable[[], None] = lambda: None,
    ) -> None:
        """Wait in a line; what was granted to one who does not wait any more is given back.

        ``begin`` is called once the place is in its line.
        """
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(place)
        begin()
        try:
            await place
        except asyncio.CancelledError:
            if place.cancelled():
                with contextlib.suppress(ValueError):
                    line.remove(place)
                self._forget(name)
            else:
                undo(name)
            raise


def _grant(line: Line) -> bool:
    """Let the first in a line go on; False where nobody waits."""
    while line:
        place = line.popleft()
        if not place.done():
            place.set_result(None)
            return True
    return False


def cores() -> int:
    """Return how many threads compute at a time, for all visitors."""
    return max(1, os.cpu_count() or 1)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(cores(), thread_name_prefix="computing")
