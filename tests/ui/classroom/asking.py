"""Asks a gate in the test's own process, as a browser with one cookie would."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from ui.classroom.gate import Gate
from ui.shared.room import Room

ROOM = Room("ABC234", "TEACH-ERSC-ODE9", secret=b"s" * 32)
PUPIL = "192.168.1.20"


@dataclass
class Answer:
    status: int = 0
    headers: dict = field(default_factory=dict)
    body: str = ""
    reached: dict | None = None

    @property
    def cookie(self):
        return self.headers.get("set-cookie", "").partition(";")[0]

    @property
    def is_form(self):
        return "<form" in self.body and self.reached is None


class Class:
    """A gate before an app that tells what reached it."""

    def __init__(self, room=ROOM, base="/"):
        self.now = 1_000_000.0
        self.reached = None
        self.gate = Gate(self._app, room=room, base=base, clock=lambda: self.now)

    async def _app(self, scope, receive, send):
        self.reached = dict(scope["headers"])
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"the app"})

    def ask(self, path, *, method="GET", client=PUPIL, kind="http", body=b"", **headers):
        path, _, query = path.partition("?")
        sent, self.reached = [], None
        named = {"host": "room.example", **{k.replace("_", "-"): v for k, v in headers.items()}}
        scope = {
            "type": kind, "method": method, "path": path, "raw_path": path.encode(),
            "query_string": query.encode(), "http_version": "1.1", "root_path": "",
            "scheme": "ws" if kind == "websocket" else "http", "client": (client, 5),
            "headers": [(k.encode(), v.encode("latin-1")) for k, v in named.items()],
            "server": ("room.example", 80),
        }  # fmt: skip

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message):
            sent.append(message)

        # In a thread of its own: the browser tests leave a loop running in this one.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: asyncio.run(self.gate(scope, receive, send))).result()
        if kind == "websocket":
            accepted = sent == [{"type": "websocket.accept"}]
            assert accepted or [message["type"] for message in sent] == ["websocket.close"]
            return Answer(101 if accepted else 403, reached=self.reached)
        return Answer(
            sent[0]["status"],
            {name.decode(): value.decode() for name, value in sent[0]["headers"]},
            b"".join(message.get("body", b"") for message in sent[1:]).decode(),
            self.reached,
        )

    def give(self, code, path="/join", **more):
        """Send the form with a code."""
        kind = "application/x-www-form-urlencoded"
        body = f"code={code}".encode()
        return self.ask(path, method="POST", body=body, content_type=kind, **more)
