"""Odd requests to the whole server: none may fail, none may leave a word of itself in the log."""

from __future__ import annotations

import contextlib
import random
import re
import socket
import tempfile
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.load import memory, served
from tests.ui.http.odd_requests import KEYS, METHODS, NAMES, QUERY_NUMBERS, odd_bodies
from ui.faces.api import faces_routes
from ui.growing.api import progressive_routes
from ui.http.feed import feed_routes
from ui.labels.api import labels_routes
from ui.models.api import model_routes

ANSWER_SECONDS = 60.0
HALF, GONE = 0.1, 0.1
"""Shares of requests whose body never comes whole, and whose client leaves at once."""

STREAMLIT = ("/", "/_stcore/health", "/_stcore/stream", "/_stcore/upload_file/a/b", "/media/x.png")
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")


@dataclass
class RequestTally:
    """What a soak of requests has found; ``failed``, ``unanswered``, ``tracebacks`` should be 0."""

    requests: int = 0
    answered: dict[str, int] = field(default_factory=dict)
    left_by_client: int = 0
    failed: int = 0
    unanswered: int = 0
    tracebacks: int = 0
    alive: bool = False
    memory_grown_mb: float = 0.0
    faults: list[str] = field(default_factory=list)


def soak_requests(count: int, *, seed: int) -> RequestTally:
    """Send so many requests to a server of its own."""
    chance, tally, answered = random.Random(seed), RequestTally(), Counter[str]()
    routes = [
        *feed_routes(), *model_routes(), *labels_routes(), *faces_routes(), *progressive_routes()
    ]  # fmt: skip
    paths = [*(route.path for route in routes), *STREAMLIT]
    bodies = odd_bodies(seed)
    with tempfile.TemporaryDirectory() as home:
        with served(Path(home)) as (host, process):
            for number in range(count):
                if number == count // 2:
                    # By now what the routes need is loaded, and what they keep is there.
                    before = memory(process)
                head, body, leaves = _request(chance, paths, bodies, host)
                tally.requests += 1
                if leaves:
                    tally.left_by_client += 1
                    _send(host, head + body, read=False)
                    continue
                status = _send(host, head + body, read=True)
                answered[f"{status // 100}xx" if status else "none"] += 1
                if status >= 500:
                    tally.failed += 1
                    tally.faults.append(f"{status}: {head[:120]!r} {body[:80]!r}")
                if not status:
                    tally.unanswered += 1
                    tally.faults.append(f"no answer: {head[:120]!r} {body[:80]!r}")
            tally.memory_grown_mb = (memory(process) - before) / 1e6
            with urllib.request.urlopen(f"http://{host}/_stcore/health", timeout=10) as answer:
                tally.alive = answer.status == 200
        tally.tracebacks = Path(home, "server.log").read_text().count("Traceback")
    tally.answered = dict(answered)
    return tally


def _request(
    chance: random.Random, paths: list[str], bodies: list[bytes], host: str
) -> tuple[bytes, bytes, bool]:
    """Return head and body of a request, and whether its client leaves without an answer."""
    path = re.sub(r"{\w+}", lambda _found: chance.choice(NAMES), chance.choice(paths))
    path = path.encode("utf-8", "surrogateescape").decode("latin-1")
    path = "".join(c if "!" <= c <= "~" else f"%{ord(c):02X}" for c in path)
    query = (
        f"?{chance.choice(KEYS)}={chance.choice(QUERY_NUMBERS)}" if chance.random() < 0.3 else ""
    )
    method = chance.choice(("GET", "POST", "POST", "POST", *METHODS))
    body = b"" if method == "GET" else chance.choice(bodies)
    claimed = str(len(body))
    kind = chance.random()
    leaves = kind < HALF + GONE
    if kind < HALF:
        claimed = str(len(body) + chance.randrange(1, 10**6))
    elif chance.random() < 0.03:
        claimed = chance.choice(("-1", "9" * 30, "x", "1e3"))
    lines = [
        f"{method} {path}{query} HTTP/1.1", f"Host: {host}", f"Content-Length: {claimed}",
        "Content-Type: application/json", "Connection: close", "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode("utf-8", "replace"), body, leaves


def _send(host: str, content: bytes, *, read: bool) -> int:
    """Send a request; return the answer's status, 0 where there is none or it was not awaited."""
    name, port = host.split(":")
    with socket.create_connection((name, int(port)), timeout=ANSWER_SECONDS) as connection:
        with contextlib.suppress(OSError):
            # Refused before it was whole, the answer is there all the same.
            connection.sendall(content)
        if not read:
            return 0
        try:
            found = STATUS.match(connection.recv(64))
        except OSError:
            return 0
    return int(found[1]) if found else 0
