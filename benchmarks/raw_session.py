"""A visitor without a browser: Streamlit's websocket and the app's own routes, as a page uses them.

Hundreds of them fit on a machine beside the server that they are to measure.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import urllib.parse
from collections.abc import Callable
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PATIENCE = 60.0
MOVING = ("queued", "preparing", "running")
"""States in which a browser goes on asking for news; else it asks once a page's script has run."""

SETTLE = 0.4
"""Seconds that a new state has to last before the page hears of it (ui/live/run/feed.js)."""

USUAL_INTERVAL = 0.15
"""Seconds between two questions to the feed while the server does not say when to ask again."""


class RawSession:
    """One visit to one page: what it shows, how long each script run takes, what went wrong."""

    def __init__(self, host: str, page: str, query: dict[str, str]) -> None:
        self.host, self.page, self.query = host, page, query
        self.buttons: dict[str, str] = {}
        self.component: dict[str, Any] = {}
        self.exceptions: list[str] = []
        self.errors: list[str] = []
        self.reruns: list[float] = []
        self.pictures = 0
        self.last: dict[str, Any] = {}
        self.sequence, self.row = 0, -1
        self.state = ""
        self._finished = asyncio.Event()
        self._running = asyncio.Lock()
        self._look = asyncio.Event()
        self._stop = False
        self._tasks: list[asyncio.Task[None]] = []
        self._teller: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect and wait for the page's first script run."""
        self.socket = await websockets.connect(
            f"ws://{self.host}/_stcore/stream",
            subprotocols=[websockets.Subprotocol("streamlit")],
            max_size=None,
            open_timeout=PATIENCE,
        )
        self._tasks.append(asyncio.create_task(self._read()))
        await self.run()

    async def run(self, press: str = "", parameters: dict[str, str] | None = None) -> float:
        """Run the page's script, with a button pressed if one is named; returns seconds."""
        async with self._running:
            return await self._run(press, parameters)

    async def _run(self, press: str, parameters: dict[str, str] | None) -> float:
        message = BackMsg()
        state = message.rerun_script
        state.query_string = urllib.parse.urlencode(parameters or self.query)
        state.page_name = self.page
        state.context_info.timezone = "UTC"
        if press:
            widget = state.widget_states.widgets.add()
            widget.id = self.buttons[press]
            widget.trigger_value = True
        self._finished.clear()
        started = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        await asyncio.wait_for(self._finished.wait(), PATIENCE)
        seconds = time.perf_counter() - started
        self.reruns.append(seconds)
        return seconds

    async def _read(self) -> None:
        async for raw in self.socket:
            message = ForwardMsg()
            message.ParseFromString(raw)
            kind = message.WhichOneof("type")
            if kind == "script_finished":
                self._finished.set()
            elif kind == "page_info_changed":
                pairs = urllib.parse.parse_qsl(message.page_info_changed.query_string)
                self.query = dict(pairs)
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._take(message.delta.new_element)

    def _take(self, element: Any) -> None:  # noqa: ANN401
        kind = element.WhichOneof("type")
        if kind == "button":
            self.buttons[element.button.label] = element.button.id
        elif kind == "exception":
            self.exceptions.append(element.exception.message)
        elif kind == "alert" and element.alert.format == 1:
            self.errors.append(element.alert.body)
        elif kind == "bidi_component":
            data = element.bidi_component.json
            if data:
                before, self.component = self.run_name, json.loads(data)
                if self.run_name != before:
                    self.sequence, self.row = 0, -1
                self._look.set()

    @property
    def run_name(self) -> str:
        """Name of the run on the page, as its component has it."""
        return str(self.component.get("run", {}).get("id", ""))

    def watch(self, *, hidden: Callable[[], bool] = lambda: False) -> None:
        """Ask the feed for pictures as the browser does, until ``close``."""
        self._tasks.append(asyncio.create_task(self._watch(hidden)))

    async def _watch(self, hidden: Callable[[], bool]) -> None:
        host, _, port = self.host.partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        while not self._stop:
            if self.state not in MOVING:
                await self._look.wait()
            self._look.clear()
            wait = 0.2
            if self.component.get("feed") and self.run_name:
                path = (
                    f"/{self.component['feed']}/{self.run_name}"
                    f"?after={self.sequence}&rows={self.row}"
                )
                try:
                    status, body = await fetch(reader, writer, self.host, path)
                except (OSError, asyncio.IncompleteReadError):
                    # The server closes a connection that has rested for some seconds.
                    reader, writer = await asyncio.open_connection(host, int(port))
                    self._look.set()
                    continue
                if status == 200:
                    self._hear(json.loads(body))
                    self._tell_later()
                    wait = self.last.get("again", USUAL_INTERVAL)
                else:
                    self.errors.append(f"feed: {status}")
                    self._look.set()
            with contextlib.suppress(TimeoutError):
                # A page that has been drawn anew asks at once.
                await asyncio.wait_for(self._look.wait(), 5.0 if hidden() else wait)
        writer.close()

    def _tell_later(self) -> None:
        """Run the script when the page has not heard of a new state for a while, as browsers do."""
        if self._known or (self._teller and not self._teller.done()):
            return
        self._teller = asyncio.create_task(self._tell())
        self._tasks.append(self._teller)

    @property
    def _known(self) -> bool:
        return self.state == self.component.get("run", {}).get("state")

    async def _tell(self) -> None:
        await asyncio.sleep(SETTLE)
        if not self._known:
            await self.run()

    def _hear(self, news: dict[str, Any]) -> None:
        self.last = news
        if news["sequence"] > self.sequence:
            self.pictures += 1
            self.sequence = news["sequence"]
        steps = news.get("rows", {}).get("step", [])
        if steps:
            self.row = steps[-1]
        self.state = news["run"]["state"]

    async def close(self) -> None:
        """Close the tab."""
        self._stop = True
        await self.socket.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def fetch(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, path: str
) -> tuple[int, bytes]:
    """Return status and body of a GET on a connection that stays open."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: keep-alive\r\n\r\n".encode())
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = int(head.split(" ", 2)[1])
    lines = (line.partition(":") for line in head.split("\r\n")[1:] if ":" in line)
    headers = {name.strip().lower(): value.strip() for name, _, value in lines}
    if headers.get("transfer-encoding") == "chunked":
        parts = []
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            parts.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readexactly(2)
        return status, b"".join(parts)
    return status, await reader.readexactly(int(headers.get("content-length", "0")))
