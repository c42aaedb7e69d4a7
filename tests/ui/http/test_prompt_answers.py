"""Answers on a connection that is kept: none waits for an acknowledgement of its own head."""

import contextlib
import http.client
import socket
import threading
import time

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from ui.http.prompt_answers import answer_promptly, prompt

ACKNOWLEDGED = 0.03
"""Seconds, fewer than a client takes to acknowledge what it has no answer to."""


@contextlib.asynccontextmanager
async def no_services(app):
    yield


@pytest.fixture
def connection():
    """A connection to a server on a socket that is made as Streamlit makes its own."""
    listening = socket.socket(family=socket.AF_INET)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    app = Starlette(
        routes=[Route("/", lambda request: JSONResponse({}))], lifespan=prompt(no_services)
    )
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", listening.getsockname()[1], timeout=20)
    until = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < until
        time.sleep(0.01)
    yield connection
    connection.close()
    server.should_exit = True
    thread.join(10)
    listening.close()


def test_answers_come_at_once(connection):
    def ask():
        started = time.perf_counter()
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"{}"
        return time.perf_counter() - started

    for _ in range(10):
        ask()  # a new connection is acknowledged quickly
    # On a busy machine some take long for other reasons.
    assert min(ask() for _ in range(20)) < ACKNOWLEDGED


def test_all_sockets_that_listen_are_told():
    with socket.socket() as silent, socket.socket() as listening:
        for one in (silent, listening):
            one.bind(("127.0.0.1", 0))
        listening.listen()
        assert answer_promptly() >= 1
        read = [s.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for s in (silent, listening)]
        assert [bool(value) for value in read] == [False, True]
