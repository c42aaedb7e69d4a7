"""Asks an ASGI app in the test's own process."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

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
