"""Clients that leave, wait without end, or send more than they may: a server on a socket."""

import asyncio
import contextlib
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from tests.ui.asgi import Ask, ask_all
from ui.http.connections import BoundedConnections
from ui.http.json_requests import MOST_BYTES, answer_json


async def echo(request):
    return await answer_json(request, lambda content: JSONResponse(content))


async def whole(request):
    """Reads a body as Streamlit's uploads do: as long as it takes."""
    return PlainTextResponse(str(len(await request.body())))


APP = Starlette(
    routes=[
        Route("/echo", echo, methods=["POST"]),
        Route("/whole", whole, methods=["PUT"]),
    ],
    middleware=[Middleware(BoundedConnections, seconds=0.4)],
)


@pytest.fixture(scope="module")
def port():
    """A server of its own on a free port."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(APP, log_level="info", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    until = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < until
        time.sleep(0.01)
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.fixture
def send(port, caplog):
    """Send bytes, and return status line and all that came until the server closed."""

    def work(head, body=b"", *, leave=False):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(head.replace(b"\n", b"\r\n") + b"\r\n\r\n" + body)
            if leave:
                return b"", b""
            parts = []
            with contextlib.suppress(ConnectionError):
                while part := connection.recv(65536):
                    parts.append(part)
            status, _, rest = b"".join(parts).partition(b"\r\n")
            return status, rest

    yield work
    # Nothing of it is an error of the server's.
    assert [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []


HEAD = b"POST /echo HTTP/1.1\nHost: localhost\nContent-Type: application/json\n"


def test_a_body_that_never_comes_is_given_up(send):
    started = time.monotonic()
    for path in (b"POST /echo", b"PUT /whole"):
        status, rest = send(path + b" HTTP/1.1\nHost: localhost\nContent-Length: 9", b"{")
        assert status == b"HTTP/1.1 408 Request Timeout"
        assert b"did not come within" in rest
    assert time.monotonic() - started < 2


def test_a_body_that_comes_slowly_but_comes_is_waited_for(port):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        head = b"PUT /whole HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\n"
        connection.sendall(head)
        for letter in b"abcde":
            time.sleep(0.12)
            connection.sendall(bytes([letter]))
        answer = b""
        while part := connection.recv(4096):
            answer += part
    assert answer.endswith(b"\r\n\r\n5")


@pytest.mark.parametrize("path", [b"POST /echo", b"PUT /whole"])
def test_who_leaves_in_the_middle_leaves_nothing_in_the_log(send, path):
    head = path + b" HTTP/1.1\nHost: localhost\nContent-Length: 100"
    send(head, b"{", leave=True)
    send(head, leave=True)
    time.sleep(0.1)
    assert send(HEAD + b"Connection: close\nContent-Length: 2", b"{}")[0] == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize("length", [str(MOST_BYTES + 1), "9" * 15, "9" * 4000])
def test_a_length_beyond_the_limit_is_refused_before_anything_comes(send, length):
    started = time.monotonic()
    status, rest = send(HEAD + b"Content-Length: " + length.encode())
    assert status.startswith(b"HTTP/1.1 400")
    assert time.monotonic() - started < 1
    if len(length) < 4000:
        assert f"longer than {MOST_BYTES} bytes" in rest.decode()


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: -1", b"Content-Length: 1e3", b"Content-Length: \xb2",
        b"Content-Length: 2\nContent-Length: 3", b"Transfer-Encoding: chunked\nContent-Length: 2",
        b"Transfer-Encoding: gzip", b"Content-Length: ", b"Expect: 100-continue\nContent-Length: 2",
    ],
)  # fmt: skip
def test_a_body_whose_length_is_odd_breaks_nothing(send, framing):
    status, _rest = send(HEAD + b"Connection: close\n" + framing, b"{}")
    assert status.split(b" ")[1] in (b"200", b"100", b"400", b"501", b"408")


def test_chunks_are_counted_as_they_come():
    part = b" " * 500_000
    (answer,) = ask_all(APP, [Ask("/echo", "POST", (part,) * 5, ends=False)])
    assert (answer.status, answer.headers["connection"]) == (400, "close")
    assert json.loads(answer.body)["error"].startswith(f"the request is longer than {MOST_BYTES}")


def test_a_body_as_long_as_it_may_be_is_read():
    (answer,) = ask_all(APP, [Ask("/echo", "POST", (b"{" + b" " * (MOST_BYTES - 2), b"}"))])
    assert (answer.status, answer.body) == (200, b"{}")


def test_after_its_body_a_request_may_take_its_time():
    async def slow(_scope, receive, send):
        await receive()
        gone = asyncio.create_task(receive())
        await asyncio.sleep(0.3)
        assert not gone.done()
        gone.cancel()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})

    (answer,) = ask_all(BoundedConnections(slow, seconds=0.1), [Ask("/")])
    assert (answer.status, answer.body) == (200, b"done")


def test_text_in_a_websocket_closes_it():
    sent, received = [], []
    messages = [
        {"type": "websocket.connect"}, {"type": "websocket.receive", "bytes": b"a"},
        {"type": "websocket.receive", "text": "b"},
    ]  # fmt: skip

    async def app(_scope, receive, _send):
        while not received or received[-1]["type"] != "websocket.disconnect":
            received.append(await receive())

    async def receive():
        return messages.pop(0)

    async def send(message):
        sent.append(message)

    with ThreadPoolExecutor(1) as pool:
        work = BoundedConnections(app)({"type": "websocket"}, receive, send)
        pool.submit(asyncio.run, work).result()
    assert received[1] == {"type": "websocket.receive", "bytes": b"a"}
    assert received[2:] == [{"type": "websocket.disconnect", "code": 1003}]
    assert sent == [{"type": "websocket.close", "code": 1003}]
