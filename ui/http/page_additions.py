"""What is added to Streamlit's page before a browser gets it: our style, and a script.

The style is there from the first look on, so that nothing moves when Streamlit begins.
"""

from __future__ import annotations

import json
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.locale import LANGUAGES
from ui.shared.page_css import PAGE_CSS
from ui.shared.projector import FULL_SCREEN, ON, PARAMETER
from ui.shared.projector_css import ZOOM

LANGUAGE_SCRIPT = """
const languages = $LANGUAGES;
function tellLanguage() {
  const linked = new URLSearchParams(location.search).get("lang");
  const browsers = navigator.language.split("-")[0].toLowerCase();
  document.documentElement.lang =
    [linked, browsers].find((name) => languages.includes(name)) || "en";
}
tellLanguage();
addEventListener("popstate", tellLanguage);
for (const name of ["pushState", "replaceState"]) {
  const before = history[name].bind(history);
  history[name] = (...to) => { before(...to); tellLanguage(); };
}
""".replace("$LANGUAGES", json.dumps(list(LANGUAGES)))
"""Tells the browser in what language the page is, for who reads it aloud, and for the font: the
same characters look different in Japanese and in Chinese."""

PROJECTOR_SCRIPT = f"""
function tellProjector() {{
  const html = document.documentElement, before = html.dataset.projector;
  if (new URLSearchParams(location.search).get("{PARAMETER}") === "{ON}")
    html.dataset.projector = {ZOOM};
  else delete html.dataset.projector;
  if (html.dataset.projector !== before) dispatchEvent(new Event("resize"));
}}
tellProjector();
addEventListener("popstate", tellProjector);
for (const name of ["pushState", "replaceState"]) {{
  const before = history[name].bind(history);
  history[name] = (...to) => {{ before(...to); tellProjector(); }};
}}
addEventListener("click", (event) => {{
  if (!event.target.closest?.(".st-key-{FULL_SCREEN}")) return;
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {{}});
}});
"""
"""Tells the style sheet and the live components of the projector mode, by how much they enlarge;
and asks for the whole screen, which only a script that a click started may do."""

HISTORY_SCRIPT = """
let acted = false;
for (const name of ["pointerdown", "keydown"])
  addEventListener(name, () => { acted = true; }, { capture: true });
addEventListener("popstate", () => { acted = false; }, { capture: true });
const push = history.pushState.bind(history);
history.pushState = (state, title, url) => {
  const same = url === undefined || url === null
    || new URL(url, location.href).pathname === location.pathname;
  if (same && !acted) return history.replaceState(state, title, url);
  if (!same) acted = false;
  return push(state, title, url);
};
"""
"""A page writes what it shows into the address. Where nobody has acted since the page was opened,
or since Back, that takes the place of the entry instead of adding one, to which Back would return
for ever."""

PAGE_NAMES = sorted(
    path.stem.partition("_")[2] for path in (Path(__file__).parents[2] / "pages").glob("*.py")
)
BASE_SCRIPT = f"""
{{
  const parts = location.pathname.split("/");
  if ({json.dumps(PAGE_NAMES)}.includes(parts.pop()))
    window.__streamlit = {{ BACKEND_BASE_URL: location.origin + parts.join("/") + "/" }};
}}
"""
"""Where the server is, as a page sees it. Without it Streamlit first asks for it below each page,
where nothing is: two lines of 404 in the console, and a question more before a page begins."""

SCRIPT = BASE_SCRIPT + LANGUAGE_SCRIPT + PROJECTOR_SCRIPT + HISTORY_SCRIPT

END = b"</body>"
"""Streamlit writes its own styles into the head, and what comes later counts."""

ASKED_AWAY = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
"""Left out of what Streamlit is asked: the page has to come whole, and as text."""


def additions_middleware() -> list[Middleware]:
    """Return what ``st.App`` puts right around Streamlit's own pages."""
    return [Middleware(PageAdditions, style=PAGE_CSS, script=SCRIPT)]


class PageAdditions:
    """Adds a style sheet and a script at the end of each HTML page that a browser opens."""

    def __init__(self, app: ASGIApp, *, style: str, script: str) -> None:
        self.app = app
        self.addition = f"<style>{style}</style><script>{script}</script>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and a page back with what is added."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _wants_page(scope):
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name not in ASKED_AWAY]
        started: Message | None = None
        body = b""

        async def send_whole(message: Message) -> None:
            nonlocal started, body
            if message["type"] == "http.response.start" and _is_page(message):
                started = message
            elif started is None or message["type"] != "http.response.body":
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    await send(_fitted(started, whole := self._completed(body)))
                    await send({"type": "http.response.body", "body": whole})

        await self.app({**scope, "headers": headers}, receive, send_whole)

    def _completed(self, body: bytes) -> bytes:
        before, end, after = body.rpartition(END)
        return before + self.addition + end + after if end else body


def _wants_page(scope: Scope) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _is_page(message: Message) -> bool:
    headers = MutableHeaders(raw=list(message.get("headers", [])))
    plain = "content-encoding" not in headers
    return plain and headers.get("content-type", "").startswith("text/html")


def _fitted(started: Message, body: bytes) -> Message:
    """Return the answer's start for another body than it was written for."""
    headers = MutableHeaders(raw=list(started["headers"]))
    headers["content-length"] = str(len(body))
    for name in ("etag", "last-modified", "accept-ranges"):
        if name in headers:
            del headers[name]
    return {**started, "headers": headers.raw}
