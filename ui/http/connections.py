"""Clients that leave in the middle of a request, or never send its body."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_SECONDS = 20.0
"""Between two parts of a body."""


class PatientOnce:
    """Waits so long for the next part of a body, of whatever route; then the request is over.

    Who has left is not an error of the server: nothing of it goes into the log.
    """

    def __init__(self, app: ASGIApp, *, seconds: float = MOST_SECONDS) -> None:
        self.app, self.seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
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
