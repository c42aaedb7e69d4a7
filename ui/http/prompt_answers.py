"""Answers go out at once, and not when the browser has acknowledged their heads.

uvicorn writes the head of an answer and its body apart, and Streamlit sends a page in many small
messages. By Nagle's algorithm the second waits until the first is acknowledged, for which a client
takes 40 ms on Linux (RFC 1122, 4.2.3.2). asyncio turns that off for sockets that it made itself,
but not for Streamlit's.
"""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import psutil

Lifespan = Callable[[object], AbstractAsyncContextManager[None]]


def answer_promptly() -> int:
    """Set TCP_NODELAY on what this process listens at, for all connections to come; their number.

    A connection takes it from the socket that accepts it.
    """
    found = 0
    for connection in psutil.Process().net_connections("tcp"):
        # Windows does not say which file it is.
        if connection.status == psutil.CONN_LISTEN and connection.fd >= 0:
            with socket.socket(fileno=os.dup(connection.fd)) as listening:
                listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            found += 1
    return found


def prompt(lifespan: Lifespan) -> Lifespan:
    """Return a server's lifespan in which all answers are prompt: it begins with a bound socket."""

    @asynccontextmanager
    async def promptly(app: object) -> AsyncIterator[None]:
        answer_promptly()
        async with lifespan(app):
            yield

    return promptly
