"""The cookie by which a browser is known again, and who counts as the teacher."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie

import pytest
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.ui.asgi import get
from ui.http import visitor
from ui.http.visitor import request_owner, visitor_middleware
from ui.shared.role import sits_here
from ui.shared.visitor import COOKIE, FORM, may_steer, new_visitor, owner_of

APP = Starlette(
    routes=[
        Route("/", lambda _request: HTMLResponse("<p>page")),
        Route("/feed", lambda _request: JSONResponse({})),
    ],
    middleware=visitor_middleware(),
)


def test_the_first_page_brings_a_cookie_that_scripts_cannot_read():
    cookie = SimpleCookie(dict(get(APP, "/"))[b"set-cookie"].decode())[COOKIE]
    assert FORM.fullmatch(cookie.value)
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/", "Lax", True)
    assert int(cookie["max-age"]) == 365 * 24 * 3600
    assert not cookie["secure"]


def test_the_cookie_is_for_the_path_below_which_the_app_lies(monkeypatch):
    monkeypatch.setattr(visitor, "below_base", lambda path: f"/gans{path}")
    line = visitor.cookie_line("anne", secure=True)
    assert "Path=/gans;" in line + ";"
    assert "Secure" in line


def test_who_has_one_keeps_it_and_data_brings_none():
    mine = f"{COOKIE}={new_visitor()}"
    assert b"set-cookie" not in dict(get(APP, "/", cookie=mine))
    assert b"set-cookie" not in dict(get(APP, "/feed"))
    assert b"set-cookie" in dict(get(APP, "/", cookie=f"{COOKIE}=damaged!"))


def test_a_page_that_the_browser_has_kept_brings_one_too():
    kept = Starlette(
        routes=[Route("/", lambda _request: Response(status_code=304))],
        middleware=visitor_middleware(),
    )
    assert b"set-cookie" in dict(get(kept, "/", accept="text/html,*/*"))
    assert b"set-cookie" not in dict(get(kept, "/", accept="image/png"))


def test_a_connection_without_one_gets_it_and_knows_it_at_once():
    seen, sent = [], []

    async def app(scope, _receive, send):
        seen.append(HTTPConnection(scope).cookies)
        await send({"type": "websocket.accept", "headers": [(b"x", b"y")]})

    async def send(message):
        sent.append(message)

    scope = {"type": "websocket", "scheme": "ws", "headers": [(b"cookie", b"other=1")]}
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(visitor.VisitorCookie(app)(scope, None, send))).result()
    given = SimpleCookie(dict(sent[0]["headers"])[b"set-cookie"].decode())[COOKIE].value
    assert seen == [{"other": "1", COOKIE: given}]


def test_the_store_is_told_no_cookie():
    mine = new_visitor()
    scope = {"type": "http", "headers": [(b"cookie", f"{COOKIE}={mine}".encode())]}
    owner = request_owner(Request(scope))
    assert owner == owner_of(mine)
    assert mine not in owner


def test_what_has_no_owner_is_anybodys():
    assert may_steer("", "anne")
    assert may_steer("anne", "anne")
    assert not may_steer("ben", "anne")
    assert not may_steer("ben", "")


HERE = {"host": "localhost:8501", "origin": "http://localhost:8501"}


@pytest.mark.parametrize(
    ("client", "headers", "expected"),
    [
        ("127.0.0.1", HERE, True),
        ("::1", {"host": "[::1]:8501"}, True),
        ("192.168.0.7", HERE, False),
        ("127.0.0.1", HERE | {"x-forwarded-for": "10.0.0.9"}, False),
        ("127.0.0.1", HERE | {"origin": "https://gans.example.org"}, False),
        ("127.0.0.1", {"host": "gans.example.org"}, False),
        ("127.0.0.1", {}, False),
    ],
)
def test_the_teacher_sits_at_this_machine(client, headers, expected):
    assert sits_here(client, headers) == expected
