"""The body of a request: bounded before it is kept, and not waited for without end."""

from __future__ import annotations

import asyncio

from starlette.requests import Request

MOST_SECONDS = 15.0
"""A whole body of one of our own routes comes within this, or is refused."""


class BodyError(Exception):
    """A body that is too long or came too late; one line says which, ``status`` how HTTP does."""

    def __init__(self, line: str, status: int) -> None:
        super().__init__(line)
        self.status = status


async def read_body(request: Request, *, most: int, seconds: float = MOST_SECONDS) -> bytes:
    """Return a request's body of at most ``most`` bytes; ``BodyError`` for a longer or late one.

    Raises Starlette's ``ClientDisconnect`` when the client leaves meanwhile.
    """
    said = request.headers.get("content-length", "")
    # One that is no number is none: the server has counted what comes.
    if said.isascii() and said.isdecimal() and (len(said) > 18 or int(said) > most):
        raise _too_long(most)
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                if len(body) + len(part) > most:
                    raise _too_long(most)
                body += part
    except TimeoutError:
        raise BodyError(
            f"the request's body did not come within {seconds:g} seconds; send it again", 408
        ) from None
    return bytes(body)


def _too_long(most: int) -> BodyError:
    return BodyError(f"the request is longer than {most} bytes; send less", 400)
