"""How a server reaches its session on a worker: beside the worker's tasks, by the scheduler.

One operation is added to a worker's own; the scheduler passes questions and answers on, of which
it understands nothing and keeps nothing. This module is imported on the worker's event loop, so
torch is not: a task loads it.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gan_core.crew.cluster.session import Session

OPERATION = "gan_explorer"
HEAR_SECONDS = 2.0
"""A question for news is answered after so long, also without any."""

PACE_SECONDS = 0.08
"""Pictures and metrics are sent so often at the most; what somebody waits for, at once."""

EXPIRE_SECONDS = 20.0
"""A session that no server has asked for so long is dropped."""

_channels: dict[str, Channel] = {}


class Channel:
    """A session, and the question for its news that waits for an answer."""

    session: Session

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.news, self.urgent = asyncio.Event(), asyncio.Event()
        self.heard = time.monotonic()

    def wake(self, urgent: bool) -> None:
        """Note, from any thread, that there is something new."""
        if not self.news.is_set() or (urgent and not self.urgent.is_set()):
            with contextlib.suppress(RuntimeError):  # the worker ends
                self.loop.call_soon_threadsafe(self._wake, urgent)

    def _wake(self, urgent: bool) -> None:
        self.news.set()
        if urgent:
            self.urgent.set()

    async def tell(self) -> dict[str, Any]:
        """Return what is new, at once if somebody waits for it."""
        await _wait(self.news, HEAR_SECONDS)
        await _wait(self.urgent, PACE_SECONDS)
        self.news.clear()
        self.urgent.clear()
        writes, answers = self.session.outbox.take()
        return {"writes": writes, "answers": answers, "turn": self.session.turn}


async def _wait(event: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)


async def answer(session: str, ask: str, commands: list[dict[str, Any]] | None = None) -> Any:  # noqa: ANN401
    """Answer a server: ``give`` it commands, tell it ``news``, or ``drop`` its session."""
    channel = _channels.get(session)
    if channel is None:
        return {"gone": True}
    channel.heard = time.monotonic()
    if ask == "give":
        channel.session.give(commands or [])
    elif ask == "news":
        return await channel.tell()
    elif ask == "drop":
        _drop(session)
    return {}


def install(dask_worker: Any) -> None:  # noqa: ANN401
    """Add the operation to a worker; called on it by ``Client.run``."""
    dask_worker.handlers[OPERATION] = answer


def begin(session: str) -> dict[str, Any]:
    """Open a session; a task. Returns what a process of the crew says of itself first."""
    from distributed import get_worker

    from gan_core.crew.cluster.session import Session, prepare

    hello = prepare()
    worker = get_worker()
    place, threads = worker.local_directory, worker.state.nthreads

    async def open_session() -> None:
        loop = asyncio.get_running_loop()
        channel = Channel(loop)
        channel.session = Session(place, threads, channel.wake)
        _channels[session] = channel
        loop.call_later(EXPIRE_SECONDS, _expire, session)

    asyncio.run_coroutine_threadsafe(open_session(), worker.loop.asyncio_loop).result()
    return hello


def _expire(session: str) -> None:
    channel = _channels.get(session)
    if channel is None:
        return
    if time.monotonic() - channel.heard > EXPIRE_SECONDS:
        _drop(session)
    else:
        channel.loop.call_later(EXPIRE_SECONDS / 4, _expire, session)


def _drop(session: str) -> None:
    channel = _channels.pop(session, None)
    if channel is not None:
        # It waits for a turn that is under way.
        channel.loop.run_in_executor(None, channel.session.drop)


def take_turns(session: str, seconds: float) -> dict[str, Any]:
    """Train for so long; a task."""
    channel = _channels.get(session)
    if channel is None:
        return {"gone": True}
    return channel.session.take_turns(seconds)
