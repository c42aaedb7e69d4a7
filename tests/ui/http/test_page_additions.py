"""Style and script that every page has from the start."""

import asyncio
import gzip
import json

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.live.test_modules import run
from ui.http.headers import page_headers
from ui.http.page_additions import BASE_SCRIPT, SCRIPT, PageAdditions, additions_middleware
from ui.shared.page_css import PAGE_CSS
from ui.shared.places import PLACES

PAGE = "<html><body>" + "x" * 2000 + "</body></html>"
ASKS_PAGE = {"accept": "text/html,*/*;q=0.8", "accept-encoding": "gzip"}


def page(request):
    return HTMLResponse(PAGE, headers={"etag": "1", "last-modified": "now"})


def packed(request):
    return Response(
        gzip.compress(PAGE.encode(), mtime=0),
        media_type="text/html",
        headers={"content-encoding": "gzip"},
    )


def ask(path, method="GET", **headers):
    routes = [
        Route("/", page),
        Route("/packed", packed),
        Route("/numbers", lambda request: JSONResponse({"a": 1})),
    ]
    added = Middleware(PageAdditions, style="p {color: red}", script="a = 1;")
    app = Starlette(routes=routes, middleware=[added, Middleware(GZipMiddleware)])

    scope = {
        "type": "http", "method": method, "path": path, "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    sent = []

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    start, *parts = sent
    body = b"".join(part["body"] for part in parts)
    return {name.decode(): value.decode() for name, value in start["headers"]}, body


def test_a_page_ends_with_style_and_script():
    headers, body = ask("/", **ASKS_PAGE, **{"if-none-match": "1"})
    end = "<style>p {color: red}</style><script>a = 1;</script></body></html>"
    assert body.decode() == PAGE.replace("</body></html>", end)
    assert int(headers["content-length"]) == len(body)
    assert not {"etag", "last-modified", "content-encoding"} & set(headers)


@pytest.mark.parametrize(
    ("path", "method", "accept"),
    [("/numbers", "GET", "text/html"), ("/", "GET", "*/*"), ("/packed", "GET", "text/html")],
)
def test_all_else_is_passed_on_as_it_is(path, method, accept):
    _headers, body = ask(path, method, accept=accept)
    assert body in (PAGE.encode(), gzip.compress(PAGE.encode(), mtime=0), b'{"a":1}')


def test_browsers_are_told_that_the_script_is_ours():
    (middleware,) = additions_middleware()
    assert middleware.kwargs == {"style": PAGE_CSS, "script": SCRIPT}
    assert page_headers({})["Content-Security-Policy"].count("'sha256-") >= 2


def test_every_place_that_a_view_keeps_free_has_its_rules():
    from ui.growing.page import VIEWS as GROWING
    from ui.latent.views import LATENT_VIEWS
    from ui.theory.page import VIEWS as THEORY

    places = {view.place for view in [*GROWING.values(), *LATENT_VIEWS.values(), *THEORY.values()]}
    assert places < set(PLACES)
    for name in places:
        assert PAGE_CSS.count(f".st-key-place-{name} {{min-height: calc(") == 2


@pytest.mark.parametrize(
    ("path", "base"),
    [
        ("/25_Gaussians", "http://host:1/"),
        ("/school/user/25_Gaussians", "http://host:1/school/user/"),
        ("/", None),
        ("/school", None),
    ],
)
def test_a_page_knows_where_the_server_is(path, base):
    location = json.dumps({"pathname": path, "origin": "http://host:1"})
    said = "console.log(JSON.stringify(window.__streamlit?.BACKEND_BASE_URL ?? null))"
    told = run("node", "-e", f"const window = {{}}, location = {location};{BASE_SCRIPT};{said}")
    assert json.loads(told.stdout) == base
