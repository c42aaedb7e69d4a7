"""The body of a request, bounded before it is kept; ``BoundedConnections`` bounds its time."""

from __future__ import annotations

from starlette.requests import Request


class BodyError(ValueError):
    """A body that is too long; one line says so."""


async def read_body(request: Request, *, most: int) -> bytes:
    """Return a request's body of at most ``most`` bytes; ``BodyError`` for a longer one.

    Raises Starlette's ``ClientDisconnect`` when the client leaves meanwhile.
    """
    said = request.headers.get("content-length", "")
    # One that is no number is none: the server has counted what comes.
    if said.isascii() and said.isdecimal() and (len(said) > 18 or int(said) > most):
        raise _too_long(most)
    body = bytearray()
    async for part in request.stream():
        if len(body) + len(part) > most:
            raise _too_long(most)
        body += part
    return bytes(body)


def _too_long(most: int) -> BodyError:
    return BodyError(f"the request is longer than {most} bytes; send less")
