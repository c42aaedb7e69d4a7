"""The cookie by which a browser is known again, and who sends a request."""

from __future__ import annotations

from http.cookies import SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.http.feed import below_base
from ui.shared.visitor import COOKIE, new_visitor, owner_of, visitor_in
from ui.shared.visitor import is_teacher as is_teacher
from ui.shared.visitor import visitor_id as visitor_id

YEAR = 365 * 24 * 3600


def visitor_middleware() -> list[Middleware]:
    """Return what the app's server puts around all requests."""
    return [Middleware(VisitorCookie)]


class VisitorCookie:
    """Gives each browser an identifier with the first page that it loads."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; a page for a browser that has no identifier yet brings one."""
        if scope["type"] != "http" or visitor_in(HTTPConnection(scope).cookies):
            await self.app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", cookie_line(secure=scope["scheme"] == "https"))
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def cookie_line(*, secure: bool) -> str:
    """Return a new visitor's cookie, which no script can read; it lasts a year."""
    cookie: SimpleCookie = SimpleCookie({COOKIE: new_visitor()})
    attributes = cookie[COOKIE]
    attributes["path"] = below_base("") or "/"
    attributes["max-age"] = YEAR
    attributes["httponly"] = True
    attributes["samesite"] = "Lax"
    if secure:
        attributes["secure"] = True
    return cookie.output(header="").strip()


def request_owner(request: HTTPConnection) -> str:
    """Return the owner of what a request asks for; without a cookie, one for its address."""
    visitor = visitor_in(request.cookies)
    return owner_of(visitor or f"address {request.client.host if request.client else ''}")
