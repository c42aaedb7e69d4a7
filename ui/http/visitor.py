"""The cookie by which a browser is known again, and who sends a request."""

from __future__ import annotations

from http.cookies import SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.http.base_path import below_base
from ui.shared.visitor import COOKIE, new_visitor, owner_of, visitor_in

YEAR = 365 * 24 * 3600
NOT_MODIFIED = 304
ANSWERS = {"http": "http.response.start", "websocket": "websocket.accept"}
"""How the answer to each kind of request begins."""


def visitor_middleware() -> list[Middleware]:
    """Return what the app's server puts around all requests."""
    return [Middleware(VisitorCookie)]


class VisitorCookie:
    """Gives each browser an identifier with the first page that it loads.

    A page's connection that comes without one gets it too, and knows it at once.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; the answer to a browser without an identifier brings one."""
        if scope["type"] not in ANSWERS or visitor_in(HTTPConnection(scope).cookies):
            await self.app(scope, receive, send)
            return
        visitor = new_visitor()
        given = Headers(scope=scope)

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == ANSWERS[scope["type"]] and _is_page(given, message):
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                secure = scope["scheme"] in ("https", "wss")
                headers.append("set-cookie", cookie_line(visitor, secure=secure))
                message = {**message, "headers": headers.raw}
            await send(message)

        if scope["type"] == "websocket":
            headers = MutableHeaders(raw=list(scope["headers"]))
            others = headers.get("cookie", "")
            headers["cookie"] = f"{others}; {COOKIE}={visitor}" if others else f"{COOKIE}={visitor}"
            scope = {**scope, "headers": headers.raw}
        await self.app(scope, receive, send_with_cookie)


def _is_page(request: Headers, answer: Message) -> bool:
    """Whether an answer is a page, be it one that the browser has kept, or a page's connection."""
    if answer["type"] == "websocket.accept":
        return True
    if answer["status"] == NOT_MODIFIED:
        return "text/html" in request.get("accept", "")
    return MutableHeaders(raw=answer["headers"]).get("content-type", "").startswith("text/html")


def cookie_line(visitor: str, *, secure: bool) -> str:
    """Return a visitor's cookie, which no script can read; it lasts a year."""
    cookie: SimpleCookie = SimpleCookie({COOKIE: visitor})
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
