"""Clients that leave in the middle of a request, never send its body, or send text for bytes."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_SECONDS = 20.0
"""Between two parts of a body."""

UNSUPPORTED = 1003
"""RFC 6455: data of a kind that is not taken."""


class BoundedConnections:
    """Waits for the next part of a body, of whatever route, for some seconds; then answers 408.

    Who has left is not an error of the server: nothing of it goes into the log. Nor is text in a
    websocket, of which Streamlit reads bytes only: such a connection is closed.
    """

    def __init__(self, app: ASGIApp, *, seconds: float = MOST_SECONDS) -> None:
        self.app, self.seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, _bytes_only(receive, send), send)
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        whole, late, begun = False, False, False

        async def receive_in_time() -> Message:
            nonlocal whole, late
            if whole:
                # From here on the server is asked whether the client is still there.
                return await receive()
            try:
                async with asyncio.timeout(self.seconds):
                    message = await receive()
            except TimeoutError:
                late = whole = True
                return {"type": "http.disconnect"}
            whole = not message.get("more_body", False)
            return message

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive_in_time, send_and_note)
        except ClientDisconnect:
            # Raised by whatever reads a body: of routes of ours as of Streamlit's uploads.
            if late and not begun:
                line = f"The request's body did not come within {self.seconds:g} seconds.\n"
                await PlainTextResponse(line, 408, {"Connection": "close"})(scope, receive, send)


def _bytes_only(receive: Receive, send: Send) -> Receive:
    """Return what receives a websocket's messages until the first that is text."""

    async def receive_bytes() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive" and message.get("bytes") is None:
            await send({"type": "websocket.close", "code": UNSUPPORTED})
            return {"type": "websocket.disconnect", "code": UNSUPPORTED}
        return message

    return receive_bytes
