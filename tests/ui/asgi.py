"""Asks an ASGI app in the test's own process."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from starlette.applications import Starlette


def post(routes, path, body):
    """Return status and body of a POST; ``body`` is bytes, or what becomes JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": [], "http_version": "1.1", "scheme": "http",
        "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "root_path": "",
    }  # fmt: skip
    sent = []
    asked = False

    async def receive():
        nonlocal asked
        if asked:
            # Nobody hangs up: wait for ever.
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message):
        sent.append(message)

    # In a thread of its own: the browser tests leave a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(Starlette(routes=routes)(scope, receive, send))).result()
    answer = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], answer


@dataclass
class Answer:
    """What came back; ``error`` is what the app raised, ``status`` 0 if it answered nothing."""

    status: int = 0
    headers: dict = field(default_factory=dict)
    body: bytes = b""
    error: str = ""


@dataclass
class Ask:
    """A request; its ``body`` comes in parts, and after them the client stays or leaves."""

    path: str = "/"
    method: str = "GET"
    body: tuple = (b"",)
    query: bytes = b""
    headers: tuple = (("host", "localhost"),)
    kind: str = "http"
    leaves: bool = False
    ends: bool = True


def ask_all(app, asked):
    """Return an ASGI app's answers to requests, one after another in one event loop."""

    async def work():
        return [await _ask(app, ask) for ask in asked]

    # In a thread of its own: the browser tests leave a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work())).result()


async def _ask(app, ask):
    answer, parts = Answer(), list(ask.body)
    scope = {
        "type": ask.kind, "method": ask.method, "path": ask.path, "query_string": ask.query,
        "raw_path": ask.path.encode("utf-8", "replace"), "http_version": "1.1", "root_path": "",
        "scheme": "ws" if ask.kind == "websocket" else "http", "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1), "extensions": {"websocket.http.response": {}},
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in ask.headers],
        "subprotocols": [],
    }  # fmt: skip

    async def receive():
        if ask.kind == "websocket" and parts:
            parts.clear()
            return {"type": "websocket.connect"}
        if parts:
            more = len(parts) > 1 or not ask.ends
            return {"type": "http.request", "body": parts.pop(0), "more_body": more}
        if not ask.leaves:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message):
        kind = message["type"].rpartition(".")[2]
        if kind in ("start", "accept", "close"):
            given = {"accept": 101, "close": 403}.get(kind) or message["status"]
            answer.status = given
            pairs = message.get("headers", [])
            answer.headers = {name.decode(): value.decode("latin-1") for name, value in pairs}
        else:
            answer.body += message.get("body", b"")

    try:
        await app(scope, receive, send)
    except Exception as error:
        answer.status, answer.error = 500, repr(error)[:300]
    return answer


def get(app, path, **headers):
    """Return the headers of an app's answer to a GET."""
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": b"", "http_version": "1.1", "scheme": "http", "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(app(scope, receive, send))).result()
    return sent[0]["headers"]
