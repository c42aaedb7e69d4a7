"""Requests that compute: two of a visitor at a time, by turns with others, none for who has left.

Eight more of a visitor wait, and what comes beyond is refused. A long search takes a new turn for
each of its steps, so that a slider of somebody else waits for one step and not for the search.
"""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Callable, Coroutine, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from ui.http.turns import BusyError, Turns, cores
from ui.http.visitor import request_owner

BUSY, CLIENT_LEFT = 429, 499
Result = TypeVar("Result")


class LeftError(RuntimeError):
    """Whoever asked is not there any more."""


@dataclass(frozen=True)
class Steps:
    """An answer that comes in lines: each is computed in a turn of its own."""

    lines: Iterator[str]
    media_type: str = "application/x-ndjson"


_given_up: ContextVar[threading.Event | None] = ContextVar("given_up", default=None)
_turns: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Turns] = weakref.WeakKeyDictionary()


def check_wanted() -> None:
    """Raise ``LeftError`` where this thread computes for one who has left; call between steps."""
    given_up = _given_up.get()
    if given_up is not None and given_up.is_set():
        raise LeftError("the one who asked has left")


async def computed(request: Request, work: Callable[[], Response | Steps]) -> Response:
    """Carry out a request whose body has been read, in a thread when it is its visitor's turn.

    429 with one line where too many of them wait. What ``work`` gives as ``Steps`` is computed
    line by line while it is sent.
    """
    place = Place(request)
    try:
        found = await place.unless_left(request.receive, place.begin(work))
        if isinstance(found, Steps):
            return StepsResponse(place, found)
    except BusyError as error:
        answer: Response = JSONResponse({"error": str(error)}, BUSY, {"Retry-After": "1"})
    except LeftError:
        answer = Response(status_code=CLIENT_LEFT)
    except BaseException:
        place.leave()
        raise
    else:
        answer = found
    place.leave()
    return answer


class Place:
    """One request's place among those that compute."""

    def __init__(self, request: Request) -> None:
        self.visitor = request_owner(request)
        loop = asyncio.get_running_loop()
        self.turns = _turns.setdefault(loop, Turns(cores()))
        self.given_up = threading.Event()
        self.admitted = False

    async def begin(self, work: Callable[[], Result]) -> Result:
        """Wait to be admitted, then compute."""
        await self.turns.admit(self.visitor)
        self.admitted = True
        return await self.turn(work)

    async def turn(self, work: Callable[[], Result]) -> Result:
        """Compute when it is the visitor's turn."""
        _given_up.set(self.given_up)
        return await self.turns.compute(self.visitor, work)

    async def unless_left(self, receive: Receive, work: Coroutine[Any, Any, Result]) -> Result:
        """Await work of this request; ``LeftError`` as soon as its client has left.

        Work in a thread is told, and ends at its next step.
        """
        job, gone = asyncio.create_task(work), asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait({job, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not job.done():
                raise LeftError("the one who asked has left")
            return job.result()
        finally:
            gone.cancel()
            if not job.done():
                self.given_up.set()
                job.cancel()

    def leave(self) -> None:
        """Give the place up, at the latest when the answer was sent."""
        if self.admitted:
            self.admitted = False
            self.turns.release(self.visitor)


async def _gone(receive: Receive) -> None:
    """Return when the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


class StepsResponse(Response):
    """Sends lines as they are computed; its place is given up at the end, however that comes."""

    def __init__(self, place: Place, steps: Steps) -> None:
        super().__init__(media_type=steps.media_type)
        del self.headers["content-length"]
        self.place, self.lines = place, steps.lines

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, line by line, as long as somebody listens."""
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        try:
            await send(start)
            while True:
                turn = self.place.turn(lambda: next(self.lines, None))
                line = await self.place.unless_left(receive, turn)
                body = (line or "").encode()
                more = line is not None
                await send({"type": "http.response.body", "body": body, "more_body": more})
                if not more:
                    return
        except LeftError:
            return
        finally:
            self.place.leave()
