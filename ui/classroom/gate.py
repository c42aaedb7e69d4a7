"""The gate of a classroom: who has not given a code gets a form and nothing else."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from urllib.parse import parse_qs, quote

from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.classroom.cookies import NAME, SECONDS, role_of_cookie, signed
from ui.classroom.form import HEADERS, form
from ui.classroom.slowdown import Slowdown, client_key
from ui.http.base_path import below_base
from ui.http.body import read_body
from ui.shared.language import asked_language, speaking
from ui.shared.role import ROLE_HEADER, is_forwarded, sits_here
from ui.shared.room import STUDENT, TEACHER, Room, room

HEALTH, JOIN = "/_stcore/health", "/join"
FORM = "join"
"""Where the form of the join page goes: beside it, also below a prefix that a proxy takes off."""

MOST_BYTES = 1000
MOST_SECONDS = 10
FORM_TYPE = "application/x-www-form-urlencoded"
PAGE_NAME = re.compile(r"/\w*", re.ASCII)
UNTRUSTED = "forwarded"


def gate_middleware() -> list[Middleware]:
    """Return what ``st.App`` puts before everything else: nothing outside a classroom."""
    open_room = room()
    return [Middleware(Gate, room=open_room, base=below_base("/"))] if open_room else []


class Gate:
    """Lets through who has the room's cookie or sits at the machine; others get the form.

    ``base`` is the path below which the app lies, with a slash at its end.
    """

    def __init__(
        self, app: ASGIApp, *, room: Room, base: str = "/", clock: Callable[[], float] = time.time
    ) -> None:
        self.app, self.room, self.clock = app, room, clock
        self.base = base.rstrip("/")
        self.slowdown = Slowdown()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or hand it on with the visitor's role in a header."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        role = self.role(HTTPConnection(scope))
        if scope["type"] == "http":
            request = Request(scope, receive)
            with speaking(asked_language(request)):
                answer = await self.answer(request, role)
            if answer is not None:
                await answer(scope, receive, send)
                return
        elif not role:
            # Before it is accepted: the server makes 403 of it.
            await send({"type": "websocket.close", "code": 1008})
            return
        await self.app(_with_role(scope, role), receive, send)

    def role(self, request: HTTPConnection) -> str:
        """Return who asks, empty for a stranger."""
        cookie = request.cookies.get(NAME, "")
        found = role_of_cookie(cookie, self.room.secret, now=self.clock())
        client = request.client.host if request.client else ""
        if not self.room.behind_proxy and sits_here(client, request.headers):
            return TEACHER
        return found

    async def answer(self, request: Request, role: str) -> Response | None:
        """Return the gate's own answer; None for a request that may go on."""
        path, reading = request.scope["path"], request.method in {"GET", "HEAD"}
        if path == self.base + JOIN:
            if request.method == "POST":
                return self.admit(request, await _code(request), self.base + "/")
            code = request.query_params.get("code")
            if code is None:
                return form(action=FORM, status=200)
            # A link may be read over a shoulder, so the teacher's code is none of its codes.
            return self.admit(request, code, self.base + "/", roles={STUDENT})
        if role or (reading and path == self.base + HEALTH):
            return None
        if request.method == "POST" and _is_form(request):
            return self.admit(request, await _code(request), self.wanted(request))
        return form(action="", status=403)

    def wanted(self, request: Request) -> str:
        """Return the page that a stranger asked for, so that links into a lesson work.

        Only the path of a page below the base goes into a redirect, never another site's.
        """
        path = str(request.scope["path"])
        inside = path.removeprefix(self.base)
        if not (path.startswith(self.base) and PAGE_NAME.fullmatch(inside)):
            return self.base + "/"
        query = quote(request.scope.get("query_string", b""), safe="=&+%,.-_~:*/")
        return self.base + inside + (f"?{query}" if query else "")

    def admit(
        self,
        request: Request,
        code: str,
        target: str,
        *,
        roles: set[str] | frozenset[str] = frozenset({TEACHER, STUDENT}),
    ) -> Response:
        """Answer a code: a cookie and the page for the right one, the form again for another."""
        client, now = self.client(request), self.clock()
        action = FORM if request.scope["path"] == self.base + JOIN else ""
        wait = self.slowdown.wait(client, now=now)
        if wait:
            return form(action=action, status=429, wait=wait)
        role = self.room.role_of_code(code)
        if role not in roles:
            self.slowdown.count(client, now=now)
            return form(action=action, status=403, wrong=True)
        self.slowdown.forget(client)
        response = RedirectResponse(target, status_code=303, headers=HEADERS)
        response.set_cookie(
            NAME,
            signed(role, self.room.secret, now=now),
            max_age=SECONDS,
            path=self.base + "/",
            secure=request.scope.get("scheme") == "https",
            httponly=True,
            samesite="lax",
        )
        return response

    def client(self, request: Request) -> str:
        """Return who is slowed down; all whose address is only said share one place."""
        if not self.room.behind_proxy and is_forwarded(request.headers):
            return UNTRUSTED
        return client_key(request.client.host if request.client else "")


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM_TYPE


async def _code(request: Request) -> str:
    """Return the code in a form that was sent, empty if it is long, slow or no form."""
    if not _is_form(request):
        return ""
    try:
        async with asyncio.timeout(MOST_SECONDS):
            body = await read_body(request, most=MOST_BYTES)
        found = parse_qs(body.decode("utf-8", "replace"), max_num_fields=5)
    except (TimeoutError, ClientDisconnect, ValueError):
        return ""
    return found.get("code", [""])[0]


def _with_role(scope: Scope, role: str) -> Scope:
    name = ROLE_HEADER.encode()
    kept = [header for header in scope["headers"] if header[0].lower() != name]
    return {**scope, "headers": [*kept, (name, role.encode())]}
