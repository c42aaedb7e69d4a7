"""What browsers are told to allow on a page: nothing from elsewhere, no frame of another site."""

from __future__ import annotations

import base64
import hashlib
import os
import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from ui.http.frames import frame_ancestors
from ui.http.page_additions import SCRIPT

SOURCES = {
    "default-src": "'self'",
    # A component's module is a blob, Streamlit reads its messages by WebAssembly, and the script
    # that stands in its page is known by its hash.
    "script-src": "'self' blob: 'wasm-unsafe-eval'",
    # Streamlit writes its styles while it runs.
    "style-src": "'self' 'unsafe-inline'",
    # Canvases are saved by way of a blob; small pictures and the QR code are data.
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def page_headers(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the headers of every answer; ``FrameError`` where sites are named wrongly."""
    sites = frame_ancestors(environment)
    policy = SOURCES | {
        "script-src": " ".join([SOURCES["script-src"], *inline_scripts()]),
        "frame-ancestors": " ".join(["'self'", *sites]),
    }
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }
    # It knows no other sites; browsers that know the policy do without it.
    return headers if sites else headers | {"X-Frame-Options": "SAMEORIGIN"}


def inline_scripts() -> list[str]:
    """Return the hashes of the scripts that stand in Streamlit's page itself, and of ours."""
    page = Path(file_util.get_static_dir()) / "index.html"
    scripts = INLINE.findall(page.read_text("utf-8")) if page.is_file() else []
    hashes = (hashlib.sha256(script.encode()).digest() for script in [*scripts, SCRIPT])
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in hashes]


class PageHeaders:
    """Adds headers to every answer that does not have its own, and keeps redirects below a prefix.

    A redirect to a path is written relative to what was asked for: a proxy that takes a prefix off
    does not put it back into answers.
    """

    def __init__(self, app: ASGIApp, *, headers: Mapping[str, str]) -> None:
        self.app, self.headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if "location" in headers:
                    headers["location"] = relative(headers["location"], scope["path"])
                message = {**message, "headers": headers.raw}
            await send(message)

        await self.app(scope, receive, send_with_headers)


def relative(location: str, asked: str) -> str:
    """Return a location as seen from the path that was asked for; one elsewhere stays."""
    if not location.startswith("/") or location.startswith("//"):
        return location
    path, mark, query = location.partition("?")
    folder, name = posixpath.split(path)
    up = posixpath.relpath(folder, posixpath.dirname(asked) or "/")
    # "a:b" alone would be an address of the scheme a.
    return f"{up if up.startswith('.') else f'./{up}'}/{name}{mark}{query}"
